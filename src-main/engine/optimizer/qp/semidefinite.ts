import { backward, emptyFactor, follow } from './working-factor.ts';

/**
 * Negative curvature down to this share of a name's variance is round-off: the risk model lets through a tenth of it, and
 * it moves no answer by what the certificate could see.
 */
const tolerance = 1e-9;
/** A variance under this share of the largest one counts as this share of it when round-off is judged. */
const smallestVariance = 1e-6;

export interface NegativeCurvature {
  /** The first row whose pivot is negative once the rows before it are taken off. */
  readonly row: number;
  /** With every variance scaled to one an eigenvalue is as low as this, or a little lower. */
  readonly eigenvalue: number;
}

/** Where a symmetric n×n matrix, row-major, diagonal not negative, stops being positive semidefinite; null = it is, to round-off. */
export function negativeCurvature(values: Float64Array, n: number): NegativeCurvature | null {
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, values[i * n + i] as number);
  const scale = new Float64Array(n).fill(1);
  if (largest > 0) {
    const least = smallestVariance * largest;
    for (let i = 0; i < n; i++) scale[i] = 1 / Math.sqrt(Math.max(values[i * n + i] as number, least));
  }
  const factor = emptyFactor(n);
  follow(factor, new Uint8Array(n).fill(1), { values, scale, ridge: tolerance });
  const row = factor.lifted;
  if (row < 0) return null;
  // The book that shows it: one of this name, hedged with the names before it. Its variance is the pivot.
  const book = new Float64Array(n);
  const hedge = factor.lower.slice(row * factor.stride, row * factor.stride + row);
  backward({ ...factor, count: row }, hedge, book);
  book[row] = -1;
  return { row, eigenvalue: lowestFrom(book, values, scale) };
}

/** Rounds of the power method: two digits are enough to say how wrong a matrix is. */
const rounds = 60;

/** Lowest eigenvalue of the scaled matrix, or a little over it, by the power method on its distance from its norm; `x` is overwritten. */
function lowestFrom(x: Float64Array, values: Float64Array, scale: Float64Array): number {
  const n = x.length;
  const entry = (i: number, j: number): number =>
    (scale[i] as number) * (values[i * n + j] as number) * (scale[j] as number);
  let norm = 0;
  for (let i = 0; i < n; i++) {
    let s = 0;
    for (let j = 0; j < n; j++) s += Math.abs(entry(i, j));
    norm = Math.max(norm, s);
  }
  const image = new Float64Array(n);
  let eigenvalue = 0;
  for (let round = 0; round < rounds; round++) {
    const length = Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));
    eigenvalue = 0;
    for (let i = 0; i < n; i++) {
      let s = 0;
      for (let j = 0; j < n; j++) s += (entry(i, j) * (x[j] as number)) / length;
      image[i] = (norm * (x[i] as number)) / length - s;
      eigenvalue += ((x[i] as number) / length) * s;
    }
    x.set(image);
  }
  return eigenvalue;
}
