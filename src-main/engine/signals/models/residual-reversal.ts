import { f64, i32 } from '../../math/linear.ts';
import { back, day, returnOf, returnsSince, week } from './model.ts';
import type { Model } from './model.ts';

/** Minus what is left of the last week's return after the market and the sector: pressure on the one stock, free of common news. */
export const residualReversal: Model = {
  id: 'residual-reversal-5d',
  horizonMin: 5 * day,
  source:
    'Blitz, Huij, Lansdorp & Verbeek 2013, "Short-Term Residual Reversal", Journal of Financial Markets 16',
  needs: null,
  prepare: (history) => {
    const { beta, benchmark } = history;
    const returns = returnsSince(history, week);
    const start = back(benchmark, week);
    const { of: sectorOf, count } = numbered(history.sectors);
    return (now) => {
      const own = returns(now);
      const measured = returnOf(start, now.benchmark);
      const market = Number.isNaN(measured) ? meanOf(own) : measured;
      const residual = own.map((r, i) => r - f64(beta, i) * market);
      const means = groupMeans(residual, sectorOf, count);
      return residual.map((r, i) => f64(means, i32(sectorOf, i)) - r);
    };
  },
};

/** Over what is present; NaN of nothing. */
function meanOf(values: Float64Array): number {
  let total = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    total += value;
    count++;
  }
  return total / count;
}

function groupMeans(values: Float64Array, groupOf: Int32Array, groups: number): Float64Array {
  const total = new Float64Array(groups);
  const count = new Float64Array(groups);
  for (let i = 0; i < values.length; i++) {
    const value = f64(values, i);
    const group = i32(groupOf, i);
    if (Number.isNaN(value)) continue;
    total[group] = f64(total, group) + value;
    count[group] = f64(count, group) + 1;
  }
  return total.map((sum, group) => sum / f64(count, group));
}

function numbered(names: readonly string[]): { readonly of: Int32Array; readonly count: number } {
  const numbers = new Map<string, number>();
  const of = Int32Array.from(names, (name) => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
  return { of, count: numbers.size };
}
