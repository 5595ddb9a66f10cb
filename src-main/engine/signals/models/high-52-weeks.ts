import { f64 } from '../../math/linear.ts';
import { day, year } from './model.ts';
import type { Model } from './model.ts';

/** A high of fewer sessions is no yearly high. */
const leastSessions = year / 2;

/** Price over the highest price of a year, at most 1: what stands at its high is still underrated, as traders anchor on it. */
export const high52: Model = {
  id: 'high-52-weeks',
  horizonMin: 20 * day,
  source: 'George & Hwang 2004, "The 52-Week High and Momentum Investing", Journal of Finance 59',
  needs: null,
  prepare: ({ highs }) => {
    const highest = Float64Array.from(highs, highestOf);
    return ({ prices }) =>
      highest.map((high, i) => {
        const price = f64(prices, i);
        return price > 0 ? price / Math.max(high, price) : Number.NaN;
      });
  },
};

function highestOf(column: Float64Array): number {
  let highest = Number.NaN;
  let sessions = 0;
  for (const high of column.subarray(-year)) {
    if (Number.isNaN(high)) continue;
    sessions++;
    if (!(high <= highest)) highest = high;
  }
  return sessions < leastSessions ? Number.NaN : highest;
}
