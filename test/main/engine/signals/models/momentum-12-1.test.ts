import { expect, test } from 'vitest';
import { momentum12 } from '#engine/signals/models/momentum-12-1.ts';
import { flat, historyOf, nowOf } from '#test/support/model-market.ts';

/** 252 sessions: 50 a year ago, 75 a month ago, whatever since. */
const closes = flat(252, 60).map((price, t) => (t === 0 ? 50 : t === 231 ? 75 : price));

test('the return from a year ago to a month ago, whatever the last month did', () => {
  const crashed = closes.map((price, t) => (t > 231 ? 1 : price));
  expect(Array.from(momentum12.prepare(historyOf([closes, crashed]))(nowOf([1, 99])))).toEqual([0.5, 0.5]);
});

test('a year of history is needed', () => {
  expect(Array.from(momentum12.prepare(historyOf([closes.slice(1)]))(nowOf([1])))).toEqual([Number.NaN]);
});
