import { day, returnsSince } from './model.ts';
import type { Model } from './model.ts';

/** Minus the return since yesterday's close: who provides liquidity to the day's pressure is paid for it. */
export const reversal1: Model = {
  id: 'reversal-1d',
  horizonMin: day,
  source: 'Nagel 2012, "Evaporating Liquidity", Review of Financial Studies 25',
  needs: null,
  prepare: (history) => {
    const returns = returnsSince(history, 1);
    return (now) => returns(now).map((r) => 0 - r);
  },
};
