import { describe, expect, test } from 'vitest';
import { columnSums } from '#engine/math/fours.ts';
import { secondMoments } from '#engine/math/linear.ts';
import { seededRandom } from '#test/support/random.ts';
import { emptyProductMemory } from '#engine/risk/products.ts';
import { sampleOf } from '#engine/risk/sample.ts';

const rows = 90;
const ids = Float64Array.from({ length: rows }, (_, t) => t);
const random = seededRandom(5);
const noise = (scale: number, mean = 0): Float64Array =>
  Float64Array.from({ length: rows }, () => mean + scale * random.normal());
const of = (columns: readonly Float64Array[]) =>
  sampleOf(columns, columnSums(columns), ids, emptyProductMemory());

describe('the sample', () => {
  test.each([
    ['plain returns', [noise(0.01), noise(0.02), noise(0.5)]],
    ['a mean that swamps the rest', [noise(1e-6, 1), noise(0.01), noise(1e-8, 0.5)]],
    ['missing values', [noise(0.01).fill(Number.NaN, 3, 40), noise(0.01), noise(0.01).fill(Number.NaN, 80)]],
    ['a constant column', [noise(0.01), new Float64Array(rows).fill(0.1), noise(0.01)]],
  ])('%s: the moments are X’X/T of the standardised columns', (_, columns) => {
    const { columns: standardised, moments } = of(columns);
    const direct = secondMoments(standardised);
    moments.forEach((value, k) => expect(Math.abs(value - (direct[k] ?? 0))).toBeLessThan(1e-12));
    expect(moments).toHaveLength(6);
  });

  test('columns have mean 0 and deviation 1 over what is present; missing and constant are zero', () => {
    const { columns } = of([noise(0.01, 0.2).fill(Number.NaN, 0, 10), new Float64Array(rows).fill(0.3)]);
    const [own = new Float64Array(0), constant = new Float64Array(0)] = columns;
    expect(own.slice(0, 10).every((x) => x === 0)).toBe(true);
    expect(own.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 10);
    expect(own.reduce((a, b) => a + b * b, 0) / 80).toBeCloseTo(1, 12);
    expect(constant.every((x) => x === 0)).toBe(true);
  });
});
