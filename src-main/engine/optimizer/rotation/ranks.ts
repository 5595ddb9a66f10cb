import { f64, i32 } from '../../math/linear.ts';
import { stableOrder } from '../../math/order.ts';

/** One sort of all names; every other order is one of a few of them by their rank. */
export interface Ranking {
  /** Names with a signal, highest z first; ties: lower index first. */
  readonly best: Int32Array;
  /** By name, from 1; Infinity = no signal. */
  readonly rank: Float64Array;
}

export function rankByZ(z: Float64Array): Ranking {
  const n = z.length;
  const signals = new Int32Array(n);
  const falling = new Float64Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) {
    const value = f64(z, i);
    if (!(value - value === 0)) continue;
    signals[count] = i;
    falling[count++] = 0 - value;
  }
  const order = stableOrder(falling.subarray(0, count));
  const best = new Int32Array(count);
  const rank = new Float64Array(n).fill(Infinity);
  for (let k = 0; k < count; k++) {
    const i = i32(signals, i32(order, k));
    best[k] = i;
    rank[i] = k + 1;
  }
  return { best, rank };
}

/** The names in rising index, lowest z first: no signal counts as lowest; ties: higher index first. */
export function worstFirst(names: readonly number[], rank: Float64Array): number[] {
  const last = names.length - 1;
  const key = new Float64Array(names.length);
  for (let k = 0; k <= last; k++)
    key[k] = -Math.min(f64(rank, names[last - k] as number), Number.MAX_SAFE_INTEGER);
  return Array.from(stableOrder(key), (k) => names[last - k] as number);
}

/** No signal counts as the lowest of all. */
export const signalOrLowest = (z: number): number => (Number.isFinite(z) ? z : -Infinity);
