import { at, f64 } from './linear.ts';

/** Mean of the middle two for an even count; NaN of nothing. */
export function median(values: ArrayLike<number>): number {
  const sorted = new Float64Array(values).sort();
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? f64(sorted, half) : (f64(sorted, half - 1) + f64(sorted, half)) / 2;
}

/** Ranks from 1 upward in rising order; equal values share the mean of their ranks. */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i);
  order.sort((a, b) => at(values, a) - at(values, b));
  const ranks = new Float64Array(values.length);
  let start = 0;
  while (start < order.length) {
    let end = start + 1;
    while (end < order.length && at(values, at(order, end)) === at(values, at(order, start))) end++;
    for (let k = start; k < end; k++) ranks[at(order, k)] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/** Spearman's rank correlation; 0 for fewer than three pairs or where a side is constant. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length < 3) return 0;
  return correlation(averageRanks(x), averageRanks(y));
}

/** Pearson's correlation; 0 where a side is constant. */
function correlation(x: Float64Array, y: Float64Array): number {
  const xMean = mean(x);
  const yMean = mean(y);
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    const dx = f64(x, i) - xMean;
    const dy = f64(y, i) - yMean;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

function mean(x: Float64Array): number {
  let total = 0;
  for (const value of x) total += value;
  return total / x.length;
}

/** Weights of `count` rows, oldest first: the newest has 1, one `halfLife` rows older has a half. */
export function exponentialWeights(count: number, halfLife: number): Float64Array {
  return Float64Array.from({ length: count }, (_, t) => 0.5 ** ((count - 1 - t) / halfLife));
}
