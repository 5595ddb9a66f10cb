import type { Bar } from '#shared/domain/market.ts';
import { f64 } from '../../math/linear.ts';
import { returnOf } from './model.ts';
import type { Model } from './model.ts';

/** Minus the distance from today's volume-weighted average price: within the day, price pressure comes back to it. */
export const vwapDeviation: Model = {
  id: 'vwap-deviation',
  horizonMin: 60,
  source:
    'Berkowitz, Logue & Noser 1988, "The Total Cost of Transactions on the NYSE", Journal of Finance 43 (the average); Heston, Korajczyk & Sadka 2010, "Intraday Patterns in the Cross-Section of Stock Returns", Journal of Finance 65 (the reversal)',
  needs: 'intraday bars',
  prepare:
    ({ closes }) =>
    ({ prices, intraday }) => {
      const scores = new Float64Array(closes.length).fill(Number.NaN);
      if (intraday === null) return scores;
      return scores.map((_, i) => 0 - returnOf(averagePrice(intraday[i] ?? []), f64(prices, i)));
    },
};

/** Of today's bars, each at its typical price; NaN without volume. */
function averagePrice(bars: readonly Bar[]): number {
  let value = 0;
  let volume = 0;
  for (const bar of bars) {
    value += (bar.volume * (bar.high + bar.low + bar.close)) / 3;
    volume += bar.volume;
  }
  return volume > 0 ? value / volume : Number.NaN;
}
