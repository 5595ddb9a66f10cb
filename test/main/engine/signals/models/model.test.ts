import { expect, test } from 'vitest';
import { back, constant, returnOf, returnsSince } from '#engine/signals/models/model.ts';
import { historyOf, nowOf } from '#test/support/model-market.ts';

test('sessions are counted back from now: the last completed one is 1', () => {
  const column = Float64Array.of(1, 2, 3);
  expect([1, 3, 4].map((sessions) => back(column, sessions))).toEqual([3, 1, Number.NaN]);
});

test.each([
  [100, 110, 0.1],
  [Number.NaN, 110, Number.NaN],
  [100, Number.NaN, Number.NaN],
  [0, 110, Number.NaN],
])('from %d to %d: %d', (from, to, expected) => {
  expect(Number(returnOf(from, to).toFixed(12))).toBe(expected);
});

test('returns since a session, to the latest price', () => {
  const scorer = returnsSince(
    historyOf([
      [100, 50],
      [Number.NaN, 50],
    ]),
    2,
  );
  expect(Array.from(scorer(nowOf([150, 60])))).toEqual([0.5, Number.NaN]);
});

test('a constant scorer ignores the interval', () => {
  const scores = Float64Array.of(1, 2);
  expect(constant(scores)(nowOf([9, 9]))).toBe(scores);
});
