import { back, constant, day, month, returnOf, year } from './model.ts';
import type { Model } from './model.ts';

/** Twelve months less the last one, which tends to reverse: winners go on winning. */
export const momentum12: Model = {
  id: 'momentum-12-1',
  horizonMin: 20 * day,
  source: 'Jegadeesh & Titman 1993, "Returns to Buying Winners and Selling Losers", Journal of Finance 48',
  needs: null,
  prepare: ({ closes }) =>
    constant(Float64Array.from(closes, (column) => returnOf(back(column, year), back(column, month)))),
};
