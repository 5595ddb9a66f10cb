import { afterFill, growthOf } from './after-fill.ts';
import { bandOf } from './bands.ts';
import { atMost } from './limit.ts';
import type { LimitRule } from './limit.ts';

/** Σβw when all that is open has filled, hedge included, in the direction in which the order moves it. */
export const beta: LimitRule = {
  id: 'beta',
  words: 'Beta after all open orders',
  scope: 'trade',
  check: (intent, context, passed) => {
    const after = afterFill(context, [...passed, intent]);
    const raises = (context.state.betas[intent.ticker] ?? 1) >= 0 === (intent.side === 'BUY');
    const value = Math.max(0, raises ? after.betaHigh : -after.betaLow);
    const band = bandOf('beta', context.settings);
    return atMost({
      ...{ rule: 'beta', unit: 'beta', value, band },
      exempt: growthOf(intent, context, passed) === 0,
      words: (limit) =>
        `the book’s beta would be ${(raises ? value : -value).toFixed(2)} when all open orders fill (limit ${limit ?? 'none'}, either sign)`,
    });
  },
};
