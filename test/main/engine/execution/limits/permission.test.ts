import { expect, test } from 'vitest';
import { firstDay, permission, tradingState } from '#engine/execution/limits/permission.ts';
import { money } from '#shared/units.ts';
import { buys, limitContext, sells, withState } from '#test/support/limit-cases.ts';

test('what forbids everything forbids this', () => {
  expect(permission.check(buys(), limitContext, []).passed).toBe(true);
  expect(permission.check(buys(), { ...limitContext, ordersBlocked: 'not armed' }, [])).toMatchObject({
    passed: false,
    refusal: { kind: 'halted', reason: 'not armed' },
  });
});

test('reducing lets go what is held, not a share more, and counts what others and the batch take', () => {
  const reducing = { ...limitContext, safety: { state: 'reducing', cap: null } } as const;
  const passes = (size: number, where: typeof limitContext = reducing, passed = [sells(0)]): boolean =>
    tradingState.check(sells(size), where, passed.slice(size < 0 ? 0 : 1)).passed;
  expect(passes(500)).toBe(true);
  expect(passes(501)).toBe(false);
  expect(tradingState.check(sells(400), reducing, [sells(101)]).passed).toBe(false);
  const foreign = withState({ foreign: { GOLF: { buy: 0, sell: 1 } } }, reducing);
  expect(passes(500, foreign)).toBe(false);
  expect(tradingState.check(buys(), reducing, []).refusal?.kind).toBe('reducing-only');
  expect(
    tradingState.check(sells(1), { ...reducing, safety: { state: 'halted', cap: null } }, []).passed,
  ).toBe(false);
});

test('a first live day caps an order and the day', () => {
  const worth = firstDay.check(buys(), limitContext, []).value ?? 0;
  const capped = (order: number | null, left: number | null) => ({
    ...limitContext,
    safety: {
      state: 'active' as const,
      cap: {
        order: order === null ? null : money(order),
        day: left === null ? null : { limit: money(1e6), left: money(left) },
      },
    },
  });
  expect(firstDay.check(buys(), capped(worth, null), []).passed).toBe(true);
  expect(firstDay.check(buys(), capped(worth - 0.01, null), []).refusal?.kind).toBe('first-day-order');
  expect(firstDay.check(buys(), capped(null, worth), []).passed).toBe(true);
  expect(firstDay.check(buys(), capped(null, worth), [buys()]).refusal?.kind).toBe('first-day-total');
});
