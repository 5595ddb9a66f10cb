import { expect, test } from 'vitest';
import { reversal } from '#engine/signals/models/reversal.ts';

test('what fell over five days scores high, what rose low', () => {
  const fell = Float64Array.of(1, 100, 99, 98, 97, 96, 90);
  const rose = Float64Array.of(1, 100, 99, 98, 97, 96, 125);
  const [up, down] = reversal.score([fell, rose]);
  expect(up).toBeCloseTo(0.1, 15);
  expect(down).toBeCloseTo(-0.25, 15);
});

test('no score without both prices', () => {
  const missing = Float64Array.of(100, 99, 98, 97, 96, Number.NaN);
  expect(Array.from(reversal.score([missing, Float64Array.of(1, 2)]))).toEqual([Number.NaN, Number.NaN]);
});

test('it forecasts five trading days', () => {
  expect(reversal.horizonMin).toBe(1950);
});
