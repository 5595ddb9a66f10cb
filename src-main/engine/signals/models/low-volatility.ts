import { f64 } from '../../math/linear.ts';
import { constant, day, returnOf, year } from './model.ts';
import type { Model } from './model.ts';

const leastReturns = year / 2;

/** Minus the standard deviation of a year's daily returns: calm stocks are paid more than their risk, lottery tickets less. */
export const lowVolatility: Model = {
  id: 'low-volatility',
  horizonMin: 20 * day,
  source:
    'Ang, Hodrick, Xing & Zhang 2006, "The Cross-Section of Volatility and Expected Returns", Journal of Finance 61',
  needs: null,
  prepare: ({ closes }) => constant(Float64Array.from(closes, (column) => 0 - deviationOf(column))),
};

/** Of the last year's daily returns; NaN where too few are known. */
function deviationOf(column: Float64Array): number {
  const returns: number[] = [];
  for (let t = Math.max(1, column.length - year); t < column.length; t++) {
    const r = returnOf(f64(column, t - 1), f64(column, t));
    if (!Number.isNaN(r)) returns.push(r);
  }
  if (returns.length < leastReturns) return Number.NaN;
  const mean = returns.reduce((total, r) => total + r, 0) / returns.length;
  return Math.sqrt(returns.reduce((total, r) => total + (r - mean) ** 2, 0) / returns.length);
}
