import { describe, expect, test } from 'vitest';
import { dot, isPositiveDefinite, packedRow, secondMoments, sum, sumOfSquares } from '#engine/math/linear.ts';

test('sums and products', () => {
  expect(sum(Float64Array.of(1, 2, 3))).toBe(6);
  expect(sum(Float64Array.of())).toBe(0);
  expect(dot(Float64Array.of(1, 2), Float64Array.of(3, 4))).toBe(11);
  expect(sumOfSquares(Float64Array.of(3, 4))).toBe(25);
});

test('second moments of columns are their mean products', () => {
  const moments = secondMoments([Float64Array.of(1, -1), Float64Array.of(2, 4)]);
  expect(Array.from(moments)).toEqual([1, -1, 10]);
});

test('rows of an upper triangle start at their diagonals', () => {
  expect([0, 1, 2, 3].map((i) => packedRow(i, 3))).toEqual([0, 3, 5, 6]);
});

describe('isPositiveDefinite', () => {
  test.each([
    // matrix, n, ridge, expected
    [[1, 0.5, 0.5, 1], 2, 0, true],
    [[1, 1, 1, 1], 2, 0, false],
    [[1, 1, 1, 1], 2, 1e-10, true],
    [[1, 2, 2, 1], 2, 1e-10, false],
    [[1, 2, 2, 1], 2, 1.001, true],
    [[1, -0.6, -0.6, -0.6, 1, -0.6, -0.6, -0.6, 1], 3, 1e-10, false],
    [[1, -0.5, -0.5, -0.5, 1, -0.5, -0.5, -0.5, 1], 3, 1e-10, true],
    [[Number.NaN], 1, 0, false],
    [[], 0, 0, true],
  ])('%j', (matrix, n, ridge, expected) => {
    expect(isPositiveDefinite(Float64Array.from(matrix), n, ridge)).toBe(expected);
  });
});
