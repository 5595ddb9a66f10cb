import { expect, test } from 'vitest';
import { efficiencyOf, leastMessages, orderEfficiency } from '#engine/execution/limits/order-efficiency.ts';
import { buys, onDay, sells } from '#test/support/limit-cases.ts';

test('is IBKR’s: messages over one more than the orders that filled', () => {
  expect(efficiencyOf({ submits: 30, cancels: 10, executed: 3 })).toBe(10);
  expect(efficiencyOf({ submits: 0, cancels: 0, executed: 0 }, 1)).toBe(1);
});

test('passes at twenty and not over it', () => {
  const day = (submits: number) => onDay({ submits, cancels: 100, executed: 9 });
  expect(orderEfficiency.check(buys(), day(99), [])).toMatchObject({ value: 20, refusal: null });
  expect(orderEfficiency.check(buys(), day(100), []).refusal).toMatchObject({
    rule: 'order-efficiency',
    limit: 20,
  });
  expect(orderEfficiency.check(sells(500), day(100), []).passed).toBe(true);
});

test('the first messages of a day pass, whatever came of them', () => {
  const early = onDay({ submits: leastMessages - 2, cancels: 0, executed: 0 });
  expect(orderEfficiency.check(buys(), early, [])).toMatchObject({ passed: true, value: leastMessages - 1 });
  expect(orderEfficiency.check(buys(), early, [sells()]).passed).toBe(false);
});
