import { describe, expect, test } from 'vitest';
import { at } from '#engine/math/linear.ts';
import { negativeCurvature } from '#engine/optimizer/qp/semidefinite.ts';
import { diagonal, randomCovariance } from '#test/support/qp-programs.ts';
import { seededRandom } from '#test/support/random.ts';

const of = (...x: number[]): Float64Array => Float64Array.of(...x);

/** n×n with all eigenvalues one but the last; the variances are near one. */
function withLowest(n: number, lowest: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const u = Float64Array.from({ length: n }, () => 1 + 0.3 * random.uniform());
  const size = u.reduce((sum, x) => sum + x * x, 0);
  const matrix = diagonal(new Float64Array(n).fill(1));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++)
      matrix[i * n + j] = at(matrix, i * n + j) - ((1 - lowest) * at(u, i) * at(u, j)) / size;
  }
  return matrix;
}

describe('is let through', () => {
  test.each<[string, Float64Array, number]>([
    ['nothing', of(), 0],
    ['one name without variance', of(0), 1],
    ['zero', new Float64Array(16), 4],
    ['a name without variance among others', of(1, 0, 0.2, 0, 0, 0, 0.2, 0, 1), 3],
    ['a name twice', of(1, 1, 0.5, 1, 1, 0.5, 0.5, 0.5, 1), 3],
    ['a name and its opposite', of(4e-4, -4e-4, -4e-4, 4e-4), 2],
    ['one factor and nothing else', new Float64Array(49).fill(1), 7],
    ['variances of very different size', diagonal(of(1e-8, 1, 1e4)), 3],
    ['round-off that makes an eigenvalue negative', withLowest(40, -1e-12, 1), 40],
    ['round-off beside a name without variance', of(0, 1e-12, 1e-12, 1), 2],
    ['a covariance like any other', randomCovariance(61, 5, 3).sigma, 61],
  ])('%s', (_, matrix, n) => {
    expect(negativeCurvature(matrix, n)).toBeNull();
  });

  test('twenty names of a book twice', () => {
    const n = 80;
    const { sigma } = randomCovariance(60, 5, 3);
    const own = (i: number): number => i % 60;
    const twice = Float64Array.from({ length: n * n }, (_, k) =>
      at(sigma, own(Math.floor(k / n)) * 60 + own(k % n)),
    );
    expect(negativeCurvature(twice, n)).toBeNull();
  });
});

describe('is refused', () => {
  test.each<[string, Float64Array, number, number, number]>([
    ['a correlation over one', of(1, 2, 2, 1), 2, 1, -1],
    ['the same in small variances', of(1e-6, 2e-6, 2e-6, 1e-6), 2, 1, -1],
    ['a covariance without variances', of(0, 1, 1, 0), 2, 1, -1],
    [
      'three names that cannot all move against each other',
      of(1, -0.9, -0.9, -0.9, 1, -0.9, -0.9, -0.9, 1),
      3,
      2,
      -0.8,
    ],
  ])('%s, with its row and eigenvalue', (_, matrix, n, row, eigenvalue) => {
    const found = negativeCurvature(matrix, n);
    expect(found?.row).toBe(row);
    expect(found?.eigenvalue).toBeCloseTo(eigenvalue, 7);
  });

  test('a name twice that moves in two ways with a third: the eigenvalue stays of its own size', () => {
    const found = negativeCurvature(of(1, 1, 0.5, 1, 1, -0.5, 0.5, -0.5, 1), 3);
    expect(found?.row).toBe(2);
    expect(found?.eigenvalue).toBeCloseTo((1 - Math.sqrt(3)) / 2, 7);
  });

  test.each([-1e-8, -1e-6, -1e-3, -0.5])('an eigenvalue of %d, which is no round-off', (last) => {
    const found = negativeCurvature(withLowest(40, last, 2), 40);
    expect((found?.eigenvalue ?? 0) / last).toBeCloseTo(40 / 39, 1);
  });
});
