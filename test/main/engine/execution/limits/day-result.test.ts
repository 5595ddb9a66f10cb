import { expect, test } from 'vitest';
import { dayLoss, drawdown } from '#engine/execution/limits/day-result.ts';
import { buys, onDay, sells, withState } from '#test/support/limit-cases.ts';

test.each([
  [dayLoss, (part: number) => onDay({ loss: part }), 0.02, 0.025],
  [drawdown, (part: number) => onDay({ drawdown: part }), 0.025, 0.035],
] as const)('lets new risk go at the limit, and none beyond it', (rule, after, soft, hard) => {
  expect(rule.check(buys(), after(soft), []).passed).toBe(true);
  expect(rule.check(buys(), after(hard), [])).toMatchObject({
    severity: 'soft',
    passed: false,
    refusal: null,
  });
  expect(rule.check(buys(), after(hard + 1e-9), []).refusal?.kind).toBe('limit');
  expect(rule.check(sells(500), after(0.5), []).passed).toBe(true);
});

test('a result that is not known refuses nothing', () => {
  expect(dayLoss.check(buys(), onDay({ loss: null }), []).passed).toBe(true);
  expect(drawdown.check(buys(), withState({ day: null }), []).passed).toBe(true);
});
