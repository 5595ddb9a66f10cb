import { describe, expect, test } from 'vitest';
import { seededRandom } from '#test/support/random.ts';
import { principalFactors, symmetricEigen } from '#engine/risk/factor-form.ts';

/** B·B' + diag(own) of a few strong factors. */
function market(n: number, strengths: readonly number[], own: number): Float64Array {
  const random = seededRandom(11);
  const loadings = strengths.map((s) => Float64Array.from({ length: n }, () => s * random.normal()));
  return Float64Array.from({ length: n * n }, (_, k) => {
    const i = Math.floor(k / n);
    const j = k % n;
    const common = loadings.reduce((total, b) => total + (b[i] ?? 0) * (b[j] ?? 0), 0);
    return common + (i === j ? own : 0);
  });
}

const rebuilt = ({
  loadings,
  covariance,
  own,
  factors,
}: ReturnType<typeof principalFactors>): Float64Array => {
  const n = own.length;
  return Float64Array.from({ length: n * n }, (_, k) => {
    const i = Math.floor(k / n);
    const j = k % n;
    let total = i === j ? (own[i] ?? 0) : 0;
    for (let f = 0; f < factors; f++)
      total +=
        (loadings[i * factors + f] ?? 0) *
        (loadings[j * factors + f] ?? 0) *
        (covariance[f * factors + f] ?? 0);
    return total;
  });
};

const worst = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, x, k) => Math.max(most, Math.abs(x - (b[k] ?? Infinity))), 0);

describe('principal factors', () => {
  test('of a matrix of three factors and equal own variance, rebuild it', () => {
    const n = 60;
    const sigma = market(n, [3, 2, 1], 0);
    for (let i = 0; i < n; i++) sigma[i * n + i] = (sigma[i * n + i] ?? 0) + 0.5;
    const form = principalFactors(sigma, n, 3);
    expect(form.share).toBeGreaterThan(0.9);
    expect(form.share).toBeLessThan(1);
    // The factors take the common own variance in their directions too, 0.5 in each.
    expect(worst(rebuilt(form), sigma)).toBeLessThan(0.2);
  });

  test('keep the diagonal, stay positive semidefinite, and more of them keep more', () => {
    const n = 40;
    const sigma = market(n, [1, 0.9, 0.8, 0.7, 0.6], 1);
    const shares = [1, 2, 5, 20, 40].map((k) => {
      const form = principalFactors(sigma, n, k);
      const again = rebuilt(form);
      for (let i = 0; i < n; i++) expect(again[i * n + i]).toBeCloseTo(sigma[i * n + i] ?? 0, 9);
      expect(form.own.every((d) => d >= 0)).toBe(true);
      return form.share;
    });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeCloseTo(1, 9);
    expect(worst(rebuilt(principalFactors(sigma, n, 40)), sigma)).toBeLessThan(1e-9);
  });

  test('have the eigenvalues of the whole problem', () => {
    const n = 30;
    const sigma = market(n, [2, 1, 0.5], 0.3);
    const { covariance, factors } = principalFactors(sigma, n, 4);
    const { values } = symmetricEigen(sigma, n);
    for (let k = 0; k < 3; k++) expect(covariance[k * factors + k]).toBeCloseTo(values[k] ?? 0, 7);
  });

  test.each([
    ['nothing', new Float64Array(0), 0],
    ['zero', new Float64Array(9), 3],
    ['ones', new Float64Array(9).fill(1), 3],
  ])('of %s are plain numbers', (_, sigma, n) => {
    const form = principalFactors(sigma, n, 2);
    expect(
      [...form.loadings, ...form.covariance, ...form.own, form.share].every((x) => Number.isFinite(x)),
    ).toBe(true);
    expect(worst(rebuilt(form), sigma)).toBeLessThan(1e-9);
  });
});

test('eigenvectors of a small matrix: A·v = λ·v, largest first', () => {
  const matrix = Float64Array.of(4, 1, 0, 1, 3, 1, 0, 1, 2);
  const { values, vectors } = symmetricEigen(matrix, 3);
  expect(Array.from(values)).toEqual(Array.from(values).toSorted((a, b) => b - a));
  vectors.forEach((v, k) => {
    for (let i = 0; i < 3; i++) {
      const image = [0, 1, 2].reduce((total, j) => total + (matrix[i * 3 + j] ?? 0) * (v[j] ?? 0), 0);
      expect(image).toBeCloseTo((values[k] ?? 0) * (v[i] ?? 0), 12);
    }
  });
});
