import { BarSizeSetting, EventName, SecType, WhatToShow, type Contract } from '@stoqey/ib';
import { BrokerError } from '#app/ports.ts';
import type { Bar, BarSize, Instrument } from '#shared/domain/market.ts';
import { historyRefusal } from './codes.ts';
import type { Connection } from './connection.ts';
import { HistoryPacer, identicalMs, type HistoryAsk, type HistoryTurn } from './history-pacer.ts';
import type { Pending, Requests } from './requests.ts';
import { toBar } from './translate.ts';

/** IBKR allows 50 open requests but slows down long before; the rest waits here. */
const inFlight = 8;
/** Fewer than IBKR's year has, so that whole years always cover the days asked for. */
const tradingDaysPerYear = 250;
const longestInDays = 365;

const sizes: Readonly<Record<BarSize, BarSizeSetting>> = {
  '1 day': BarSizeSetting.DAYS_ONE,
  '30 mins': BarSizeSetting.MINUTES_THIRTY,
  '5 mins': BarSizeSetting.MINUTES_FIVE,
  '1 min': BarSizeSetting.MINUTES_ONE,
};

const secondsOf: Readonly<Record<BarSize, number>> = {
  '1 day': 86_400,
  '30 mins': 1_800,
  '5 mins': 300,
  '1 min': 60,
};

interface Load {
  readonly pending: Pending<readonly Bar[]>;
  readonly bars: Bar[];
  bad: number;
}

/** Historical bars, a few requests at a time. The same question asked again soon has the same answer. */
export class History {
  readonly #link: Connection;
  readonly #requests: Requests;
  readonly #loads = new Map<number, Load>();
  readonly #running = new Map<string, Promise<readonly Bar[]>>();
  readonly #waiting: (() => void)[] = [];
  #slots = inFlight;
  readonly #pacer = new HistoryPacer();
  /** Set while the history service wants silence. */
  #quiet: Promise<void> | null = null;
  /** Set while a history farm is broken: what is asked then may stay unanswered. */
  #held: { readonly over: Promise<void>; readonly end: () => void } | null = null;

  constructor(link: Connection, requests: Requests) {
    this.#link = link;
    this.#requests = requests;
    link.api.on(
      EventName.historicalData,
      link.guard(
        'quotes',
        (
          id: number,
          time: string,
          open: number,
          high: number,
          low: number,
          close: number,
          volume: number,
        ) => {
          const load = this.#loads.get(id);
          if (load === undefined) return;
          if (time.startsWith('finished-')) {
            load.pending.resolve(load.bars);
            return;
          }
          const bar = toBar(time, open, high, low, close, volume);
          if (bar === null) load.bad++;
          else load.bars.push(bar);
        },
      ),
    );
  }

  load(instrument: Instrument, size: BarSize, days: number): Promise<readonly Bar[]> {
    const key = `${instrument.conId} ${size} ${days}`;
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const started = this.#load(instrument, size, days);
    this.#running.set(key, started);
    const forget = (): boolean => this.#running.delete(key);
    // the service wants no identical question so soon, and its answer would be the same
    started.then(() => this.#link.deps.clock.after(identicalMs, forget), forget);
    return started;
  }

  /** Until `release`, or for a while: not every farm that comes back says so. */
  hold(): void {
    if (this.#held !== null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = { over: promise, end: resolve };
    const { clock, timeouts } = this.#link.deps;
    clock.after(timeouts.historyMs, () => this.release());
  }

  release(): void {
    this.#held?.end();
    this.#held = null;
  }

  async #load(instrument: Instrument, size: BarSize, days: number): Promise<readonly Bar[]> {
    if (!Number.isInteger(days) || days < 1)
      throw new BrokerError(`Price history needs a whole number of days, got ${days}.`);
    await this.#slot();
    try {
      const bars = await this.#once(instrument, size, days).catch(async (error: unknown) => {
        if (
          !(error instanceof BrokerError) ||
          error.code !== 162 ||
          historyRefusal(error.message) !== 'pacing'
        )
          throw error;
        this.#quiet ??= this.#silence();
        return this.#once(instrument, size, days);
      });
      const sorted = [...bars].sort((a, b) => a.at - b.at);
      return size === '1 day' ? sorted.slice(-days) : sorted;
    } finally {
      this.#slots++;
      this.#waiting.shift()?.();
    }
  }

  async #once(instrument: Instrument, size: BarSize, days: number): Promise<readonly Bar[]> {
    const { api, deps } = this.#link;
    const turn = await this.#turn({
      question: `${instrument.conId} ${size} ${days}`,
      series: `${instrument.conId}`,
      barSeconds: secondsOf[size],
      isBidAsk: false,
    });
    const contract: Contract = {
      conId: instrument.conId,
      symbol: instrument.ticker,
      secType: SecType.STK,
      exchange: 'SMART',
      currency: instrument.currency,
    };
    const pending = this.#requests.start<readonly Bar[]>({
      what: `the price history of ${instrument.ticker}`,
      priority: 'history',
      timeoutMs: deps.timeouts.historyMs,
      send: (id) => {
        turn.at = deps.clock.elapsed();
        const duration = durationOf(days);
        api.reqHistoricalData(id, contract, '', duration, sizes[size], WhatToShow.TRADES, 1, 2, false);
      },
      cancel: (id) => api.cancelHistoricalData(id),
      onError: (code, text) => {
        if (code !== 162 || historyRefusal(text) !== 'no-data') return false;
        pending.resolve([]);
        return true;
      },
    });
    const load: Load = { pending, bars: [], bad: 0 };
    this.#loads.set(pending.id, load);
    try {
      return await pending.promise;
    } finally {
      this.#loads.delete(pending.id);
      if (load.bad > 0)
        deps.log.warn('unusable bars left out', { ticker: instrument.ticker, size, count: load.bad });
    }
  }

  async #slot(): Promise<void> {
    while (this.#slots === 0) await new Promise<void>((go) => this.#waiting.push(go));
    this.#slots--;
  }

  /** Waits until the service may be asked this. */
  async #turn(ask: HistoryAsk): Promise<HistoryTurn> {
    const { clock } = this.#link.deps;
    for (;;) {
      if (this.#link.state === 'closed') return { ask, at: 0 };
      const wait = this.#pacer.waitMs(ask, clock.elapsed());
      if (this.#quiet !== null) await this.#quiet;
      else if (this.#held !== null) await this.#held.over;
      else if (wait > 0) await new Promise<void>((go) => clock.after(wait, go));
      else return this.#pacer.take(ask, clock.elapsed());
    }
  }

  async #silence(): Promise<void> {
    const { clock, timeouts, log } = this.#link.deps;
    log.warn('history paused: too many requests for the history service');
    await new Promise<void>((go) => clock.after(timeouts.historyBackOffMs, go));
    this.#quiet = null;
  }
}

/** Days up to a year, then whole years: IBKR takes no other spelling. */
export function durationOf(days: number): string {
  return days <= longestInDays ? `${days} D` : `${Math.ceil(days / tradingDaysPerYear)} Y`;
}
