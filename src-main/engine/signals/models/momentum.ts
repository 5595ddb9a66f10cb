import { returnBetween } from './model.ts';
import type { Model } from './model.ts';

const yearDays = 252;
/** The latest month is left out: it tends to reverse. */
const skippedDays = 21;

/** Twelve months less the last one: winners go on winning. */
export const momentum: Model = {
  id: 'momentum-12-1',
  horizonMin: 20 * 390,
  source: 'Jegadeesh & Titman 1993, "Returns to Buying Winners and Selling Losers", Journal of Finance 48',
  score: (closes) => Float64Array.from(closes, (column) => returnBetween(column, yearDays, skippedDays)),
};
