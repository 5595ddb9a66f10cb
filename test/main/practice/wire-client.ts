/** A client that speaks frames by hand to a practice TWS in the same process, on time that a test moves. */
import { duplexPair, type Duplex } from 'node:stream';
import { createPractice, type Practice, type PracticeSetup } from '#practice/practice.ts';
import type { Details } from '#practice/log.ts';
import { indexOfSymbol, nameAt } from '#practice/market/universe.ts';
import { Market } from '#practice/market/market.ts';
import { encodeFrame, type Value } from '#practice/protocol/framing.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const START = '2026-11-23T15:30:00Z';
const markets = new Map<number, Market>();

function marketOf(seed: number): Market {
  const market = markets.get(seed) ?? new Market(seed);
  markets.set(seed, market);
  return market;
}

export interface Logged extends Details {
  readonly event: string;
}

export interface Rehearsal {
  readonly practice: Practice;
  readonly clock: FakeClock;
  readonly log: Logged[];
  /** Connects, greets and starts the API; then the welcome has been heard, unless a fault keeps it back. */
  readonly join: (clientId?: number) => Promise<WireClient>;
  /** A connection that has not said anything yet. */
  readonly dial: () => WireClient;
}

export function rehearse(changes: Partial<PracticeSetup> = {}): Rehearsal {
  const clock = new FakeClock(START);
  const log: Logged[] = [];
  const seed = changes.seed ?? 1;
  const practice = createPractice({
    ...{ seed, timers: clock, market: marketOf(seed), startMinute: 630 },
    log: (event, details) => log.push({ event, ...details }),
    ...changes,
  });
  const dial = (): WireClient => {
    const [near, far] = duplexPair();
    practice.accept(far, 'test');
    return new WireClient(near);
  };
  return {
    ...{ practice, clock, log, dial },
    async join(clientId = 7) {
      const client = dial();
      client.greet();
      await clock.pass(0);
      client.send(71, 2, clientId, '');
      await clock.pass(0);
      return client;
    },
  };
}

export class WireClient {
  /** Every message so far, as fields. */
  readonly heard: string[][] = [];
  /** Sizes of the chunks as they came. */
  readonly chunks: number[] = [];
  closed = false;
  readonly #stream: Duplex;
  #pending: Buffer = Buffer.alloc(0);

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => this.#received(chunk));
    stream.on('end', () => (this.closed = true));
    stream.on('close', () => (this.closed = true));
    stream.on('error', () => (this.closed = true));
  }

  greet(): void {
    const body = Buffer.from('v100..193');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    this.#stream.write(Buffer.concat([Buffer.from('API\0'), length, body]));
  }

  send(...fields: readonly Value[]): void {
    this.#stream.write(encodeFrame(fields));
  }

  /** Says that it is done, and waits for the other end to be. */
  leave(): void {
    this.#stream.end();
  }

  /** Messages with this number, oldest first. */
  all(id: number): string[][] {
    return this.heard.filter(([first]) => first === String(id));
  }

  /** [code, id, text, json] of every notice. */
  notices(): { code: number; id: number; text: string; json: string }[] {
    return this.all(4).map(([, , id, code, text, json]) => ({
      ...{ code: Number(code), id: Number(id), text: text ?? '', json: json ?? '' },
    }));
  }

  codes(): number[] {
    return this.notices().map(({ code }) => code);
  }

  /** What was heard since the last time. */
  news(): string[][] {
    return this.heard.splice(0);
  }

  #received(chunk: Buffer): void {
    this.chunks.push(chunk.length);
    this.#pending = Buffer.concat([this.#pending, chunk]);
    while (this.#pending.length >= 4) {
      const end = 4 + this.#pending.readUInt32BE(0);
      if (this.#pending.length < end) return;
      this.heard.push(this.#pending.subarray(4, end).toString('utf8').split('\0').slice(0, -1));
      this.#pending = this.#pending.subarray(end);
    }
  }
}

export interface OrderWords {
  readonly symbol: string;
  readonly action: 'BUY' | 'SELL';
  readonly quantity: number;
  readonly type: string;
  readonly limit: number | null;
  readonly tif: string;
  readonly ref: string;
  readonly whatIf: boolean;
}

/** A placeOrder at version 178: a market order to buy 100 KO, except for what is said otherwise. */
export function placeOrder(orderId: number, changes: Partial<OrderWords> = {}): Value[] {
  const words = {
    symbol: 'KO',
    action: 'BUY',
    quantity: 100,
    type: 'MKT',
    limit: null,
    tif: 'DAY',
    ...changes,
  };
  const { symbol, action, quantity, type, limit, tif, ref = `ref-${orderId}`, whatIf = false } = words;
  const blanks = (n: number): Value[] => Array.from({ length: n }, () => null);
  return [
    ...[3, orderId, conIdOf(symbol), symbol, 'STK', '', 0, '', '', 'SMART', '', 'USD', '', '', '', ''],
    ...[
      action,
      quantity,
      type,
      limit,
      null,
      tif,
      '',
      '',
      '',
      0,
      ref,
      true,
      0,
      false,
      false,
      0,
      0,
      false,
      false,
    ],
    ...blanks(2 + 2 + 3 + 1 + 6),
    false,
    ...blanks(1 + 11),
    ...blanks(4 + 4 + 3 + 3 + 1 + 3),
    ...[false, false],
    ...['', '', whatIf],
    ...blanks(4),
    0,
    ...blanks(7 + 17),
  ];
}

export function conIdOf(symbol: string): number {
  return nameAt(indexOfSymbol(symbol) ?? -1).conId;
}
