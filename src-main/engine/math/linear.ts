/** Vectors and matrices are Float64Array; a matrix is row-major. */

/** An element that the loop's own bounds guarantee. */
export const at = (x: ArrayLike<number>, i: number): number => x[i] as number;

/** The same, for the innermost loops: a function that has met one type of array only is compiled to a plain load. */
export const f64 = (x: Float64Array, i: number): number => x[i] as number;
export const i32 = (x: Int32Array, i: number): number => x[i] as number;
export const u8 = (x: Uint8Array, i: number): number => x[i] as number;

/** Length n, entry by entry: `Float64Array.from` would make a list on the way. */
export function vectorOf(n: number, entry: (i: number) => number): Float64Array {
  const vector = new Float64Array(n);
  for (let i = 0; i < n; i++) vector[i] = entry(i);
  return vector;
}

export function sum(x: Float64Array): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += f64(x, i);
  return total;
}

export function dot(x: Float64Array, y: Float64Array): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += f64(x, i) * f64(y, i);
  return total;
}

/** Where row i of an upper triangle of size n starts, stored row by row, each from its diagonal on. */
export const packedRow = (i: number, n: number): number => i * n - (i * (i - 1)) / 2;

/** X'X/T of n columns of length T: the upper triangle, row by row. */
export function secondMoments(columns: readonly Float64Array[]): Float64Array {
  const n = columns.length;
  const rows = columns[0]?.length ?? 0;
  const moments = new Float64Array(packedRow(n, n));
  let k = 0;
  columns.forEach((left, i) => {
    for (let j = i; j < n; j++) moments[k++] = dot(left, columns[j] as Float64Array) / rows;
  });
  return moments;
}

/** Sum of squared entries (the squared Frobenius norm of a matrix). */
export const sumOfSquares = (x: Float64Array): number => dot(x, x);

/** Whether the symmetric n×n matrix plus `ridge` on its diagonal has a Cholesky factor, i.e. its smallest eigenvalue is above −ridge. */
export function isPositiveDefinite(matrix: Float64Array, n: number, ridge: number): boolean {
  const factor = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const pivot = f64(matrix, j * n + j) + ridge - rowProduct(factor, n, j, j, j);
    if (!(pivot > 0)) return false;
    const root = Math.sqrt(pivot);
    factor[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      factor[i * n + j] = (f64(matrix, i * n + j) - rowProduct(factor, n, i, j, j)) / root;
    }
  }
  return true;
}

/** Product of the first `count` entries of two rows. */
function rowProduct(matrix: Float64Array, n: number, row: number, other: number, count: number): number {
  let total = 0;
  for (let k = 0; k < count; k++) total += f64(matrix, row * n + k) * f64(matrix, other * n + k);
  return total;
}
