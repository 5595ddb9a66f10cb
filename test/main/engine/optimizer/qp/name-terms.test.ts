import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestWeight } from '#engine/optimizer/qp/name-terms.ts';

describe('a name on its own', () => {
  test.each([
    ['nothing in the way', 2, 1, 0, 0, 0.3, -1, 1, 0.5],
    ['kept where it is by its cost', 1, 0.5, 0.3, 0, 0.3, -1, 1, 0.3],
    ['pays to rise', 1, 0.9, 0.3, 0, 0.3, -1, 1, 0.6],
    ['pays to fall', 1, -0.9, 0.3, 0, 0.3, -1, 1, -0.6],
    ['kept at zero by the price of size', 1, 0.2, 0, 0.3, 0.3, -1, 1, 0],
    ['both kinks at zero add up', 1, 0.5, 0.3, 0.3, 0, -1, 1, 0],
    ['between zero and a short it holds', 1, -0.1, 0.2, 0, -0.25, -1, 1, -0.25],
    ['stopped by hi', 1, 5, 0, 0, 0, -1, 1, 1],
    ['stopped by lo', 1, -5, 0, 0, 0, -1, 1, -1],
    ['held outside its bounds', 1, 0, 0.4, 0, 3, -1, 1, 0.4],
  ])('%s', (_, d, r, atCentre, atZero, centre, lo, hi, expected) => {
    expect(bestWeight(d, r, atCentre, atZero, centre, lo, hi)).toBeCloseTo(expected, 14);
  });

  test('is never beaten by another weight', () => {
    const unit = fc.double({ min: -1, max: 1, noNaN: true });
    const price = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(unit, price, price, unit, unit, (r, atCentre, atZero, centre, other) => {
        const cost = (w: number): number =>
          0.5 * 0.7 * w * w - r * w + atCentre * Math.abs(w - centre) + atZero * Math.abs(w);
        const w = bestWeight(0.7, r, atCentre, atZero, centre, -0.8, 0.9);
        const v = Math.min(0.9, Math.max(-0.8, other));
        expect(cost(w)).toBeLessThanOrEqual(cost(v) + 1e-15);
      }),
    );
  });
});
