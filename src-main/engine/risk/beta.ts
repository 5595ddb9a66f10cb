import { f64 } from '../math/linear.ts';

/** Fewer rows than this, present on both sides, say nothing. */
const minCommonRows = 20;
/** Standard deviation of betas across names: how far a measured beta is believed. */
const priorDeviation = 0.3;
const priorBeta = 1;

/** Weighted moments of a name's returns r and the benchmark's m over their common rows. */
interface Moments {
  readonly rows: number;
  readonly weight: number;
  /** Effective number of rows, (Σω)²/Σω². */
  readonly effective: number;
  /** Weighted sums of squares and products about the weighted means. */
  readonly rr: number;
  readonly mm: number;
  readonly rm: number;
}

/**
 * Beta to the benchmark by exponentially weighted regression, shrunk to one (Vasicek 1973).
 * All of length T, oldest first; NaN = missing. 1 where the common rows say nothing.
 */
export function shrunkBeta(returns: Float64Array, benchmark: Float64Array, weights: Float64Array): number {
  const moments = commonMoments(returns, benchmark, weights);
  if (moments.rows < minCommonRows || !(moments.effective > 2) || !(moments.mm > 0)) return priorBeta;
  const measured = moments.rm / moments.mm;
  const residual = Math.max(0, moments.rr - measured * moments.rm);
  const squaredError = residual / (moments.effective - 2) / moments.mm;
  const trust = priorDeviation ** 2 / (priorDeviation ** 2 + squaredError);
  return trust * measured + (1 - trust) * priorBeta;
}

function commonMoments(returns: Float64Array, benchmark: Float64Array, weights: Float64Array): Moments {
  let rows = 0;
  let weight = 0;
  let squared = 0;
  let r = 0;
  let m = 0;
  for (let t = 0; t < returns.length; t++) {
    const own = f64(returns, t);
    const market = f64(benchmark, t);
    if (Number.isNaN(own + market)) continue;
    const w = f64(weights, t);
    rows++;
    weight += w;
    squared += w * w;
    r += w * own;
    m += w * market;
  }
  const about = { r: r / weight, m: m / weight };
  return {
    rows,
    weight,
    effective: (weight * weight) / squared,
    ...products(returns, benchmark, weights, about),
  };
}

function products(
  returns: Float64Array,
  benchmark: Float64Array,
  weights: Float64Array,
  mean: { readonly r: number; readonly m: number },
): Pick<Moments, 'rr' | 'mm' | 'rm'> {
  let rr = 0;
  let mm = 0;
  let rm = 0;
  for (let t = 0; t < returns.length; t++) {
    const dr = f64(returns, t) - mean.r;
    const dm = f64(benchmark, t) - mean.m;
    if (Number.isNaN(dr + dm)) continue;
    const w = f64(weights, t);
    rr += w * dr * dr;
    mm += w * dm * dm;
    rm += w * dr * dm;
  }
  return { rr, mm, rm };
}
