import { toPercent } from '#shared/units.ts';
import { worstPrice } from '../funds.ts';
import { remainingOf } from '../lifecycle.ts';
import { growthOf } from './after-fill.ts';
import { bandOf } from './bands.ts';
import type { LimitContext } from './context.ts';
import { atMost } from './limit.ts';
import type { LimitRule } from './limit.ts';

/** Bought and sold today, and what works, over NAV. */
export function turnoverNow({ state, settings }: Pick<LimitContext, 'state' | 'settings'>): number {
  const filled = Object.values(state.day?.traded ?? {}).reduce((sum, { value }) => sum + value, 0);
  const working = state.orders.reduce(
    (sum, order) => sum + remainingOf(order) * worstPrice(order.intent, settings),
    0,
  );
  const nav = state.account?.nav ?? 0;
  return nav > 0 ? (filled + working) / nav : 0;
}

export const dayTurnover: LimitRule = {
  id: 'day-turnover',
  words: 'Turnover of the day',
  scope: 'trade',
  check: (intent, context, passed) => {
    const { state, settings } = context;
    const fresh = [...passed, intent].reduce(
      (sum, order) => sum + order.shares * worstPrice(order, settings),
      0,
    );
    const nav = state.account?.nav ?? 0;
    const value = nav > 0 ? turnoverNow(context) + fresh / nav : null;
    const band = bandOf('dayTurnover', settings);
    const percent = (share: number): string => `${toPercent(share).toFixed(0)} %`;
    return atMost({
      ...{ rule: 'day-turnover', unit: 'fraction', value, band, lasting: true },
      exempt: growthOf(intent, context, passed) === 0,
      words: (limit) =>
        `it would bring today’s turnover to ${percent(value ?? 0)} of NAV (limit ${limit === null ? 'none' : percent(limit)})`,
    });
  },
};
