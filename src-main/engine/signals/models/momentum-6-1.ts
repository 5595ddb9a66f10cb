import { back, constant, day, month, returnOf, year } from './model.ts';
import type { Model } from './model.ts';

/** Six months less the last one: as over twelve, quicker to turn. */
export const momentum6: Model = {
  id: 'momentum-6-1',
  horizonMin: 20 * day,
  source: 'Jegadeesh & Titman 1993, "Returns to Buying Winners and Selling Losers", Journal of Finance 48',
  needs: null,
  prepare: ({ closes }) =>
    constant(Float64Array.from(closes, (column) => returnOf(back(column, year / 2), back(column, month)))),
};
