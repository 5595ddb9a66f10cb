import { toPercent } from '#shared/units.ts';
import { afterFill, growthOf } from './after-fill.ts';
import { bandOf, nameBand } from './bands.ts';
import { atMost } from './limit.ts';
import type { LimitRule } from './limit.ts';

const percent = (share: number | null): string =>
  share === null ? 'none' : `${toPercent(share).toFixed(2)} %`;

/** |w| of the name when all that is open has filled. */
export const name: LimitRule = {
  id: 'name',
  words: 'One name after all open orders',
  scope: 'trade',
  check: (intent, context, passed) => {
    const { high, low } = afterFill(context, [...passed, intent]).names.get(intent.ticker) ?? nothing;
    const value = Math.max(Math.abs(high), Math.abs(low));
    const band = nameBand(intent.ticker, context.settings);
    return atMost({
      ...{ rule: 'name', unit: 'fraction', value, band },
      exempt: growthOf(intent, context, passed) === 0,
      words: (limit) =>
        `it would be ${percent(value)} of NAV when all open orders fill (limit ${percent(limit)})`,
    });
  },
};

const nothing = { high: 0, low: 0 };

/** |Σw| of its sector, on the side that the order makes larger. */
export const sector: LimitRule = {
  id: 'sector',
  words: 'One sector after all open orders',
  scope: 'trade',
  check: (intent, context, passed) => {
    const after = afterFill(context, [...passed, intent]);
    const own = after.names.get(intent.ticker);
    const { high, low } = after.sectors.get(own?.sector ?? '') ?? nothing;
    const value = Math.max(0, intent.side === 'BUY' ? high : -low);
    const band = bandOf('sector', context.settings);
    return atMost({
      ...{ rule: 'sector', unit: 'fraction', value, band },
      exempt: own?.isHedge === true || growthOf(intent, context, passed) === 0,
      words: (limit) =>
        `${own?.sector ?? 'its sector'} would be ${percent(value)} of NAV when all open orders fill (limit ${percent(limit)})`,
    });
  },
};
