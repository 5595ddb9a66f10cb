import type { ConId, Ticker } from '../ids.ts';
import type { EpochMs, Price } from '../units.ts';

/** One regular session, [open, close). */
export interface Session {
  readonly open: EpochMs;
  readonly close: EpochMs;
}

/** From `lowEdge` upwards, prices are multiples of `increment`. */
export interface PriceIncrement {
  readonly lowEdge: number;
  readonly increment: number;
}

/** What the broker says about a contract. */
export interface Instrument {
  readonly ticker: Ticker;
  readonly conId: ConId;
  readonly name: string;
  /** GICS-like sector; empty where the broker gives none. */
  readonly sector: string;
  readonly primaryExchange: string;
  readonly currency: string;
  /** IANA or legacy zone name as the broker gives it, e.g. US/Eastern. */
  readonly timeZone: string;
  /** Regular sessions, oldest first, some days ahead only. */
  readonly sessions: readonly Session[];
  /** The market rule of SMART routing, lowest edge first; never empty. */
  readonly priceIncrements: readonly PriceIncrement[];
  /** Smallest order and its step, in shares; 1 unless the broker says otherwise. */
  readonly lot: number;
}

/** Only `live` is ever traded on. `stale`: it was live, and its stream is known to stand still (shares a line, or its farm is broken). */
export type QuoteKind = 'live' | 'frozen' | 'delayed' | 'delayed-frozen' | 'stale';

/** Newest known quote; null = the broker has not said, or said there is none. */
export interface Quote {
  readonly ticker: Ticker;
  readonly bid: Price | null;
  readonly ask: Price | null;
  readonly last: Price | null;
  /** The previous session's close. */
  readonly close: Price | null;
  readonly bidSize: number | null;
  readonly askSize: number | null;
  /** Shares traded today. */
  readonly volume: number | null;
  readonly kind: QuoteKind;
  readonly halted: boolean;
  /** How easily it can be borrowed (IBKR: over 2.5 at least 1,000 shares, over 1.5 to be located), and how many; absent or null = not told. */
  readonly shortable?: number | null;
  readonly shortableShares?: number | null;
  /** When the newest part of it arrived, on the market's clock. */
  readonly at: EpochMs;
}

/** Nothing known yet. `live` only stands for a stream that was asked for live; the TWS corrects it before its first price where it is not. */
export const emptyQuote = (ticker: Ticker, kind: QuoteKind, at: EpochMs): Quote => ({
  ticker,
  bid: null,
  ask: null,
  last: null,
  close: null,
  bidSize: null,
  askSize: null,
  volume: null,
  kind,
  halted: false,
  at,
});

export type BarSize = '1 day' | '30 mins' | '5 mins' | '1 min';

export interface Bar {
  /** Start of the bar; for a daily bar, midnight UTC of the session's date. */
  readonly at: EpochMs;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  /** Shares. */
  readonly volume: number;
}
