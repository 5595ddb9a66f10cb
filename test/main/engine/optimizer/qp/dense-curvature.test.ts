import { describe, expect, test } from 'vitest';
import { at } from '#engine/math/linear.ts';
import { denseCurvature } from '#engine/optimizer/qp/dense-curvature.ts';
import { furthest, randomCovariance, timesMatrix } from '#test/support/qp-programs.ts';

const n = 13;
const { sigma } = randomCovariance(n, 3, 5);
const scale = Float64Array.from({ length: n }, (_, i) => 1 + i / 10);
const scaled = sigma.map((x, e) => x * at(scale, Math.floor(e / n)) * at(scale, e % n));
const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i));

describe('a dense risk matrix', () => {
  test('multiplies with its scale on both sides', () => {
    const out = new Float64Array(n);
    const curvature = denseCurvature(n, sigma, scale);
    curvature.times(x, out);
    expect(furthest(out, timesMatrix(scaled, x))).toBeLessThan(1e-12);
    expect(curvature.diagonal[4]).toBeCloseTo(at(scaled, 4 * n + 4), 12);
  });

  test('solves the free block with a ridge', () => {
    const curvature = denseCurvature(n, sigma, scale);
    const wanted = Uint8Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 0 : 1));
    curvature.prepare(wanted, 0.25);
    const reduced = new Float64Array(curvature.reducedLimit);
    const packed = new Float64Array(n);
    const b = Float64Array.from({ length: n }, (_, a) => Math.cos(a));
    curvature.reduce(b, reduced);
    curvature.restore(reduced, packed);
    const full = new Float64Array(n);
    for (let a = 0; a < curvature.freeCount; a++) full[at(curvature.free, a)] = at(packed, a);
    const back = timesMatrix(scaled, full);
    let inner = 0;
    for (let a = 0; a < curvature.freeCount; a++) {
      const i = at(curvature.free, a);
      expect(at(back, i) + 0.25 * at(full, i)).toBeCloseTo(at(b, a), 11);
      inner += at(b, a) * at(packed, a);
    }
    expect(curvature.product(reduced, reduced)).toBeCloseTo(inner, 11);
  });

  test('narrows its split down to nothing and then says so', () => {
    const curvature = denseCurvature(n, sigma, scale);
    let before = at(curvature.split, 0);
    let times = 0;
    while (curvature.narrow()) {
      expect(at(curvature.split, 0)).toBeLessThan(before);
      before = at(curvature.split, 0);
      times++;
    }
    expect(before).toBe(0);
    expect(times).toBeGreaterThan(2);
  });
});
