/** Vectors and matrices are Float64Array; a matrix is row-major. */

/** An element that the loop's own bounds guarantee. */
export const at = (x: ArrayLike<number>, i: number): number => x[i] as number;

/** The same, for the innermost loops: a function that has met one type of array only is compiled to a plain load. */
export const f64 = (x: Float64Array, i: number): number => x[i] as number;

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

/** X'X/T of n columns of length T: n×n, symmetric to the last bit. */
export function secondMoments(columns: readonly Float64Array[]): Float64Array {
  const n = columns.length;
  const rows = columns[0]?.length ?? 0;
  const moments = new Float64Array(n * n);
  columns.forEach((left, i) => {
    for (let j = i; j < n; j++) {
      const value = dot(left, columns[j] as Float64Array) / rows;
      moments[i * n + j] = value;
      moments[j * n + i] = value;
    }
  });
  return moments;
}

/** Tiles of this size stay in the fastest cache. */
const tile = 32;

/** The upper triangle of an n×n matrix onto its lower one. */
export function mirror(matrix: Float64Array, n: number): void {
  for (let top = 0; top < n; top += tile) {
    const bottom = Math.min(n, top + tile);
    for (let left = 0; left <= top; left += tile) {
      for (let i = top; i < bottom; i++) {
        const right = Math.min(i, left + tile);
        for (let j = left; j < right; j++) matrix[i * n + j] = f64(matrix, j * n + i);
      }
    }
  }
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
