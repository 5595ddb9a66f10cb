import { toPercent } from '#shared/units.ts';
import { growthOf } from './after-fill.ts';
import { bandOf } from './bands.ts';
import { atMost } from './limit.ts';
import type { LimitRule } from './limit.ts';

const percent = (share: number | null): string =>
  share === null ? 'not known' : `${toPercent(share).toFixed(2)} %`;

/** Before the trip of the same name halts or reduces: no new risk. */
export const dayLoss: LimitRule = {
  id: 'day-loss',
  words: 'Day loss',
  scope: 'trade',
  check: (intent, context, passed) => {
    const value = context.state.day?.loss ?? null;
    const band = bandOf('dayLoss', context.settings);
    return atMost({
      ...{ rule: 'day-loss', unit: 'fraction', value, band },
      exempt: growthOf(intent, context, passed) === 0,
      words: (limit) =>
        `the day’s loss is ${percent(value)} of NAV (limit ${percent(limit)}): nothing makes a position larger`,
    });
  },
};

/** From the day's highest result. */
export const drawdown: LimitRule = {
  id: 'drawdown',
  words: 'Drawdown from the day’s peak',
  scope: 'trade',
  check: (intent, context, passed) => {
    const value = context.state.day?.drawdown ?? null;
    const band = bandOf('drawdown', context.settings);
    return atMost({
      ...{ rule: 'drawdown', unit: 'fraction', value, band },
      exempt: growthOf(intent, context, passed) === 0,
      words: (limit) =>
        `the day’s result is ${percent(value)} of NAV under its peak (limit ${percent(limit)}): nothing makes a position larger`,
    });
  },
};
