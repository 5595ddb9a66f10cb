import { toPercent } from '#shared/units.ts';
import { afterFill, growthOf } from './after-fill.ts';
import { bandOf } from './bands.ts';
import { atMost } from './limit.ts';
import type { LimitRule } from './limit.ts';

const percent = (share: number | null): string =>
  share === null ? 'none' : `${toPercent(share).toFixed(2)} %`;

/** Σ|w| when all that is open has filled. */
export const gross: LimitRule = {
  id: 'gross',
  words: 'Gross after all open orders',
  scope: 'trade',
  check: (intent, context, passed) => {
    const value = afterFill(context, [...passed, intent]).gross;
    const band = bandOf('gross', context.settings);
    const isHedge = intent.ticker === context.settings.hedge?.ticker;
    return atMost({
      ...{ rule: 'gross', unit: 'fraction', value, band },
      exempt: isHedge || growthOf(intent, context, passed) === 0,
      words: (limit) =>
        `gross would be ${percent(value)} of NAV when all open orders fill (limit ${percent(limit)})`,
    });
  },
};

/** How far Σw would lie outside of what the strategy allows; negative = inside. A purchase is held to the upper end, a sale to the lower. */
export const net: LimitRule = {
  id: 'net',
  words: 'Net outside its range',
  scope: 'trade',
  check: (intent, context, passed) => {
    const { rotation, hedge } = context.settings;
    const after = afterFill(context, [...passed, intent]);
    const isBuy = intent.side === 'BUY';
    const value = isBuy ? after.netHigh - rotation.netMax : rotation.netMin - after.netLow;
    const band = bandOf('netOutside', context.settings);
    return atMost({
      ...{ rule: 'net', unit: 'fraction', value, band },
      exempt: intent.ticker === hedge?.ticker || growthOf(intent, context, passed) === 0,
      words: (limit) =>
        `net would be ${percent(isBuy ? after.netHigh : after.netLow)} of NAV when all open orders fill: ${percent(value)} outside of ${percent(rotation.netMin)} to ${percent(rotation.netMax)} (limit ${percent(limit)})`,
    });
  },
};
