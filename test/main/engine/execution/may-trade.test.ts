import { describe, expect, test } from 'vitest';
import { mayTrade, reducible, unrestricted } from '#engine/execution/may-trade.ts';
import type { SafetyRule } from '#engine/execution/may-trade.ts';
import { money } from '#shared/units.ts';

const reducing: SafetyRule = { state: 'reducing', cap: null };
const halted: SafetyRule = { state: 'halted', cap: null };
const capped: SafetyRule = {
  state: 'active',
  cap: { order: money(5_000), day: { limit: money(25_000), left: money(8_000) } },
};

describe('an order may go', () => {
  test.each([
    ['in an active state, whatever it does', unrestricted, 'BUY', 100, 0, null],
    ['halted: not even a reduction', halted, 'SELL', 10, 100, 'halted'],
    ['reducing: a sell of what is held', reducing, 'SELL', 100, 100, null],
    ['reducing: no share more than is held', reducing, 'SELL', 101, 100, 'reducing-only'],
    ['reducing: a cover of what is short', reducing, 'BUY', 100, -100, null],
    ['reducing: not through zero', reducing, 'BUY', 101, -100, 'reducing-only'],
    ['reducing: no buy of what is held', reducing, 'BUY', 1, 100, 'reducing-only'],
    ['reducing: no sell of what is short', reducing, 'SELL', 1, -100, 'reducing-only'],
    ['reducing: nothing new', reducing, 'BUY', 1, 0, 'reducing-only'],
  ] as const)('%s', (_, rule, side, shares, position, expected) => {
    expect(mayTrade(rule, { side, shares, value: shares * 100 }, position)?.kind ?? null).toBe(expected);
  });

  test.each([
    [5_000, null],
    [5_001, 'first-day-order'],
    [Number.NaN, 'first-day-order'],
  ] as const)('on a first live day, worth %s: %s', (value, expected) => {
    expect(mayTrade(capped, { side: 'SELL', shares: 10, value }, 10)?.kind ?? null).toBe(expected);
  });

  test('on a first live day, as far as the day is not used up', () => {
    const almost: SafetyRule = {
      state: 'active',
      cap: { order: null, day: { limit: money(25_000), left: money(10) } },
    };
    expect(mayTrade(almost, { side: 'BUY', shares: 1, value: 11 }, 0)).toEqual({
      kind: 'first-day-total',
      notional: 11,
      left: 10,
      limit: 25_000,
    });
  });
});

test.each([
  ['SELL', 7, 7],
  ['SELL', -7, 0],
  ['BUY', -7, 7],
  ['BUY', 7, 0],
] as const)('a %s of a position of %s can reduce %s', (side, position, expected) => {
  expect(reducible(side, position)).toBe(expected);
});
