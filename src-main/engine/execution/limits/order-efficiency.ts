import { growthOf } from './after-fill.ts';
import { bandOf } from './bands.ts';
import { atMost } from './limit.ts';
import type { LimitRule } from './limit.ts';
import type { DayFacts } from '#shared/domain/limit.ts';

/** The first messages of a day say nothing yet. */
export const leastMessages = 100;

/** IBKR's: (submits + revisions + cancels) / (executed + 1). The desk revises nothing: it cancels and sends anew. */
export const efficiencyOf = (day: Pick<DayFacts, 'submits' | 'cancels' | 'executed'>, more = 0): number =>
  (day.submits + more + day.cancels) / (day.executed + 1);

export const orderEfficiency: LimitRule = {
  id: 'order-efficiency',
  words: 'Order efficiency ratio',
  scope: 'trade',
  check: (intent, context, passed) => {
    const day = context.state.day ?? { submits: 0, cancels: 0, executed: 0 };
    const more = passed.length + 1;
    const value = efficiencyOf(day, more);
    const early = day.submits + day.cancels + more < leastMessages;
    const band = bandOf('orderEfficiency', context.settings);
    return atMost({
      ...{ rule: 'order-efficiency', unit: 'ratio', value },
      band: early ? { soft: null, hard: null } : band,
      exempt: growthOf(intent, context, passed) === 0,
      words: (limit) =>
        `today’s orders and cancels would be ${value.toFixed(1)} for each order that filled (limit ${limit ?? 'none'})`,
    });
  },
};
