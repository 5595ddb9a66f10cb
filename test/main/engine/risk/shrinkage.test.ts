import { describe, expect, test } from 'vitest';
import { seededRandom } from '#test/support/random.ts';
import { packedRow } from '#engine/math/linear.ts';
import { shrinkCovariance } from '#engine/risk/shrinkage.ts';
import type { ShrunkCovariance } from '#engine/risk/shrinkage.ts';

/** Columns of mean zero. */
function columns(seed: number, rows: number, count: number): Float64Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const raw = Float64Array.from({ length: rows }, () => random.normal());
    const mean = raw.reduce((a, b) => a + b, 0) / rows;
    return raw.map((x) => x - mean);
  });
}

/** Both intensities straight from the papers: every product moment by itself, four loops deep. */
function intensityByDefinition(
  x: readonly Float64Array[],
  target: 'identity' | 'constantCorrelation',
): number {
  const n = x.length;
  const rows = (x[0] as Float64Array).length;
  const names = Array.from({ length: n }, (_, i) => i);
  const v = (i: number, t: number) => (x[i] as Float64Array)[t] as number;
  const meanOf = (f: (t: number) => number) =>
    Array.from({ length: rows }, (_, t) => f(t)).reduce((a, b) => a + b, 0) / rows;
  const pairs = names.flatMap((i) => names.map((j) => [i, j] as const));
  const add = (f: (i: number, j: number) => number) => pairs.reduce((total, [i, j]) => total + f(i, j), 0);
  const s = (i: number, j: number) => meanOf((t) => v(i, t) * v(j, t));
  const pi = (i: number, j: number) => meanOf((t) => (v(i, t) * v(j, t) - s(i, j)) ** 2);
  if (target === 'identity') {
    const mu = names.reduce((total, i) => total + s(i, i), 0) / n;
    const distance = add((i, j) => (s(i, j) - (i === j ? mu : 0)) ** 2);
    return Math.min(distance, add(pi) / rows) / distance;
  }
  const r = add((i, j) => (i === j ? 0 : s(i, j) / Math.sqrt(s(i, i) * s(j, j)))) / (n * (n - 1));
  const theta = (k: number, i: number, j: number) =>
    meanOf((t) => (v(k, t) ** 2 - s(k, k)) * (v(i, t) * v(j, t) - s(i, j)));
  const rho = add((i, j) =>
    i === j
      ? pi(i, i)
      : (r / 2) *
        (Math.sqrt(s(j, j) / s(i, i)) * theta(i, i, j) + Math.sqrt(s(i, i) / s(j, j)) * theta(j, i, j)),
  );
  const gamma = add((i, j) => (i === j ? 0 : (r * Math.sqrt(s(i, i) * s(j, j)) - s(i, j)) ** 2));
  return Math.max(0, Math.min(1, (add(pi) - rho) / gamma / rows));
}

/** (1 − δ)·S + δ·F on the diagonal. */
const diagonal = ({ sample, intensity, aim }: ShrunkCovariance) =>
  Array.from(
    aim.diagonal,
    (target, i) =>
      (1 - intensity) * (sample[packedRow(i, aim.diagonal.length)] as number) + intensity * target,
  );
const trace = (values: number[]) => values.reduce((a, b) => a + b, 0);

describe('shrinkCovariance', () => {
  test.each(['identity', 'constantCorrelation'] as const)(
    '%s: the intensity is that of the paper',
    (target) => {
      for (const seed of [1, 2, 3]) {
        const scaled = columns(seed, 15, 4).map((x, i) => x.map((value) => (i + 1) * value));
        const { intensity } = shrinkCovariance(scaled, target);
        expect(intensity).toBeCloseTo(intensityByDefinition(scaled, target), 10);
        expect(intensity).toBeGreaterThan(0);
      }
    },
  );

  test('identity keeps the trace; constant correlation keeps the diagonal', () => {
    const x = columns(4, 20, 3);
    const variance = x.map((column) => column.reduce((a, b) => a + b * b, 0) / 20);
    expect(trace(diagonal(shrinkCovariance(x, 'identity')))).toBeCloseTo(trace(variance), 12);
    diagonal(shrinkCovariance(x, 'constantCorrelation')).forEach((value, i) => {
      expect(value).toBeCloseTo(variance[i] as number, 12);
    });
  });

  test('one name, or none, has nothing to shrink', () => {
    expect(shrinkCovariance(columns(5, 10, 1), 'identity').intensity).toBe(0);
    expect(shrinkCovariance(columns(5, 10, 1), 'constantCorrelation').intensity).toBe(0);
    expect(shrinkCovariance([], 'identity')).toMatchObject({ sample: new Float64Array(0), intensity: 0 });
  });

  test('a column of zeros stays a column of zeros under constant correlation', () => {
    const shrunk = shrinkCovariance([...columns(6, 12, 2), new Float64Array(12)], 'constantCorrelation');
    expect([2, 4, 5].map((k) => shrunk.sample[k])).toEqual([0, 0, 0]);
    expect(shrunk.aim.scale[2]).toBe(0);
    expect(Number.isFinite(shrunk.intensity)).toBe(true);
  });
});
