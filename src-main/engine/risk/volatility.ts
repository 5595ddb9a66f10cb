import { filledUp, inFours } from '../math/fours.ts';
import type { Four } from '../math/fours.ts';
import { f64 } from '../math/linear.ts';

/** Rows whose mean square starts the recursion. */
const startRows = 20;

/**
 * EWMA standard deviation without mean, per row of returns (RiskMetrics 1996). `returns` oldest first, NaN = missing:
 * those rows are skipped. Floored at `floor`; NaN where no return is present.
 */
export function ewmaVolatility(returns: Float64Array, lambda: number, floor: number): number {
  let variance = startingVariance(returns);
  for (let t = 0; t < returns.length; t++) {
    const r = f64(returns, t);
    if (!Number.isNaN(r)) variance = lambda * variance + (1 - lambda) * r * r;
  }
  return Number.isNaN(variance) ? variance : Math.max(floor, Math.sqrt(variance));
}

/** The same of many columns of one length. */
export function ewmaVolatilities(
  columns: readonly Float64Array[],
  lambda: number,
  floor: number,
): Float64Array {
  const variance = filledUp(Float64Array.from(columns, startingVariance));
  inFours(columns).forEach((four, k) => runFour(four, lambda, variance, 4 * k));
  return Float64Array.from(columns, (column, i) => {
    const last = f64(variance, i);
    return Number.isNaN(last) ? ewmaVolatility(column, lambda, floor) : Math.max(floor, Math.sqrt(last));
  });
}

/** From the starting variances to the last ones; NaN where a row is missing. */
function runFour([a, b, c, d]: Four, lambda: number, variance: Float64Array, k: number): void {
  const rest = 1 - lambda;
  let va = f64(variance, k);
  let vb = f64(variance, k + 1);
  let vc = f64(variance, k + 2);
  let vd = f64(variance, k + 3);
  for (let t = 0; t < a.length; t++) {
    const ra = f64(a, t);
    const rb = f64(b, t);
    const rc = f64(c, t);
    const rd = f64(d, t);
    va = lambda * va + rest * ra * ra;
    vb = lambda * vb + rest * rb * rb;
    vc = lambda * vc + rest * rc * rc;
    vd = lambda * vd + rest * rd * rd;
  }
  variance[k] = va;
  variance[k + 1] = vb;
  variance[k + 2] = vc;
  variance[k + 3] = vd;
}

function startingVariance(returns: Float64Array): number {
  let total = 0;
  let count = 0;
  for (let t = 0; t < returns.length; t++) {
    if (t >= startRows && count > 0) break;
    const r = f64(returns, t);
    if (Number.isNaN(r)) continue;
    if (t >= startRows) return r * r;
    total += r * r;
    count++;
  }
  return total / count;
}
