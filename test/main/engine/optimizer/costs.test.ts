import { describe, expect, test } from 'vitest';
import { commissionFraction, oneWayCosts } from '#engine/optimizer/costs.ts';
import type { CostInput } from '#engine/optimizer/costs.ts';

/** Spread 2 cents on 50 = 2 bps half; commission 1 bp; a day's volatility of 2 % on 1 % of the day's volume = 14 bps. */
const input: CostInput = {
  spread: Float64Array.of(0.02),
  price: Float64Array.of(50),
  commission: Float64Array.of(0.0001),
  sigmaDay: Float64Array.of(0.02),
  advValue: Float64Array.of(2_000_000),
  tradedValue: 20_000,
};

describe('oneWayCosts', () => {
  test('half the spread, the commission and the impact', () => {
    expect(oneWayCosts(input)[0]).toBeCloseTo(0.0002 + 0.0001 + 0.0014, 15);
  });

  test('four times the size, twice the impact', () => {
    expect(oneWayCosts({ ...input, tradedValue: 80_000 })[0]).toBeCloseTo(0.0002 + 0.0001 + 0.0028, 15);
  });

  test.each([
    ['no price', { price: Float64Array.of(Number.NaN) }],
    ['no spread', { spread: Float64Array.of(Number.NaN) }],
    ['no volume', { advValue: Float64Array.of(0) }],
  ])('%s: unknown', (_, change) => {
    expect(oneWayCosts({ ...input, ...change })[0]).toBeNaN();
  });
});

describe('commissionFraction', () => {
  const plan = { perShare: 0.005, minimum: 1, maximum: 0.01 };
  test.each([
    // price, traded value, expected
    [50, 20_000, 0.0001],
    [50, 1_000, 0.001],
    [50, 50, 0.01],
    [0.1, 20_000, 0.01],
  ])('at %d for %d', (price, value, expected) => {
    expect(commissionFraction(plan, price, value)).toBeCloseTo(expected, 15);
  });
});
