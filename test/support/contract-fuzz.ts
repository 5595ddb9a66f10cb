import { createHandlers, codeOf, journalCommand } from '#app/handlers.ts';
import { commandBudget } from '#app/safety/flood.ts';
import { practiceTarget } from '#app/targets.ts';
import type { RequestName } from '#shared/contract/contract.ts';
import { Status } from '#shared/contract/rows.ts';
import { type ContractServer, createServer } from '#shared/contract/server.ts';
import { ServerMessage } from '#shared/contract/wire.ts';
import { deskFixture } from './desk-fixture.ts';
import { pipePair } from './pipe-pair.ts';
import { type SeededRandom, seededRandom } from './random.ts';
import { requestNames, requestSamples } from './request-samples.ts';

// What a broken page, another program or a malicious one might send to the desk, at a desk that has a proposal open.

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const nasty: readonly Json[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, -1e-320, 2 ** 53 + 2, '', ' ', 'NaN', '-1', '1e9'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '漢字🙂',
    '\u0000',
    '\ud800',
    '../../etc',
    "' OR 1=1 --",
    '<b>',
  ],
  ...['a'.repeat(100_000), [], {}, [[[[[]]]]], { length: -1 }, { toJSON: 'x' }],
  ...[JSON.parse('{"__proto__": {"isAdmin": true}}') as Json, Array.from({ length: 2000 }, () => 0)],
];

const pick = <T>(random: SeededRandom, list: readonly T[]): T =>
  list[Math.floor(random.uniform() * list.length)] as T;

/** One change somewhere in the value. */
function mutated(value: Json, random: SeededRandom): Json {
  const isLeaf = typeof value !== 'object' || value === null;
  if (isLeaf || random.uniform() < 0.2) return pick(random, nasty);
  if (Array.isArray(value)) return mutatedList(value, random);
  const entries = Object.entries(value);
  const place = Math.floor(random.uniform() * entries.length);
  const [key, inner] = entries[place] ?? ['', null];
  const rest = entries.filter((_, index) => index !== place);
  const roll = random.uniform();
  if (roll < 0.2) return Object.fromEntries(rest);
  if (roll < 0.3)
    return Object.fromEntries([...entries, [JSON.stringify(pick(random, nasty)).slice(0, 40), inner]]);
  if (roll < 0.4) return Object.fromEntries([...rest, [`${key}${pick(random, ['2', ' ', '_'])}`, inner]]);
  return Object.fromEntries([...rest, [key, mutated(inner, random)]]);
}

function mutatedList(value: Json[], random: SeededRandom): Json {
  const place = Math.floor(random.uniform() * value.length);
  const item = value[place] ?? null;
  const roll = random.uniform();
  if (roll < 0.3) return value.filter((_, index) => index !== place);
  if (roll < 0.6) return [...value, item, item];
  return value.map((each, index) => (index === place ? mutated(each, random) : each));
}

/** `auto` would let the desk send by itself, by the trader's own word. */
const harmless = (name: RequestName, input: unknown): Json =>
  name === 'mode.set' ? { mode: 'propose' } : (JSON.parse(JSON.stringify(input)) as Json);

function nextMessage(id: number, random: SeededRandom): Json {
  const name = pick(random, requestNames);
  const [input] = requestSamples[name];
  const whole: Json = { kind: 'request', id, name, input: harmless(name, input) };
  const roll = random.uniform();
  if (roll < 0.1) return whole;
  if (roll < 0.25)
    return { ...whole, name: pick(random, ['__proto__', 'constructor', 'toString', '', 'status']) };
  if (roll < 0.75) return { ...whole, input: mutated(whole['input'] ?? null, random) };
  return mutated(mutated(whole, random), random);
}

export interface ContractFuzz {
  readonly sent: number;
  /** How often the desk answered with what. */
  readonly answers: Readonly<Record<string, number>>;
  /** What must not happen, each in words. */
  readonly violations: readonly string[];
}

/** A client breaks off after so many messages, as a page does that is loaded again. */
const messagesPerClient = 25;

export async function fuzzContract(seed: number, messages: number): Promise<ContractFuzz> {
  const random = seededRandom(seed);
  const fixture = deskFixture();
  const violations: string[] = [];
  const answers: Record<string, number> = {};
  try {
    const desk = fixture.start();
    await fixture.clock.pass(10);
    if ((desk.decision?.proposal ?? null) === null) violations.push('no proposal stood open');
    const server = createServer(createHandlers(desk), {
      onCommand: (name, input, { who }) => journalCommand(desk, name, input, who),
      budget: () => commandBudget(() => fixture.clock.elapsed()),
      codeOf,
      onInternalError: (name, error) => violations.push(`${name} broke: ${String(error)}`),
    });
    for (let sent = 0; sent < messages; sent += messagesPerClient) {
      const batch = Array.from({ length: messagesPerClient }, (_, n) => nextMessage(n, random));
      const heard = await answersTo(server, batch);
      if (heard.answers.length !== heard.wanted)
        violations.push(
          `${heard.answers.length} answers to ${heard.wanted} requests from message ${sent} on`,
        );
      for (const answer of heard.answers) {
        const kind = answer.kind === 'failure' ? answer.code : 'done';
        answers[kind] = (answers[kind] ?? 0) + 1;
      }
      await fixture.clock.pass(100);
      if (desk.link.session === null) desk.connect(practiceTarget);
    }
    const last = await answersTo(server, [{ kind: 'request', id: 0, name: 'status.get', input: {} }]);
    const [status] = last.answers;
    if (status?.kind !== 'reply' || !Status.safeParse(status.output).success)
      violations.push('the status cannot be read any more');
    if (fixture.broker.placed.length > 0)
      violations.push(`${fixture.broker.placed.length} orders were placed`);
  } finally {
    await fixture.end();
  }
  return { sent: messages, answers, violations };
}

/** A message that names a request by a sound number wants one answer; anything else wants none. */
const wantsAnswer = (message: Json): boolean => {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return false;
  const { kind, id, name, input } = message;
  const isNumbered = typeof id === 'number' && Number.isInteger(id) && id >= 0 && Number.isSafeInteger(id);
  return kind === 'request' && isNumbered && typeof name === 'string' && input !== undefined;
};

async function answersTo(server: ContractServer, batch: readonly Json[]) {
  const pair = pipePair();
  const answers: Answer[] = [];
  pair.client.onMessage((told) => {
    const message = ServerMessage.parse(told);
    if (message.kind !== 'event') answers.push(message);
  });
  server.connect(pair.server, { who: 'browser' });
  for (const message of batch) pair.client.send(message as never);
  const wanted = batch.filter(wantsAnswer).length;
  for (let turn = 0; turn < mostTurns && answers.length < wanted; turn++) await nextTurn();
  // One more than was asked for would come now.
  await nextTurn();
  pair.close();
  return { wanted, answers };
}

type Answer = Exclude<ServerMessage, { kind: 'event' }>;

/** Waiting this long, nothing comes any more. */
const mostTurns = 2000;
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
