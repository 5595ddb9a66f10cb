import { expect, test } from 'vitest';
import { orderLeast, orderShares, orderValue } from '#engine/execution/limits/order-size.ts';
import { money, shares } from '#shared/units.ts';
import { workId } from '#shared/ids.ts';
import { atAndUnder, buys, limitContext, measuredBy } from '#test/support/limit-cases.ts';

test.each([
  [orderValue, 'orderValue', 'order-too-large'],
  [orderShares, 'orderShares', 'limit'],
] as const)('passes at its limit and not over it', (rule, name, kind) => {
  const [at, under] = atAndUnder(rule, name);
  expect(at).toMatchObject({ passed: true, distance: 0 });
  expect(under.refusal?.kind).toBe(kind);
});

test('the smallest order counts the whole trade, and lets through what the collar may have cost', () => {
  const value = measuredBy(orderLeast);
  const least = (minOrderValue: number) => ({
    ...limitContext,
    settings: {
      ...limitContext.settings,
      clamps: { ...limitContext.settings.clamps, minOrderValue: money(minOrderValue) },
    },
  });
  expect(orderLeast.check(buys(), least(value), []).passed).toBe(true);
  expect(orderLeast.check(buys(), least(value * 1.02), []).refusal?.kind).toBe('order-too-small');
  const touch = buys().decision;
  const child = { workId: workId('w'), of: shares(100), arrival: touch, send: touch };
  expect(orderLeast.check(buys(1, { child }), least(value), []).passed).toBe(true);
});
