import { describe, expect, test } from 'vitest';
import { averageRanks, exponentialWeights, median, spearman } from '#engine/math/stats.ts';

describe('median', () => {
  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[10, 9], 9.5],
    [[7], 7],
    [[], Number.NaN],
  ])('%j', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('averageRanks', () => {
  test.each([
    [
      [30, 10, 20],
      [3, 1, 2],
    ],
    [
      [5, 5, 1],
      [2.5, 2.5, 1],
    ],
    [
      [2, 2, 2],
      [2, 2, 2],
    ],
    [
      [1, 3, 3, 3, 9],
      [1, 3, 3, 3, 5],
    ],
    [[], []],
  ])('%j', (values, expected) => {
    expect(Array.from(averageRanks(values))).toEqual(expected);
  });
});

describe('spearman', () => {
  test.each([
    ['rising together', [1, 5, 9], [0, 1, 100], 1],
    ['opposite', [1, 2, 3, 4], [9, 7, 5, 3], -1],
    ['one swap of three', [1, 2, 3], [1, 3, 2], 0.5],
    ['with a tie', [1, 1, 2], [1, 2, 3], Math.sqrt(3) / 2],
    ['constant side', [1, 1, 1], [1, 2, 3], 0],
    ['too few', [1, 2], [1, 2], 0],
  ])('%s', (_, x, y, expected) => {
    expect(spearman(x, y)).toBeCloseTo(expected, 14);
  });
});

test('exponential weights halve every half-life, newest last', () => {
  expect(Array.from(exponentialWeights(3, 1))).toEqual([0.25, 0.5, 1]);
  expect(exponentialWeights(121, 60)[0]).toBe(0.25);
});
