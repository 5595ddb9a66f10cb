import { expect, test } from 'vitest';
import { volumeShock } from '#engine/signals/models/volume-shock.ts';
import { flat, historyOf, nowOf } from '#test/support/model-market.ts';

const scoresOf = (volumes: readonly (readonly number[])[]): number[] => {
  const columns = volumes.map((column) => Float64Array.from(column));
  return Array.from(volumeShock.prepare(historyOf(volumes, { volumes: columns }))(nowOf([1])));
};

test('yesterday against the mean of the 49 sessions before', () => {
  const [twice, half] = scoresOf([flat(80, 500, ...flat(49, 1000), 2000), flat(129, 1000, 500)]);
  expect(twice).toBeCloseTo(Math.log(2), 12);
  expect(half).toBeCloseTo(-Math.log(2), 12);
});

test('no score without yesterday’s volume, or with too few sessions before', () => {
  expect(scoresOf([flat(60, 1000, 0), flat(60, Number.NaN, ...flat(24, 1000), 1000)])).toEqual([
    Number.NaN,
    Number.NaN,
  ]);
});
