import type { Bar, Session } from '#shared/domain/market.ts';
import type { EpochMs } from '#shared/units.ts';
import { f64, vectorOf } from '../../math/linear.ts';

/** A scorer of names. Every built-in model is one of these, one per file. */
export interface Model {
  readonly id: string;
  /** Over how many trading minutes the score forecasts; a day has 390. */
  readonly horizonMin: number;
  /** Where the idea was published. */
  readonly source: string;
  /** What it cannot do without beside daily bars; null = nothing. Without it the model has no scores and no weight. */
  readonly needs: 'intraday bars' | null;
  /** What daily bars alone decide, worked out once per new bar; the scorer it gives runs every interval. */
  prepare(history: ModelHistory): Scorer;
}

/** A score per name in universe order, higher = better, NaN = missing; only order and spacing matter. */
export interface Scorer {
  (now: ModelNow): Float64Array;
  /** The running session does not change the scores: every call gives the same array. */
  readonly fixed?: true;
}

/**
 * Completed sessions before the one that is being scored: one column per name in universe order, one row per session, oldest
 * first, the same sessions for all; NaN = the name has no bar.
 */
export interface ModelHistory {
  readonly closes: readonly Float64Array[];
  readonly highs: readonly Float64Array[];
  /** Shares. */
  readonly volumes: readonly Float64Array[];
  /** Closes of the benchmark, same rows; all NaN where it has no bars. */
  readonly benchmark: Float64Array;
  /** By name, to the benchmark; 1 where unknown. */
  readonly beta: Float64Array;
  readonly sectors: readonly string[];
}

/** The running interval. */
export interface ModelNow {
  readonly at: EpochMs;
  /** The regular session that runs; null = none does. */
  readonly session: Session | null;
  /** Latest price by name, NaN = unknown. */
  readonly prices: Float64Array;
  /** Latest price of the benchmark, NaN = unknown. */
  readonly benchmark: number;
  /** Today's regular-session bars by name, oldest first; null = they are not loaded. */
  readonly intraday: readonly (readonly Bar[])[] | null;
}

/** Trading days. */
export const year = 252;
export const month = 21;
export const week = 5;
/** Trading minutes. */
export const day = 390;

/** The value of a completed session, counted back from now: 1 = the last one; NaN where there is none. */
export const back = (column: Float64Array, sessions: number): number =>
  column[column.length - sessions] ?? Number.NaN;

/** Fraction; NaN unless both are prices. */
export const returnOf = (from: number, to: number): number =>
  from > 0 && to > 0 ? to / from - 1 : Number.NaN;

/** Each name's return from the close of so many sessions ago to now. */
export function returnsSince({ closes }: ModelHistory, sessions: number): Scorer {
  const from = Float64Array.from(closes, (column) => back(column, sessions));
  return ({ prices }) => vectorOf(from.length, (i) => returnOf(f64(from, i), f64(prices, i)));
}

/** A scorer that the running session does not change. */
export function constant(scores: Float64Array): Scorer {
  return Object.assign(() => scores, { fixed: true as const });
}
