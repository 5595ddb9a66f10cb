import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { roundToLot, roundToTick } from '#engine/execution/rounding.ts';

describe('roundToLot', () => {
  test.each([
    // quantity, lot, expected
    [149.9, 1, 149],
    [-149.9, 1, -149],
    [149, 100, 100],
    [-99, 100, 0],
    [99.99999995, 1, 100],
    [-99.99999995, 100, -100],
    [0.4, 1, 0],
    [0, 1, 0],
  ])('%d by %d', (quantity, lot, expected) => {
    expect(roundToLot(quantity, lot)).toBe(expected);
  });
});

test('selling a whole position leaves nothing, whatever its weight was', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 90_000 }),
      fc.integer({ min: 1, max: 900_000 }),
      fc.integer({ min: 1, max: 90_000_000 }),
      (size, cents, nav) => {
        const price = cents / 100;
        expect(roundToLot(((0 - (size * price) / nav) * nav) / price, 1)).toBe(-size);
      },
    ),
  );
});

describe('roundToTick', () => {
  const penny = [{ lowEdge: 0, increment: 0.01 }];
  const subPenny = [
    { lowEdge: 0, increment: 0.0001 },
    { lowEdge: 1, increment: 0.01 },
  ];
  const odd = [
    { lowEdge: 0, increment: 0.03 },
    { lowEdge: 1, increment: 0.25 },
  ];
  const gap = [
    { lowEdge: 0, increment: 0.005 },
    { lowEdge: 1, increment: 0.4 },
  ];
  test.each([
    // price, rule, down, up
    [10.004, penny, 10, 10.01],
    [10.01, penny, 10.01, 10.01],
    [0.1 + 0.2, penny, 0.3, 0.3],
    [1.005, penny, 1, 1.01],
    [0.004, penny, 0, 0.01],
    [0.99995, subPenny, 0.9999, 1],
    [0.12345, subPenny, 0.1234, 0.1235],
    [1.0001, subPenny, 1, 1.01],
    [700_123.456, penny, 700_123.45, 700_123.46],
    [5.3, [{ lowEdge: 0, increment: 1 / 64 }], 5.296875, 5.3125],
    // 1 is no multiple of 0.03, yet it begins the upper grid.
    [0.995, odd, 0.99, 1],
    [1.1, odd, 1, 1.25],
    // The upper grid begins at 1.2 only; below 1 the lower one goes on.
    [1.1, gap, 0.995, 1.2],
    [0.997, gap, 0.995, 1.2],
  ])('%d', (price, rule, down, up) => {
    expect([roundToTick(price, rule, 'down'), roundToTick(price, rule, 'up')]).toEqual([down, up]);
  });

  test('a rounded price is within a tick on its side, and rounds to itself', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 9000, noNaN: true }), (price) => {
        const down = roundToTick(price, subPenny, 'down');
        const up = roundToTick(price, subPenny, 'up');
        expect(down <= price + 1e-9 && price <= up + 1e-9 && up - down <= 0.01 + 1e-9).toBe(true);
        expect([roundToTick(down, subPenny, 'up'), roundToTick(up, subPenny, 'down')]).toEqual([down, up]);
      }),
    );
  });

  test('an empty rule is a broken invariant', () => {
    expect(() => roundToTick(10, [], 'up')).toThrow('a price increment');
  });
});
