import { assert } from '#shared/assert.ts';
import { sendTouch } from '#shared/domain/order.ts';
import { price, toBps } from '#shared/units.ts';
import { bandOf } from './bands.ts';
import { atMost } from './limit.ts';
import type { LimitRule } from './limit.ts';

/** Against us since the trader saw it. */
export const priceMoved: LimitRule = {
  id: 'price-moved',
  words: 'Price since the proposal',
  scope: 'waits',
  check: (intent, { proposed, settings }) => {
    const { ticker, side } = intent;
    const { bid, ask } = sendTouch(intent);
    const then = proposed[ticker];
    const limit = settings.execution.priceTolerance;
    assert(then !== undefined && then > 0, `a proposed price for ${ticker}`);
    const now = price((bid + ask) / 2);
    const value = side === 'BUY' ? now / then - 1 : 1 - now / then;
    return atMost({
      ...{ rule: 'price-moved', unit: 'fraction', value, band: bandOf('priceMoved', settings) },
      words: (broken) =>
        `its price moved from ${then.toFixed(2)} to ${now.toFixed(2)} since the proposal (limit ${toBps(broken ?? limit).toFixed(0)} bps)`,
      refusal: { kind: 'price-moved', proposed: then, now, limit },
    });
  },
};
