import { describe, expect, test } from 'vitest';
import { addRange, dotRange } from '#engine/optimizer/qp/dot.ts';

const x = Float64Array.of(9, 1, 2, 3, 4, 5, 6);
const y = Float64Array.of(1, 1, 2, 1, 2, 1, 2);

describe('a part of two vectors', () => {
  test.each([
    [0, 0],
    [1, 1],
    [3, 8],
    [4, 16],
    [5, 21],
    [6, 33],
  ])('of length %i has the product %i', (count, expected) => {
    expect(dotRange(x, 1, y, 1, count)).toBe(expected);
  });

  test('is added in place, scaled, and nothing else is touched', () => {
    const out = Float64Array.of(1, 1, 1, 1);
    addRange(2, x, 1, out, 2, 2);
    expect([...out]).toEqual([1, 1, 3, 5]);
  });
});
