import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '#engine/math/input-error.ts';
import { calibrated, costMultipliers, realisedCost } from '#engine/optimizer/calibration.ts';
import type { CostedFill } from '#engine/optimizer/calibration.ts';

/** 100 shares that arrived at 100 and cost `realised` where 10 bps were predicted, all of it slippage. */
const fill = (name: number, realised: number, change: Partial<CostedFill> = {}): CostedFill => ({
  name,
  side: 'BUY',
  shares: 100,
  price: 100 * (1 + realised),
  arrivalMid: 100,
  commission: 0,
  predicted: 0.001,
  ...change,
});
const many = (count: number, one: CostedFill): CostedFill[] => Array.from({ length: count }, () => one);

describe('the realised cost', () => {
  test.each([
    ['a purchase above the mid', fill(0, 0.002), 0.002],
    ['a purchase below it', fill(0, -0.001), -0.001],
    ['a sale below the mid', fill(0, -0.002, { side: 'SELL' }), 0.002],
    ['commission alone', fill(0, 0, { commission: 5 }), 0.0005],
  ])('of %s', (_, one, expected) => {
    expect(realisedCost(one)).toBeCloseTo(expected, 14);
  });
});

describe('multipliers', () => {
  test('without fills nothing is corrected', () => {
    expect(Array.from(costMultipliers([], 3))).toEqual([1, 1, 1]);
  });

  test('twenty fills are believed by half; a name without fills takes the book’s ratio', () => {
    const [own = 0, none = 0] = costMultipliers(many(20, fill(0, 0.002)), 2);
    expect(none).toBeCloseTo(2, 12);
    expect(own).toBeCloseTo(2, 12);
    const two = costMultipliers([...many(20, fill(0, 0.003)), ...many(20, fill(1, 0.001))], 2);
    const book = (0.003 * 1.003 + 0.001 * 1.001) / (0.001 * (1.003 + 1.001));
    expect(two[0]).toBeCloseTo((3 + book) / 2, 12);
    expect(two[1]).toBeCloseTo((1 + book) / 2, 12);
  });

  test('large fills weigh more', () => {
    const [k = 0] = costMultipliers([fill(0, 0.001), fill(0, 0.003, { shares: 300 })], 1);
    expect(k).toBeCloseTo((100.1 * 0.001 + 300.9 * 0.003) / (0.001 * (100.1 + 300.9)), 12);
  });

  test('are clipped at a quarter and at four', () => {
    expect(costMultipliers(many(500, fill(0, 0.05)), 1)[0]).toBe(4);
    expect(costMultipliers(many(500, fill(0, -0.05)), 1)[0]).toBe(0.25);
  });

  test('where nothing was predicted the book decides', () => {
    expect(costMultipliers([fill(0, 0.002, { predicted: 0 })], 1)[0]).toBe(1);
  });

  test('never leave their bounds, and do not care in which order fills came', () => {
    const some = fc.record({
      name: fc.integer({ min: 0, max: 2 }),
      side: fc.constantFrom('BUY' as const, 'SELL' as const),
      shares: fc.integer({ min: 1, max: 1000 }),
      price: fc.integer({ min: 50, max: 150 }),
      arrivalMid: fc.integer({ min: 50, max: 150 }),
      commission: fc.integer({ min: 0, max: 9 }),
      predicted: fc.integer({ min: 0, max: 100 }).map((x) => x / 1024),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 40 }), (fills) => {
        const forth = costMultipliers(fills, 3);
        const back = costMultipliers(fills.toReversed(), 3);
        forth.forEach((k, i) => {
          expect(k >= 0.25 && k <= 4).toBe(true);
          expect(back[i]).toBeCloseTo(k, 9);
        });
      }),
    );
  });

  test.each([
    ['a name that is none', fill(5, 0.001), 'fills[0].name'],
    ['no shares', fill(0, 0.001, { shares: 0 }), 'fills[0]'],
    ['a price that is no number', fill(0, Number.NaN), 'fills[0]'],
  ])('%s is refused by place', (_, one, place) => {
    expect(() => costMultipliers([one], 2)).toThrow(InputError);
    expect(() => costMultipliers([one], 2)).toThrow(place);
  });
});

test('costs are multiplied name by name', () => {
  expect(Array.from(calibrated(Float64Array.of(0.001, 0.002), Float64Array.of(2, 0.5)))).toEqual([
    0.002, 0.001,
  ]);
});
