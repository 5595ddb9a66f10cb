import { shares } from '#shared/units.ts';
import { mayBeShort } from '../funds.ts';
import { remainingOf } from '../lifecycle.ts';
import { bandOfAll } from './bands.ts';
import { atMost, flag } from './limit.ts';
import type { LimitRule } from './limit.ts';

/** What is held, less what other sells, ours and those of others, may still take. What may be short goes below zero, but never past the proposal's target. */
export const position: LimitRule = {
  id: 'position',
  words: 'Shares that are held',
  scope: 'trade',
  check: (intent, context, passed) => {
    if (intent.side === 'BUY') return flag('position', null, 'it buys');
    const { state, settings, targets } = context;
    const { ticker } = intent;
    const taken =
      (state.foreign[ticker]?.sell ?? 0) +
      state.orders
        .filter((order) => order.intent.ticker === ticker && order.intent.side === 'SELL')
        .reduce((sum, order) => sum + remainingOf(order), 0) +
      passed
        .filter((order) => order.ticker === ticker && order.side === 'SELL')
        .reduce((sum, order) => sum + order.shares, 0);
    const least = mayBeShort(ticker, context) ? Math.min(0, targets[ticker] ?? 0) : 0;
    const held = shares(Math.max(0, (state.positions[ticker]?.shares ?? 0) - taken - least));
    return atMost({
      ...{
        rule: 'position',
        unit: 'shares',
        value: intent.shares,
        band: bandOfAll('position', settings, held),
      },
      words: `it would sell ${intent.shares} of ${held} free shares`,
      refusal: { kind: 'over-position', shares: intent.shares, held },
    });
  },
};
