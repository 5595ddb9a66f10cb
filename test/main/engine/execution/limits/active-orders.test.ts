import { expect, test } from 'vitest';
import { activeOrders } from '#engine/execution/limits/active-orders.ts';
import { buys, sells, withState } from '#test/support/limit-cases.ts';

const others = (side: 'BUY' | 'SELL', count: number) =>
  withState({
    foreign: {
      ALFA: { buy: 1, sell: 1, orders: Array.from({ length: count }, () => ({ side, limit: null })) },
    },
  });

test('the twentieth order of a contract and side goes, the next does not', () => {
  expect(activeOrders.check(buys(), others('BUY', 19), []).refusal).toBeNull();
  expect(activeOrders.check(buys(), others('BUY', 20), []).refusal).toMatchObject({ value: 21, limit: 20 });
  expect(activeOrders.check(buys(), others('BUY', 19), [buys()]).refusal?.kind).toBe('limit');
});

test('the other side and other names do not count', () => {
  expect(activeOrders.check(buys(), others('SELL', 40), [sells()]).value).toBe(1);
});
