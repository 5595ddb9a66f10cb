import type { OrderIntent } from '#shared/domain/order.ts';
import { worstPrice } from '../funds.ts';
import { remainingOf } from '../lifecycle.ts';
import type { LimitContext } from './context.ts';
import { flag } from './limit.ts';
import type { LimitRule } from './limit.ts';

/** An order that could trade with another one of this account: a wash trade. Those of others count; a price that is not known crosses. */
export const crossing: LimitRule = {
  id: 'crossing',
  words: 'Crossing an own order',
  scope: 'waits',
  check: (intent, context, passed) => {
    const price = worstPrice(intent, context.settings);
    const meets = facing(intent, context, passed).find(({ limit }) =>
      limit === null ? true : intent.side === 'BUY' ? price >= limit : price <= limit,
    );
    if (meets === undefined) return flag('crossing', null, 'no order of this account stands against it');
    const words = `its price ${price.toFixed(2)} would trade with ${meets.whose} ${intent.side === 'BUY' ? 'sell' : 'buy'} order of this account${meets.limit === null ? '' : ` at ${meets.limit.toFixed(2)}`}`;
    const refusal = { kind: 'limit', rule: 'crossing', value: price, limit: meets.limit ?? price } as const;
    return flag('crossing', { ...refusal, unit: 'money', words, lasting: false }, words);
  },
};

interface Facing {
  readonly limit: number | null;
  readonly whose: string;
}

function facing(
  { ticker, side }: OrderIntent,
  { state, settings }: LimitContext,
  passed: readonly OrderIntent[],
): Facing[] {
  const isAgainst = (order: OrderIntent): boolean => order.ticker === ticker && order.side !== side;
  const own = state.orders.filter((order) => remainingOf(order) > 0).map(({ intent }) => intent);
  const others = (state.foreign[ticker]?.orders ?? []).filter((order) => order.side !== side);
  return [
    ...[...own, ...passed]
      .filter(isAgainst)
      .map((order) => ({ limit: worstPrice(order, settings), whose: 'the desk’s own' })),
    ...others.map(({ limit }) => ({ limit, whose: 'another' })),
  ];
}
