import { expect, test } from 'vitest';
import { packedRow } from '#engine/math/linear.ts';
import { correlationOf } from '#engine/risk/correlation.ts';
import { shrinkCovariance } from '#engine/risk/shrinkage.ts';
import { seededRandom } from '#test/support/random.ts';

/** More names than one tile has. */
const n = 70;
const random = seededRandom(6);
const columns = Array.from({ length: n }, (_, i) =>
  Float64Array.from({ length: 40 }, () => (i === 33 ? 0 : (1 + i) * random.normal())),
);

test.each(['identity', 'constantCorrelation'] as const)('%s: every entry by its definition', (target) => {
  const shrunk = shrinkCovariance(columns, target);
  const { sample, intensity, aim } = shrunk;
  const covariance = (i: number, j: number) => {
    const [row, column] = i < j ? [i, j] : [j, i];
    const own = sample[packedRow(row, n) + column - row] ?? 0;
    const scale = (k: number) => aim.scale[k] ?? 0;
    const goal = i === j ? (aim.diagonal[i] ?? 0) : aim.off * scale(i) * scale(j);
    return (1 - intensity) * own + intensity * goal;
  };
  const matrix = correlationOf(shrunk);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const size = Math.sqrt(covariance(i, i) * covariance(j, j));
      const wanted = i === j ? 1 : size > 0 ? covariance(i, j) / size : 0;
      expect(matrix[i * n + j]).toBeCloseTo(wanted, 12);
      expect(matrix[i * n + j]).toBe(matrix[j * n + i]);
    }
  }
});

test('of no names is nothing', () => {
  expect(correlationOf(shrinkCovariance([], 'identity'))).toHaveLength(0);
});
