import { day, returnsSince, week } from './model.ts';
import type { Model } from './model.ts';

/** Minus the last week's return: short-lived pressure comes back. */
export const reversal5: Model = {
  id: 'reversal-5d',
  horizonMin: 5 * day,
  source: 'Lehmann 1990, "Fads, Martingales, and Market Efficiency", Quarterly Journal of Economics 105',
  needs: null,
  prepare: (history) => {
    const returns = returnsSince(history, week);
    return (now) => returns(now).map((r) => 0 - r);
  },
};
