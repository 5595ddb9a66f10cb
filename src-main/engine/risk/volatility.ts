import { at } from '../math/linear.ts';

/** Rows whose mean square starts the recursion. */
const startRows = 20;

/**
 * EWMA standard deviation without mean, per row of returns (RiskMetrics 1996). `returns` oldest first, NaN = missing:
 * those rows are skipped. Floored at `floor`; NaN where no return is present.
 */
export function ewmaVolatility(returns: Float64Array, lambda: number, floor: number): number {
  let variance = startingVariance(returns);
  for (const r of returns) {
    if (!Number.isNaN(r)) variance = lambda * variance + (1 - lambda) * r * r;
  }
  return Number.isNaN(variance) ? variance : Math.max(floor, Math.sqrt(variance));
}

function startingVariance(returns: Float64Array): number {
  const first = returns.subarray(0, startRows).filter((r) => !Number.isNaN(r));
  if (first.length > 0) return first.reduce((total, r) => total + r * r, 0) / first.length;
  const later = returns.findIndex((r) => !Number.isNaN(r));
  return later < 0 ? Number.NaN : at(returns, later) ** 2;
}
