import { describe, expect, test } from 'vitest';
import { seededRandom } from '#test/support/random.ts';
import { exponentialWeights } from '#engine/math/stats.ts';
import { shrunkBeta, shrunkBetas } from '#engine/risk/beta.ts';

const random = seededRandom(3);
const market = Float64Array.from({ length: 100 }, () => 0.01 * random.normal());
const even = new Float64Array(100).fill(1);

const mean = (x: Float64Array) => x.reduce((a, b) => a + b, 0) / x.length;

describe('shrunkBeta', () => {
  test('an exact multiple of the market is believed whole', () => {
    expect(
      shrunkBeta(
        market.map((m) => 1.7 * m + 0.001),
        market,
        exponentialWeights(100, 60),
      ),
    ).toBeCloseTo(1.7, 9);
  });

  test('noise pulls towards one by its squared error (even weights: the textbook regression)', () => {
    const returns = market.map((m) => 2 * m + 0.02 * random.normal());
    const [rMean, mMean] = [mean(returns), mean(market)];
    const mm = market.reduce((total, m) => total + (m - mMean) ** 2, 0);
    const slope =
      market.reduce((total, m, t) => total + (m - mMean) * ((returns[t] as number) - rMean), 0) / mm;
    const rss = market.reduce(
      (total, m, t) => total + ((returns[t] as number) - rMean - slope * (m - mMean)) ** 2,
      0,
    );
    const squaredError = rss / 98 / mm;
    const trust = 0.09 / (0.09 + squaredError);
    expect(shrunkBeta(returns, market, even)).toBeCloseTo(trust * slope + (1 - trust), 12);
    expect(trust).toBeLessThan(0.95);
  });

  test('rows that miss one side do not count', () => {
    const returns = market.map((m, t) => (t < 30 ? Number.NaN : 0.5 * m));
    expect(shrunkBeta(returns, market, even)).toBeCloseTo(0.5, 9);
  });

  test.each([
    ['under twenty common rows', market.map((m, t) => (t < 81 ? Number.NaN : 3 * m)), market, even],
    ['a benchmark that stands still', market, new Float64Array(100).fill(0.001), even],
    ['no benchmark', market, new Float64Array(100).fill(Number.NaN), even],
    ['weights that leave less than two rows', market.map((m) => 3 * m), market, exponentialWeights(100, 0.3)],
  ])('%s: one', (_, returns, benchmark, weights) => {
    expect(shrunkBeta(returns, benchmark, weights)).toBe(1);
  });

  test('twenty common rows are enough', () => {
    expect(
      shrunkBeta(
        market.map((m, t) => (t < 80 ? Number.NaN : 3 * m)),
        market,
        even,
      ),
    ).toBeCloseTo(3, 9);
  });
});

test.each([
  ['a benchmark without holes', market],
  ['one with holes', market.map((m, t) => (t === 50 ? Number.NaN : m))],
])('many columns at once have the bits of each alone: %s', (_, benchmark) => {
  const weights = exponentialWeights(100, 60);
  const columns = Array.from({ length: 6 }, (_, i) =>
    market.map((m, t) => (i === 4 && t < 30 ? Number.NaN : i * 0.3 * m + 0.01 * random.normal())),
  );
  expect(Array.from(shrunkBetas(columns, benchmark, weights))).toEqual(
    columns.map((column) => shrunkBeta(column, benchmark, weights)),
  );
});
