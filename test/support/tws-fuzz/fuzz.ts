import { createIbkrBroker } from '#broker/ibkr/broker.ts';
import type { BrokerEvent, BrokerSession } from '#app/ports.ts';
import { FrameReader } from '#practice/protocol/framing.ts';
import { ensure } from '#shared/assert.ts';
import { orderId, ticker } from '#shared/ids.ts';
import { approvedOrder } from '../desk-side.ts';
import { FakeClock, settle } from '../fake-clock.ts';
import { seededRandom, type SeededRandom } from '../random.ts';
import { answer, encode, scriptOf, type Peer } from '../scripted-tws.ts';
import { wrongWith } from './facts.ts';
import { MemorySocket, withoutNetwork } from './memory-socket.ts';
import { messagesOf } from './messages.ts';
import { fieldOf, mutated } from './mutate.ts';

export interface FuzzResult {
  readonly fed: number;
  readonly sessions: number;
  /** Sessions that ended by themselves. */
  readonly closed: number;
  readonly events: Readonly<Record<string, number>>;
  /** What must not be and was; empty = nothing. */
  readonly violations: readonly string[];
}

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** So many messages at most go into one session; then another begins, with the books as they should be. */
const perSession = 250;
const booksShare = 0.15;
/** Some come as they should, so that what they begin is met by what is broken. Those do not count as fed. */
const wholeShare = 0.2;
const largestOrderId = 2_147_483_647;

/** Feeds mutated messages to real sessions, through the library's decoder, in memory. The same seed does the same. */
export async function fuzzSessions(
  seed: number,
  messages: number,
  progress: (fed: number) => void = () => undefined,
): Promise<FuzzResult> {
  const random = seededRandom(seed);
  const total = {
    fed: 0,
    sessions: 0,
    closed: 0,
    events: {} as Record<string, number>,
    violations: [] as string[],
  };
  let socket = new MemorySocket();
  await withoutNetwork(
    () => (socket = new MemorySocket()),
    async () => {
      while (total.fed < messages) {
        const life = new FuzzedLife(random, () => socket);
        await life.begin();
        total.fed += await life.feed(Math.min(perSession, messages - total.fed));
        if (life.isClosed) total.closed += 1;
        await life.finish();
        total.sessions += 1;
        for (const { kind } of life.events) total.events[kind] = (total.events[kind] ?? 0) + 1;
        total.violations.push(...life.violations.map((each) => `session ${total.sessions}: ${each}`));
        progress(total.fed);
      }
    },
  );
  return total;
}

class FuzzedLife {
  readonly events: BrokerEvent[] = [];
  readonly violations: string[] = [];
  readonly #random: SeededRandom;
  readonly #socketOf: () => MemorySocket;
  readonly #clock = new FakeClock('2026-07-27T15:00:00Z');
  readonly #sent: string[][] = [];
  #session: BrokerSession | null = null;
  #orderId = 0;
  #previewId = 0;

  constructor(random: SeededRandom, socketOf: () => MemorySocket) {
    this.#random = random;
    this.#socketOf = socketOf;
  }

  get isClosed(): boolean {
    return this.#session?.state === 'closed';
  }

  /** Up to a session that trades: books compared, an order sent, quotes, bars and a preview under way. */
  async begin(): Promise<void> {
    const broker = createIbkrBroker({ clock: this.#clock, log });
    const target = { kind: 'tws-paper', host: '127.0.0.1', port: 1, clientId: 7 } as const;
    const session = broker.open(target, (event) => this.#heard(event));
    this.#session = session;
    // connecting, and the library's own steps, take a few turns of the event loop
    await settle();
    this.#listen();
    await session.ready();
    await session.book();
    session.reconciled();
    const { found } = await session.instruments([ticker('AAPL')]);
    const instrument = ensure(found[0], 'AAPL');
    session.subscribe([instrument]);
    this.#orderId = session.reserveApiOrderId();
    const sent = session.place(approvedOrder(instrument), this.#orderId);
    if (!sent.sent) this.violations.push(`the order was not sent: ${sent.why}`);
    session.history(instrument, '1 day', 5).catch(() => undefined);
    this.#previewId = this.#orderId + 1;
    session.preview(approvedOrder(instrument, { orderId: orderId('dd-test-2') })).catch(() => undefined);
    session.book().catch(() => undefined);
    await settle();
  }

  /** Returns how many were fed; a closed session takes no more. */
  async feed(messages: number): Promise<number> {
    const requests = this.#sent.flatMap(([id, , number]) => (id === '1' ? [Number(number)] : []));
    const history = this.#sent.flatMap(([id, number]) => (id === '20' ? [Number(number)] : []));
    const samples = messagesOf({
      ...{ clientId: 7, orderId: this.#orderId, orderRef: 'dd-test-1', previewId: this.#previewId },
      requests: [...requests, ...history],
    });
    let fed = 0;
    for (let turn = 1; fed < messages && !this.isClosed; turn++) {
      const kind = this.#random.uniform() < booksShare ? samples.books : samples.data;
      const sample = ensure(kind[Math.floor(this.#random.uniform() * kind.length)], 'a message');
      const isWhole = this.#random.uniform() < wholeShare;
      if (!isWhole) fed += 1;
      this.#take(isWhole ? encode(sample.map(fieldOf)) : mutated(sample, this.#random));
      if (turn % 10 === 0) await this.#clock.pass(120);
    }
    return fed;
  }

  /** Lets time-outs and answers that are under way come to an end, and looks at what is left. */
  async finish(): Promise<void> {
    await this.#clock.pass(500);
    const orders = this.#sent.filter(([id]) => id === '3');
    if (orders.length !== 2)
      this.violations.push(`${orders.length} orders left in place of one and a preview`);
    const unasked = this.#sent.filter(([id]) => id === '4' || id === '58');
    if (unasked.length > 0) this.violations.push(`cancels that nobody asked for: ${JSON.stringify(unasked)}`);
    const session = ensure(this.#session, 'a session');
    if (!this.isClosed) {
      const next = session.reserveApiOrderId();
      if (!Number.isSafeInteger(next) || next <= this.#orderId || next > largestOrderId)
        this.violations.push(`the next order would have the number ${next}`);
      session.close('end of the fuzzed life');
    }
    const before = this.events.length;
    this.#take(encode([9, 1, 99]));
    await this.#clock.pass(100_000);
    if (this.events.length > before) this.violations.push('a closed session went on telling');
  }

  #listen(): void {
    const reader = new FrameReader();
    const socket = this.#socketOf();
    const requests: string[][] = [];
    const peer: Peer = {
      requests,
      send: (...messages) => queueMicrotask(() => messages.forEach((message) => this.#take(encode(message)))),
      raw: () => undefined,
      drop: () => undefined,
    };
    const script = scriptOf({
      seconds: () => Math.floor(this.#clock.now() / 1_000),
      on: { 20: () => undefined },
    });
    const take = (bytes: Buffer): void => {
      for (const fields of reader.read(bytes)) {
        const request = requests.length === 0 ? ['API', ...fields] : fields;
        requests.push(request);
        this.#sent.push(request);
        answer(peer, request, script);
      }
    };
    for (const bytes of socket.written.splice(0)) take(bytes);
    socket.onWrite = take;
  }

  /** In one piece or in two: nothing may escape from it. */
  #take(bytes: Buffer): void {
    const socket = this.#socketOf();
    const cut =
      this.#random.uniform() < 0.1 ? Math.floor(this.#random.uniform() * bytes.length) : bytes.length;
    try {
      socket.emit('data', bytes.subarray(0, cut));
      if (cut < bytes.length) socket.emit('data', bytes.subarray(cut));
    } catch (error) {
      this.violations.push(
        `${String(error)} escaped at ${JSON.stringify(bytes.toString('utf8').slice(0, 300))}`,
      );
    }
  }

  #heard(event: BrokerEvent): void {
    const wrong = wrongWith(event);
    if (wrong !== null) this.violations.push(wrong);
    if (this.events.some((earlier) => earlier.kind === 'state' && earlier.state === 'closed'))
      this.violations.push(`${event.kind} after the end`);
    this.events.push(event);
  }
}
