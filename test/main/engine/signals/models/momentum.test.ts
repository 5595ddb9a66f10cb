import { expect, test } from 'vitest';
import { momentum } from '#engine/signals/models/momentum.ts';

/** 253 closes: 50 a year ago, 75 a month ago, whatever since. */
const closes = Float64Array.from({ length: 253 }, (_, t) => (t === 0 ? 50 : t === 231 ? 75 : 60 + t / 100));

test('the return from a year ago to a month ago, whatever the last month did', () => {
  const crashed = closes.map((price, t) => (t > 231 ? 1 : price));
  expect(Array.from(momentum.score([closes, crashed]))).toEqual([0.5, 0.5]);
});

test('a year and a day of history is needed', () => {
  expect(Array.from(momentum.score([closes.slice(1), new Float64Array(0)]))).toEqual([
    Number.NaN,
    Number.NaN,
  ]);
});

test('it forecasts twenty trading days', () => {
  expect(momentum.horizonMin).toBe(7800);
});
