import type { SeededRandom } from '#test/support/random.ts';

// What a TWS does with single messages: it repeats statuses, executions and commissions, lets some of them come late or in another order,
// and leaves some out. Answers to a question keep their place before its end.

/** Chances, each of one message. */
export interface MessageFaults {
  readonly duplicate: number;
  readonly lateDuplicate: number;
  readonly swap: number;
  readonly lose: number;
  readonly late: number;
}

export const noMessageFaults: MessageFaults = { duplicate: 0, lateDuplicate: 0, swap: 0, lose: 0, late: 0 };

interface Passed {
  readonly bytes: Buffer;
  /** After all that was sent with it, milliseconds. */
  readonly lateMs: number;
}

export type Counted = keyof MessageFaults;

const orderStatus = '3';
const openOrder = '5';
const execution = '11';
const commission = '59';
const unasked = '-1';

export class Messages {
  readonly #random: SeededRandom;
  readonly #faults: () => MessageFaults;
  readonly #count: (what: Counted, message: string) => void;

  constructor(
    random: SeededRandom,
    faults: () => MessageFaults,
    count: (what: Counted, message: string) => void,
  ) {
    this.#random = random;
    this.#faults = faults;
    this.#count = count;
  }

  /** Whole messages of the TWS, as it wrote them. */
  pass(chunk: Buffer): readonly Passed[] {
    const faults = this.#faults();
    if (faults === noMessageFaults) return [{ bytes: chunk, lateMs: 0 }];
    const parts = messagesIn(chunk);
    if (!parts.some(({ isLoose }) => isLoose)) return [{ bytes: chunk, lateMs: 0 }];
    return this.#disturb(parts, faults);
  }

  #disturb(parts: readonly Message[], faults: MessageFaults): readonly Passed[] {
    const now: Message[] = [];
    const later: Passed[] = [];
    for (const part of parts) {
      if (!part.isLoose) {
        now.push(part);
        continue;
      }
      if (this.#happens(faults.lose) && part.mayBeLost) {
        this.#count('lose', part.fields.join(' '));
        continue;
      }
      const isLate = part.mayBeLate && this.#happens(faults.late);
      if (isLate) {
        this.#count('late', part.fields.join(' '));
        later.push({ bytes: part.bytes, lateMs: 20 + 6000 * this.#random.uniform() });
      } else now.push(part);
      if (this.#happens(faults.duplicate)) {
        this.#count('duplicate', part.fields.join(' '));
        now.push(part);
      }
      if (this.#happens(faults.lateDuplicate)) {
        this.#count('lateDuplicate', part.fields.join(' '));
        later.push({ bytes: part.bytes, lateMs: 20 + 3000 * this.#random.uniform() });
      }
    }
    this.#swap(now, faults.swap);
    const together = Buffer.concat(now.map(({ bytes }) => bytes));
    return together.length === 0 ? later : [{ bytes: together, lateMs: 0 }, ...later];
  }

  #swap(parts: Message[], chance: number): void {
    for (let n = 0; n + 1 < parts.length; n += 1) {
      const [one, two] = [parts[n], parts[n + 1]];
      if (one === undefined || two === undefined || !one.isLoose || !two.isLoose) continue;
      if (!this.#happens(chance)) continue;
      this.#count('swap', `${one.fields.join(' ')} | ${two.fields.join(' ')}`);
      parts[n] = two;
      parts[n + 1] = one;
    }
  }

  #happens(chance: number): boolean {
    return chance > 0 && this.#random.uniform() < chance;
  }
}

interface Message {
  readonly bytes: Buffer;
  /** The first ones; enough to tell what it is. */
  readonly fields: readonly string[];
  /** Not part of an answer that has an end. */
  readonly isLoose: boolean;
  readonly mayBeLost: boolean;
  readonly mayBeLate: boolean;
}

const toldFields = 6;

function messagesIn(chunk: Buffer): readonly Message[] {
  const found: Message[] = [];
  const isAnswer = containsEnd(chunk);
  for (let at = 0; at + 4 <= chunk.length;) {
    const length = chunk.readUInt32BE(at);
    const bytes = chunk.subarray(at, at + 4 + length);
    const fields = firstFields(bytes.subarray(4));
    const [id = '', first = ''] = fields;
    const isReport = id === orderStatus || id === openOrder;
    const isLoose = (isReport && !isAnswer) || (id === execution && first === unasked) || id === commission;
    found.push({
      ...{ bytes, fields, isLoose },
      mayBeLost: id !== openOrder,
      mayBeLate: id === commission || id === execution,
    });
    at += 4 + length;
  }
  return found;
}

const ends: readonly string[] = ['53', '54', '55', '62', '102'];

function containsEnd(chunk: Buffer): boolean {
  for (let at = 0; at + 4 <= chunk.length;) {
    const length = chunk.readUInt32BE(at);
    const [id = ''] = firstFields(chunk.subarray(at + 4, at + 4 + Math.min(length, 8)));
    if (ends.includes(id)) return true;
    at += 4 + length;
  }
  return false;
}

const firstFields = (body: Buffer): readonly string[] =>
  body.subarray(0, 120).toString('utf8').split('\0').slice(0, toldFields);
