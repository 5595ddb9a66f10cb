import { describe, expect, test } from 'vitest';
import { seededRandom } from '#test/support/random.ts';
import { ewmaVolatilities, ewmaVolatility } from '#engine/risk/volatility.ts';

const of = (...returns: (number | null)[]) => Float64Array.from(returns, (r) => r ?? Number.NaN);

describe('ewmaVolatility', () => {
  test('equal moves keep their size', () => {
    expect(ewmaVolatility(of(0.02, -0.02, 0.02), 0.94, 1e-4)).toBeCloseTo(0.02, 15);
  });

  test('starts at the mean square, then runs over all rows from the first', () => {
    // start 0.5·(1 + 9)·1e-4 = 5e-4; then half of it and half of each square in turn.
    const after = (5e-4 / 2 + 1e-4 / 2) / 2 + 9e-4 / 2;
    expect(ewmaVolatility(of(0.01, 0.03), 0.5, 1e-4)).toBeCloseTo(Math.sqrt(after), 15);
  });

  test('missing rows are skipped, and only the first twenty rows start it', () => {
    expect(ewmaVolatility(of(0.01, null, 0.03), 0.5, 1e-4)).toBe(ewmaVolatility(of(0.01, 0.03), 0.5, 1e-4));
    const late = [...Array.from({ length: 20 }, () => 0.01), 0.05];
    expect(ewmaVolatility(of(...late), 0.5, 1e-4)).toBeCloseTo(Math.sqrt((1e-4 + 25e-4) / 2), 15);
  });

  test('a name that comes after twenty rows starts at its first square', () => {
    const late = [...Array.from({ length: 25 }, () => null), 0.04, 0.04];
    expect(ewmaVolatility(of(...late), 0.9, 1e-4)).toBeCloseTo(0.04, 15);
  });

  test('the floor holds, and nothing present is nothing known', () => {
    expect(ewmaVolatility(of(0, 0, 0), 0.94, 1e-4)).toBe(1e-4);
    expect(ewmaVolatility(of(null, null), 0.94, 1e-4)).toBeNaN();
  });
});

test('many columns at once have the bits of each alone, with and without holes', () => {
  const random = seededRandom(8);
  const columns = Array.from({ length: 6 }, (_, i) =>
    Float64Array.from({ length: 90 }, (_, t) => (i === 2 && t % 9 === 0 ? Number.NaN : random.normal())),
  );
  expect(Array.from(ewmaVolatilities(columns, 0.94, 1e-4))).toEqual(
    columns.map((column) => ewmaVolatility(column, 0.94, 1e-4)),
  );
});
