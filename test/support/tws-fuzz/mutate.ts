import type { Value } from '#practice/protocol/framing.ts';
import type { SeededRandom } from '../random.ts';
import { encode } from '../scripted-tws.ts';

// What a broken, foreign or malicious peer might send in place of a message.

const nasty: readonly string[] = [
  ...[
    '',
    ' ',
    '-',
    '.',
    '0',
    '-0',
    '-1',
    '1',
    '2',
    '3',
    '7',
    'NaN',
    'Infinity',
    '-Infinity',
    'null',
    'undefined',
  ],
  ...[
    '1e308',
    '-1e308',
    '1e-320',
    '1.7976931348623157E308',
    '9223372036854775807',
    '2147483647',
    '-2147483648',
  ],
  ...[
    '4294967296',
    '99999999999999999999',
    '9007199254740993',
    '0x10',
    '1,5',
    '1.2.3',
    '1e5',
    'true',
    'AAPL',
  ],
  ...['dd-', 'dd-x', 'preview', 'Submitted', 'Filled', 'Cancelled', 'USD', 'DU12345', 'DU99999', '__proto__'],
  ...[
    'constructor',
    '漢字🙂',
    '\u2028',
    '\\u12',
    '\\u0000',
    '\ud800',
    '{"a":',
    '{}',
    '%s%n',
    'a'.repeat(5_000),
  ],
];
const counts: readonly string[] = ['1000000', '2000000000', '5000000000', '-5', '1e15', '3.5'];

type Mutation = (fields: string[], random: SeededRandom) => void;

const place = (fields: readonly string[], random: SeededRandom): number =>
  Math.floor(random.uniform() * fields.length);
const pick = <T>(list: readonly T[], random: SeededRandom, fallback: T): T =>
  list[Math.floor(random.uniform() * list.length)] ?? fallback;

const mutations: readonly Mutation[] = [
  (fields, random) => void fields.splice(place(fields, random), 1),
  (fields, random) => {
    const at = place(fields, random);
    fields.splice(at, 0, fields[at] ?? '');
  },
  (fields, random) => {
    const [a, b] = [place(fields, random), place(fields, random)];
    [fields[a], fields[b]] = [fields[b] ?? '', fields[a] ?? ''];
  },
  (fields, random) => void (fields[place(fields, random)] = pick(nasty, random, '')),
  (fields, random) => void (fields[place(fields, random)] = pick(nasty, random, '')),
  (fields, random) => {
    const whole = fields.flatMap((field, index) => (index > 0 && /^\d{1,2}$/.test(field) ? [index] : []));
    fields[pick(whole, random, 0)] = pick(counts, random, '-5');
  },
  (fields, random) => void fields.splice(place(fields, random)),
  (fields, random) => void fields.push(...fields.slice(place(fields, random))),
  (fields, random) => void (fields[0] = String(Math.floor(random.uniform() * 120) - 5)),
  (fields, random) => {
    const at = place(fields, random);
    fields[at] = String(Number(fields[at]) * 10 ** Math.floor(random.uniform() * 20 - 4));
  },
];

/** The bytes of the message with one to three things wrong with it; sometimes with its frame broken, too. */
export function mutated(message: readonly Value[], random: SeededRandom): Buffer {
  const fields = message.map(fieldOf);
  const times = 1 + Math.floor(random.uniform() * 3);
  for (let time = 0; time < times; time++) pick(mutations, random, () => undefined)(fields, random);
  return brokenFrame(encode(fields), random);
}

/** Rarely: after this nothing can be read on the connection, so it is over soon. */
const frameShare = 0.02;

function brokenFrame(frame: Buffer, random: SeededRandom): Buffer {
  if (random.uniform() >= frameShare) return frame;
  const kind = Math.floor(random.uniform() * 5);
  if (kind === 0) return frame.subarray(0, Math.floor(random.uniform() * frame.length));
  if (kind === 1) frame.writeUInt32BE(Math.floor(random.uniform() * 2 ** 32), 0);
  else if (kind === 2) frame.writeUInt32BE(Math.max(0, frame.length - 5), 0);
  else if (kind === 3 && frame.length > 4)
    frame[4 + Math.floor(random.uniform() * (frame.length - 4))] = Math.floor(random.uniform() * 256);
  else return Buffer.concat([Buffer.alloc(4), frame]);
  return frame;
}

export function fieldOf(value: Value): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return value === null ? '' : String(value);
}
