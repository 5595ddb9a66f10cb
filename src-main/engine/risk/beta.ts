import { filledUp, inFours } from '../math/fours.ts';
import type { Four } from '../math/fours.ts';
import { f64, sum } from '../math/linear.ts';

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
  return betaOf(commonMoments(returns, benchmark, weights));
}

function betaOf(moments: Moments): number {
  if (moments.rows < minCommonRows || !(moments.effective > 2) || !(moments.mm > 0)) return priorBeta;
  const measured = moments.rm / moments.mm;
  const residual = Math.max(0, moments.rr - measured * moments.rm);
  const squaredError = residual / (moments.effective - 2) / moments.mm;
  const trust = priorDeviation ** 2 / (priorDeviation ** 2 + squaredError);
  return trust * measured + (1 - trust) * priorBeta;
}

/** The same of many columns. What follows from the benchmark alone is worked out once, for the columns that miss no row. */
export function shrunkBetas(
  columns: readonly Float64Array[],
  benchmark: Float64Array,
  weights: Float64Array,
): Float64Array {
  const beta = Float64Array.from(columns, () => Number.NaN);
  if (!Number.isNaN(sum(benchmark))) {
    // A benchmark against itself: its own moments, in the order in which a column's would be summed.
    const own = commonMoments(benchmark, benchmark, weights);
    const mean = filledUp(new Float64Array(columns.length));
    const fours = inFours(columns);
    fours.forEach((four, k) => sumWeighted(four, weights, mean, 4 * k));
    for (let i = 0; i < mean.length; i++) mean[i] = f64(mean, i) / own.weight;
    const difference = differences(benchmark, weights);
    const products = new Float64Array(2 * mean.length);
    fours.forEach((four, k) => sumProducts(four, weights, difference, mean, products, 4 * k));
    for (let i = 0; i < beta.length; i++) {
      const moments = { ...own, rr: f64(products, 2 * i), rm: f64(products, 2 * i + 1) };
      if (!Number.isNaN(moments.rr)) beta[i] = betaOf(moments);
    }
  }
  return beta.map((known, i) =>
    Number.isNaN(known) ? shrunkBeta(columns[i] as Float64Array, benchmark, weights) : known,
  );
}

/** From the weighted mean. */
function differences(x: Float64Array, weights: Float64Array): Float64Array {
  let weight = 0;
  let total = 0;
  for (let t = 0; t < x.length; t++) {
    weight += f64(weights, t);
    total += f64(weights, t) * f64(x, t);
  }
  const mean = total / weight;
  return x.map((value) => value - mean);
}

function sumWeighted([a, b, c, d]: Four, weights: Float64Array, sums: Float64Array, k: number): void {
  let sa = 0;
  let sb = 0;
  let sc = 0;
  let sd = 0;
  for (let t = 0; t < a.length; t++) {
    const w = f64(weights, t);
    sa += w * f64(a, t);
    sb += w * f64(b, t);
    sc += w * f64(c, t);
    sd += w * f64(d, t);
  }
  sums[k] = sa;
  sums[k + 1] = sb;
  sums[k + 2] = sc;
  sums[k + 3] = sd;
}

/** Weighted sums about the mean, of squares and of products with the benchmark's differences, by turns. */
function sumProducts(
  [a, b, c, d]: Four,
  weights: Float64Array,
  difference: Float64Array,
  mean: Float64Array,
  sums: Float64Array,
  k: number,
): void {
  const ma = f64(mean, k);
  const mb = f64(mean, k + 1);
  const mc = f64(mean, k + 2);
  const md = f64(mean, k + 3);
  let [aa, ab, ba, bb, ca, cb, da, db] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let t = 0; t < a.length; t++) {
    const w = f64(weights, t);
    const market = f64(difference, t);
    const ra = f64(a, t) - ma;
    const rb = f64(b, t) - mb;
    const rc = f64(c, t) - mc;
    const rd = f64(d, t) - md;
    const wa = w * ra;
    const wb = w * rb;
    const wc = w * rc;
    const wd = w * rd;
    aa += wa * ra;
    ab += wa * market;
    ba += wb * rb;
    bb += wb * market;
    ca += wc * rc;
    cb += wc * market;
    da += wd * rd;
    db += wd * market;
  }
  sums.set([aa, ab, ba, bb, ca, cb, da, db], 2 * k);
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
