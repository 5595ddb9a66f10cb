import { returnBetween } from './model.ts';
import type { Model } from './model.ts';

const weekDays = 5;

/** Minus the last week's return: short-lived pressure comes back. */
export const reversal: Model = {
  id: 'reversal-5d',
  horizonMin: 5 * 390,
  source: 'Lehmann 1990, "Fads, Martingales, and Market Efficiency", Quarterly Journal of Economics 105',
  score: (closes) => Float64Array.from(closes, (column) => 0 - returnBetween(column, weekDays, 0)),
};
