import { expect, test } from 'vitest';
import { messageRate, ordersInterval, ordersMinute } from '#engine/execution/limits/pace.ts';
import { buys, limitContext, onDay, sells } from '#test/support/limit-cases.ts';

test('an interval sends so many and not one more', () => {
  const where = {
    ...limitContext,
    settings: {
      ...limitContext.settings,
      limits: { ...limitContext.settings.limits, maxOrdersPerInterval: 2 },
    },
  };
  expect(ordersInterval.check(buys(), where, [sells()]).passed).toBe(true);
  expect(ordersInterval.check(buys(), where, [sells(), sells()]).refusal).toEqual({
    kind: 'too-many-orders',
    limit: 2,
  });
});

test.each([
  [ordersMinute, (n: number) => onDay({ ordersLastMinute: n }), 100, 60],
  [messageRate, (n: number) => onDay({ messagesLastSecond: n }), 45, 30],
] as const)('what went just now counts', (rule, after, hard, soft) => {
  expect(rule.check(buys(), after(hard - 1), []).refusal).toBeNull();
  expect(rule.check(buys(), after(hard), []).refusal?.kind).toBe('limit');
  expect(rule.check(buys(), after(hard - 1), [sells()]).refusal?.kind).toBe('limit');
  expect(rule.check(buys(), after(soft), [])).toMatchObject({
    passed: false,
    severity: 'soft',
    refusal: null,
  });
});
