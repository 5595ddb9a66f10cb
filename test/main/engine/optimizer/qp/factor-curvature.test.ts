import { describe, expect, test } from 'vitest';
import { at } from '#engine/math/linear.ts';
import { seededRandom } from '#test/support/random.ts';
import { factorCurvature } from '#engine/optimizer/qp/factor-curvature.ts';
import { furthest, randomCovariance, timesMatrix } from '#test/support/qp-programs.ts';

const n = 21;
const k = 4;
const { sigma, loadings, own } = randomCovariance(n, k, 9);
const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i));

describe('a factor risk matrix', () => {
  test('multiplies as its dense form does', () => {
    const out = new Float64Array(n);
    const curvature = factorCurvature(n, k, loadings, own);
    curvature.times(x, out);
    expect(furthest(out, timesMatrix(sigma, x))).toBeLessThan(1e-12);
    expect(curvature.diagonal[3]).toBeCloseTo(at(sigma, 3 * n + 3), 12);
  });

  test('solves the free block whatever names come and go, with and without a ridge', () => {
    const curvature = factorCurvature(n, k, loadings, own);
    const random = seededRandom(2);
    for (const ridge of [0, 0, 0, 0.5, 0.5, 0]) {
      const wanted = Uint8Array.from({ length: n }, () => (random.uniform() < 0.5 ? 1 : 0));
      curvature.prepare(wanted, ridge);
      const reduced = new Float64Array(curvature.reducedLimit);
      const packed = new Float64Array(n);
      const b = Float64Array.from({ length: n }, (_, a) => Math.cos(a));
      curvature.reduce(b, reduced);
      curvature.restore(reduced, packed);
      const full = new Float64Array(n);
      for (let a = 0; a < curvature.freeCount; a++) full[at(curvature.free, a)] = at(packed, a);
      const back = timesMatrix(sigma, full);
      let inner = 0;
      for (let a = 0; a < curvature.freeCount; a++) {
        const i = at(curvature.free, a);
        expect(at(back, i) + ridge * at(full, i)).toBeCloseTo(at(b, a), 11);
        inner += at(b, a) * at(packed, a);
      }
      expect(curvature.product(reduced, reduced)).toBeCloseTo(inner, 11);
    }
  });

  test('is nothing but zero without factors and own variance', () => {
    const out = new Float64Array(n).fill(3);
    factorCurvature(n, 0, new Float64Array(0), new Float64Array(n)).times(x, out);
    expect(furthest(out, new Float64Array(n))).toBe(0);
  });
});
