import { describe, expect, test } from 'vitest';
import { Budget, commandBudget, intervalBudget } from '#app/safety/flood.ts';

describe('a budget', () => {
  test('gives so many at once, and refills with time', () => {
    const budget = new Budget(3, 2);
    expect([1, 2, 3, 4].map(() => budget.take(0))).toEqual([true, true, true, false]);
    expect([budget.take(499), budget.take(500), budget.take(501)]).toEqual([false, true, false]);
  });

  test('is not refilled by a clock that goes back', () => {
    const budget = new Budget(1, 1);
    expect([budget.take(5_000), budget.take(0), budget.take(900)]).toEqual([true, false, false]);
  });
});

test('a screen that floods the desk with commands is refused in words, but never a halt or a cancel', () => {
  let now = 0;
  const spend = commandBudget(() => now);
  for (let n = 0; n < 30; n++) spend('mode.set');
  expect(() => spend('mode.set')).toThrow(/Too many commands/);
  for (const name of [
    'trading.halt',
    'kill.run',
    'order.cancel',
    'order.cancel-all',
    'trading.reduce',
  ] as const)
    expect(() => spend(name)).not.toThrow();
  now = 1_000;
  expect(() => spend('mode.set')).not.toThrow();
});

test('extra intervals are bounded', () => {
  const spend = intervalBudget(() => 0);
  for (let n = 0; n < 5; n++) spend();
  expect(spend).toThrow(/several extra intervals/);
});
