import { expect, test } from 'vitest';
import { dayTurnover, turnoverNow } from '#engine/execution/limits/day-turnover.ts';
import { orderOf } from '#test/support/engine-builders.ts';
import { atAndUnder, buys, onDay, sells, withHard, withState } from '#test/support/limit-cases.ts';

test('passes at its limit and not over it, and counts what was traded, what works and the batch', () => {
  const busy = onDay({ traded: { GOLF: { shares: 10, value: 500_000 } } });
  const [at, under] = atAndUnder(dayTurnover, 'dayTurnover', buys(), busy, [sells()]);
  expect([at.passed, under.passed]).toEqual([true, false]);
  expect(at.value).toBeGreaterThan(0.5);
  expect(turnoverNow(busy)).toBe(0.5);
  expect(turnoverNow(withState({ orders: [orderOf(buys(1000))] }))).toBeGreaterThan(0.05);
  expect(turnoverNow(withState({ account: null }))).toBe(0);
});

test('a reduction is shown and passes', () => {
  const tight = withHard('dayTurnover', 1e-9);
  expect(dayTurnover.check(sells(500), tight, [])).toMatchObject({ passed: true, exempt: true });
  expect(dayTurnover.check(sells(501), tight, []).passed).toBe(false);
});
