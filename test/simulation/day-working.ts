import type { Imposed } from './day-pressure.ts';
import { Draws } from './draws.ts';

// Days on which trades are worked, as the strategy that ships does: child after child, from the near touch to a marketable limit.

/** Two days of three. */
const isWorked = (seed: number): boolean => seed % 3 !== 0;

/** Drawn from a generator of its own, so that it moves nothing else of any day. Empty where an approved trade is one order at once. */
export function workingOf(seed: number): Imposed {
  if (!isWorked(seed)) return {};
  const draws = new Draws(seed * 5003 + 41);
  const isHedged = draws.happens(0.3);
  const isLongShort = draws.happens(0.15);
  const working = {
    execution: {
      style: 'SHORT_HORIZON',
      windowSec: draws.pick([30, 120, 120, 300, 600, 7200]),
      repriceSec: draws.pick([2, 10, 30]),
      settleSec: draws.pick([0.2, 1, 5]),
      previewSec: draws.pick([1, 5]),
      tickSec: draws.pick([2, 5, 10]),
      middle: draws.pick(['MIDPRICE', 'ADAPTIVE']),
      displayedPercent: draws.pick([20, 100, 400]),
      participationPercent: draws.pick([2, 20, 100]),
      atIntervalEnd: draws.pick(['carry', 'carry', 'cancel']),
      closingAuction: draws.happens(0.7),
      autoCuts: draws.happens(0.3),
    },
  };
  return {
    ...working,
    ...(isHedged ? { hedge: { ticker: 'SPY', betaBandPercent: draws.pick([5, 10]) } } : {}),
    ...(isLongShort ? { rotation: { longShort: true, netMinPercent: -100 } } : {}),
  };
}
