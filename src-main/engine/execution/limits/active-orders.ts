import { remainingOf } from '../lifecycle.ts';
import { bandOf } from './bands.ts';
import { atMost } from './limit.ts';
import type { LimitRule } from './limit.ts';

/** Active orders of one contract and side, those of others included: IBKR takes twenty. */
export const activeOrders: LimitRule = {
  id: 'active-orders',
  words: 'Active orders of a contract and side',
  scope: 'waits',
  check: ({ ticker, side }, { state, settings }, passed) => {
    const same = (order: { readonly ticker: string; readonly side: string }): boolean =>
      order.ticker === ticker && order.side === side;
    const own = state.orders.filter((order) => same(order.intent) && remainingOf(order) > 0).length;
    const others = (state.foreign[ticker]?.orders ?? []).filter((order) => order.side === side).length;
    const value = own + others + passed.filter(same).length + 1;
    const band = bandOf('activeOrders', settings);
    return atMost({
      ...{ rule: 'active-orders', unit: 'count', value, band },
      words: (limit) => `it would be the ${value}. active ${side} order in it (limit ${limit ?? 'none'})`,
    });
  },
};
