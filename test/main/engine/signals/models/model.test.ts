import { expect, test } from 'vitest';
import { returnBetween } from '#engine/signals/models/model.ts';

test.each([
  ['last over first', [100, 110, 121], 2, 0, 0.21],
  ['rows in between', [100, 110, 121], 2, 1, 0.1],
  ['history too short', [100, 110], 2, 0, Number.NaN],
  ['missing price', [Number.NaN, 110, 121], 2, 0, Number.NaN],
  ['a price of zero is none', [0, 110, 121], 2, 0, Number.NaN],
  ['nothing', [], 0, 0, Number.NaN],
])('%s', (_, closes, fromBack, toBack, expected) => {
  expect(Number(returnBetween(Float64Array.from(closes), fromBack, toBack).toFixed(12))).toBe(expected);
});
