import { toPercent } from '#shared/units.ts';
import { withinAdv } from '../../policy/clamps.ts';
import { remainingOf } from '../lifecycle.ts';
import { growthOf } from './after-fill.ts';
import { bandOf, bandOfAll } from './bands.ts';
import { atMost } from './limit.ts';
import type { LimitRule } from './limit.ts';

/** One order's share of the average daily volume; a volume that is not known lets nothing pass. */
export const advOrder: LimitRule = {
  id: 'adv-order',
  words: 'Share of daily volume, an order',
  scope: 'order',
  check: (intent, { adv, settings }) => {
    const { shares } = intent;
    const daily = adv[intent.ticker] ?? 0;
    const hard = withinAdv(Infinity, daily, settings.clamps.maxAdv);
    const { soft } = bandOfAll('advPerOrder', settings, daily);
    return atMost({
      ...{ rule: 'adv-order', unit: 'shares', value: shares, band: { soft, hard } },
      words: (limit) =>
        `${shares} shares are over the share of daily volume (limit ${limit?.toFixed(0) ?? 'none'})`,
      refusal: { kind: 'over-adv', shares, limit: hard },
    });
  },
};

/** What was traded in the name today, what works, and this. */
export const advDay: LimitRule = {
  id: 'adv-day',
  words: 'Share of daily volume, a day',
  scope: 'trade',
  check: (intent, context, passed) => {
    const { state, settings } = context;
    const { ticker, shares } = intent;
    const working = state.orders.filter((order) => order.intent.ticker === ticker);
    const before =
      (state.day?.traded[ticker]?.shares ?? 0) +
      working.reduce((sum, order) => sum + remainingOf(order), 0) +
      passed.filter((order) => order.ticker === ticker).reduce((sum, order) => sum + order.shares, 0);
    const adv = context.adv[ticker] ?? 0;
    const value = adv > 0 ? (before + shares) / adv : null;
    const band = bandOf('advPerDay', settings);
    return atMost({
      ...{ rule: 'adv-day', unit: 'fraction', value, band, lasting: true },
      exempt: growthOf(intent, context, passed) === 0,
      words: (limit) =>
        `it would bring today’s trades in it to ${percent(value ?? 0)} of its daily volume (limit ${percent(limit)})`,
    });
  },
};

const percent = (share: number | null): string =>
  share === null ? 'none' : `${toPercent(share).toFixed(2)} %`;
