import { expect, test } from 'vitest';
import { formatUse, leftOf, limitStates, limitsToSee } from '#renderer/panes/limits-words.ts';
import { limitUnits } from '#shared/domain/limit.ts';
import { epochMs } from '#shared/units.ts';
import { sampleLimit, sampleLimits } from '#test/support/sample-limits.ts';

test.each([
  [0.0525, 'fraction', '5.25%'],
  [120_000, 'money', '120,000'],
  [1_500, 'shares', '1,500'],
  [20, 'count', '20'],
  [10_000, 'ms', '10.0 s'],
  [null, 'money', '–'],
  [1, 'flag', ''],
] as const)('%s %s', (value, unit, shown) => {
  expect(formatUse(value, unit)).toBe(shown);
});

test('every unit is printed, and every state has a word and a sign', () => {
  for (const unit of limitUnits) expect(typeof formatUse(1.5, unit)).toBe('string');
  expect(new Set(Object.values(limitStates).map(({ word }) => word)).size).toBe(6);
});

test('what is left counts to the hard limit, where there is none to the soft one', () => {
  expect(leftOf(sampleLimit({ value: 1, soft: 2, hard: 3 }))).toBe(2);
  expect(leftOf(sampleLimit({ value: 1, soft: 2, hard: null }))).toBe(1);
  expect(leftOf(sampleLimit({ value: null }))).toBeNull();
});

test('the tab counts what is over and what refused', () => {
  expect(limitsToSee(sampleLimits().limits)).toBe(3);
  expect(limitsToSee([sampleLimit()])).toBe(0);
  const waits = { count: 2, firstAt: epochMs(1), lastAt: epochMs(2), words: 'ALFA: its quote is 12 s old' };
  expect(limitsToSee([sampleLimit({ waits })])).toBe(0);
  expect(limitsToSee([sampleLimit({ hit: waits })])).toBe(1);
});
