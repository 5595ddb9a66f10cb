import { f64, i32 } from '../../math/linear.ts';
import { stableOrder } from '../../math/order.ts';

/** Every order that the engine needs follows from one sort. */
export interface Ranking {
  /** Names with a signal, highest z first; ties: lower index first. */
  readonly best: Int32Array;
  /** All names, lowest z first: no signal counts as lowest; ties: higher index first. */
  readonly worst: Int32Array;
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
    if (!Number.isFinite(value)) continue;
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
  return { best, worst: worstFirst(best, rank), rank };
}

function worstFirst(best: Int32Array, rank: Float64Array): Int32Array {
  const worst = new Int32Array(rank.length);
  let k = 0;
  for (let i = rank.length - 1; i >= 0; i--) if (f64(rank, i) === Infinity) worst[k++] = i;
  for (let b = best.length - 1; b >= 0; b--) worst[k++] = i32(best, b);
  return worst;
}

/** No signal counts as the lowest of all. */
export const signalOrLowest = (z: number): number => (Number.isFinite(z) ? z : -Infinity);
