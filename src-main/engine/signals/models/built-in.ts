import { high52 } from './high-52-weeks.ts';
import { lastHourDrift } from './last-hour-drift.ts';
import { lowVolatility } from './low-volatility.ts';
import type { Model } from './model.ts';
import { momentum12 } from './momentum-12-1.ts';
import { momentum6 } from './momentum-6-1.ts';
import { residualReversal } from './residual-reversal.ts';
import { reversal1 } from './reversal-1d.ts';
import { reversal5 } from './reversal-5d.ts';
import { volumeShock } from './volume-shock.ts';
import { vwapDeviation } from './vwap-deviation.ts';

/** The zoo that every strategy starts with, shortest horizon first. */
export const builtInModels: readonly Model[] = [
  vwapDeviation,
  lastHourDrift,
  reversal1,
  reversal5,
  residualReversal,
  momentum12,
  momentum6,
  high52,
  lowVolatility,
  volumeShock,
];
