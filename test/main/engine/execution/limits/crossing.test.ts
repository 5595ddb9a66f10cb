import { expect, test } from 'vitest';
import { crossing } from '#engine/execution/limits/crossing.ts';
import { orderId } from '#shared/ids.ts';
import { price } from '#shared/units.ts';
import { orderOf } from '#test/support/engine-builders.ts';
import { buys, limitsAt, sells, withState } from '#test/support/limit-cases.ts';

const at = (limit: number) => ({ style: { type: 'LMT', limit: price(limit) } as const });
const theirs = (side: 'BUY' | 'SELL', limit: number | null) => ({
  buy: 0,
  sell: 0,
  orders: [{ side, limit }],
});
const against = (side: 'BUY' | 'SELL', limit: number | null) =>
  withState({ foreign: { ALFA: theirs(side, limit), GOLF: theirs(side, limit) } });

test.each([
  ['a purchase under a sale', buys(1, at(99.99)), against('SELL', 100), true],
  ['a purchase at a sale', buys(1, at(100)), against('SELL', 100), false],
  ['a sale over a purchase', sells(1, at(100.01)), against('BUY', 100), true],
  ['a sale at a purchase', sells(1, at(100)), against('BUY', 100), false],
  ['a sale at any price', buys(1, at(1)), against('SELL', null), false],
  ['one of the same side', buys(1, at(100)), against('BUY', 100), true],
])('%s', (_, intent, where, passes) => {
  expect(crossing.check(intent, where, []).passed).toBe(passes);
});

test('own orders count until they have ended, and so do those of the batch', () => {
  const own = { ...buys(1, at(100)), orderId: orderId('own'), side: 'SELL' } as const;
  expect(crossing.check(buys(1, at(100)), withState({ orders: [orderOf(own)] }), []).passed).toBe(false);
  const ended = orderOf(own, { status: { state: 'filled', at: limitsAt } });
  expect(crossing.check(buys(1, at(100)), withState({ orders: [ended] }), []).passed).toBe(true);
  expect(crossing.check(buys(1, at(100)), withState({}), [own]).passed).toBe(false);
});
