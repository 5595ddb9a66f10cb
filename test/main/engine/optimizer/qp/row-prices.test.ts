import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at } from '#engine/math/linear.ts';
import { seededRandom } from '#test/support/random.ts';
import { rowPrices } from '#engine/optimizer/qp/row-prices.ts';
import type { RowSystem } from '#engine/optimizer/qp/row-prices.ts';

/** Random rows, some one-sided, some tied, some with a ceiling; the coupling has rank `rank` and a tiny ridge. */
function randomSystem(m: number, rank: number, seed: number): RowSystem {
  const random = seededRandom(seed);
  const root = Float64Array.from({ length: m * rank }, () => random.normal());
  const coupling = new Float64Array(m * m);
  for (let a = 0; a < m; a++) {
    for (let b = 0; b < m; b++) {
      for (let k = 0; k < rank; k++)
        coupling[a * m + b] = at(coupling, a * m + b) + at(root, a * rank + k) * at(root, b * rank + k);
      if (a === b) coupling[a * m + b] = at(coupling, a * m + b) + 1e-6;
    }
  }
  const upper = Float64Array.from({ length: m }, () => 0.1 * random.uniform());
  const lower = upper.map((x, j) => (j % 3 === 0 ? -Infinity : j % 3 === 1 ? x : -x));
  const ceiling = new Float64Array(m).fill(seed % 2 === 0 ? Infinity : 1);
  return {
    m,
    coupling,
    reach: Float64Array.from({ length: m }, () => random.normal()),
    start: new Float64Array(m),
    lower,
    upper,
    ceiling,
  };
}

function activityOf(system: RowSystem, y: Float64Array, j: number): number {
  let value = at(system.reach, j);
  for (let i = 0; i < system.m; i++)
    value -= at(system.coupling, j * system.m + i) * (at(y, i) - at(system.start, i));
  return value;
}

describe('multipliers of the rows', () => {
  test('a row that holds by itself is free of charge', () => {
    const one = (reach: number): number =>
      at(
        rowPrices({
          m: 1,
          coupling: Float64Array.of(2),
          reach: Float64Array.of(reach),
          start: Float64Array.of(0),
          lower: Float64Array.of(-1),
          upper: Float64Array.of(1),
          ceiling: Float64Array.of(5),
        }),
        0,
      );
    expect(one(0.5)).toBe(0);
    expect(one(3)).toBeCloseTo(1, 14);
    expect(one(-3)).toBeCloseTo(-1, 14);
    expect(one(100)).toBe(5);
  });

  test('put every row where it belongs, dependent rows too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 999 }),
        (m, rank, seed) => {
          const system = randomSystem(m, rank, seed);
          const y = rowPrices(system);
          for (let j = 0; j < m; j++) {
            const value = activityOf(system, y, j);
            const price = at(y, j);
            const near = 1e-6 * (1 + Math.abs(price));
            const over = value - at(system.upper, j);
            const under = at(system.lower, j) - value;
            expect(Math.abs(price)).toBeLessThanOrEqual(at(system.ceiling, j));
            if (price === at(system.ceiling, j)) expect(over).toBeGreaterThanOrEqual(-near);
            else if (price === -at(system.ceiling, j)) expect(under).toBeGreaterThanOrEqual(-near);
            else if (at(system.lower, j) === at(system.upper, j))
              expect(Math.abs(over)).toBeLessThanOrEqual(near);
            else if (price > 0) expect(Math.abs(over)).toBeLessThanOrEqual(near);
            else if (price < 0) expect(Math.abs(under)).toBeLessThanOrEqual(near);
            else expect(Math.max(over, under)).toBeLessThanOrEqual(near);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
