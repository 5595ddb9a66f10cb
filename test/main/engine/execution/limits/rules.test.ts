import { expect, test } from 'vitest';
import { allRules, gates, measured } from '#engine/execution/limits/rules.ts';
import { limitIds } from '#shared/domain/limit.ts';
import { buys, limitContext, sells } from '#test/support/limit-cases.ts';

test('every limit is checked, once, under its own name', () => {
  expect(allRules.map(({ id }) => id).toSorted()).toEqual([...limitIds].toSorted());
  expect(new Set(allRules.map(({ words }) => words)).size).toBe(allRules.length);
  expect(gates.length + measured.length).toBe(allRules.length);
});

test('all are measured from the proposal on, but for what only an order has', () => {
  const late = allRules.filter(({ scope }) => scope === 'send').map(({ id }) => id);
  expect(late).toEqual(['from-mid', 'from-last', 'orders-interval', 'orders-minute', 'message-rate']);
});

test.each(allRules)('$id tells finite numbers and passes what is ordinary', ({ id, check }) => {
  for (const intent of [buys(), sells()]) {
    const { rule, value, limit, distance, passed, words } = check(intent, limitContext, []);
    expect({ rule, passed }).toEqual({ rule: id, passed: true });
    for (const n of [value, limit, distance]) expect(n === null || Number.isFinite(n)).toBe(true);
    expect(words).not.toBe('');
  }
});
