/** The real client library against a practice TWS on a free loopback port. */
import type { EventEmitter } from 'node:events';
import { EventName, IBApi, OrderAction, OrderType, SecType, type Contract, type Order } from '@stoqey/ib';
import { startPracticeTws, type PracticeOptions, type PracticeTws } from '#practice/server.ts';
import type { Details } from '#practice/log.ts';
import { parseDay } from '#practice/market/trading-days.ts';

export interface Logged extends Details {
  readonly event: string;
}

export const PLAIN_OPTIONS: PracticeOptions = {
  ...{ port: 0, seed: 1, date: parseDay('20261123'), startMinute: 630, speed: 1, delayed: false, lines: 200 },
  ...{ stateFile: null, idleExitMs: null },
};

export async function startTws(changes: Partial<PracticeOptions> = {}) {
  const log: Logged[] = [];
  const tws = await startPracticeTws({ ...PLAIN_OPTIONS, ...changes }, (event, details) => {
    log.push({ event, ...details });
  });
  return { tws, log };
}

export interface Heard {
  readonly event: string;
  readonly args: readonly unknown[];
}

export class TwsClient {
  readonly api: IBApi;
  /** Everything the library reported, in order, errors and notices as `error` and `info`. */
  readonly heard: Heard[] = [];
  #wake: () => void = () => {};

  constructor(tws: PracticeTws, clientId: number) {
    this.api = new IBApi({ host: '127.0.0.1', port: tws.port, clientId, maxReqPerSec: 1000 });
    const skipped = new Set<string>([EventName.all, EventName.received, EventName.sent, EventName.result]);
    // The library declares each event's handler by itself; here one handler hears them all.
    const emitter = this.api as unknown as EventEmitter;
    for (const event of Object.values(EventName)) {
      if (skipped.has(event)) continue;
      emitter.on(event, (...args: unknown[]) => {
        this.heard.push({ event, args });
        this.#wake();
      });
    }
  }

  async connect(): Promise<number> {
    this.api.connect();
    const [id] = await this.next(EventName.nextValidId);
    return Number(id);
  }

  /** The arguments of the first such event, past or to come. */
  async next(event: string, matches: (args: readonly unknown[]) => boolean = () => true) {
    for (let at = 0; ;) {
      for (; at < this.heard.length; at += 1) {
        const heard = this.heard[at];
        if (heard?.event === event && matches(heard.args)) return heard.args;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  all(event: string): (readonly unknown[])[] {
    return this.heard.filter((h) => h.event === event).map((h) => h.args);
  }

  /** [code, id] of every error and notice. */
  codes(): (readonly [unknown, unknown])[] {
    return this.heard.flatMap(({ event, args }) => {
      if (event === 'error') return [[args[1], args[2]] as const];
      return event === 'info' ? [[args[1], -1] as const] : [];
    });
  }

  disconnect(): void {
    this.api.disconnect();
  }
}

export function stock(symbol: string): Contract {
  return { symbol, secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
}

export function order(changes: Partial<Order>): Order {
  return {
    ...{ action: OrderAction.BUY, orderType: OrderType.MKT, totalQuantity: 100, tif: 'DAY', transmit: true },
    ...{ orderRef: 'ref-1', outsideRth: false, account: '', ...changes },
  };
}
