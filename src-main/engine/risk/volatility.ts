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
