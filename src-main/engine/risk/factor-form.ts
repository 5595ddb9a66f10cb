import { f64, dot } from '../math/linear.ts';

/** Σ ≈ B·F·B' + diag(d): what moves many names together, and what is each name's own. Keeps the diagonal of Σ. */
export interface FactorForm {
  readonly factors: number;
  /** B, n×K, row-major: unit eigenvectors, the largest entry of each positive. */
  readonly loadings: Float64Array;
  /** F, K×K, diagonal: eigenvalues, largest first. */
  readonly covariance: Float64Array;
  /** d, length n, not negative. */
  readonly own: Float64Array;
  /** Share of the whole variance (the trace) that the factors keep, in [0, 1]. */
  readonly share: number;
}

/** Vectors that iterate beside the wanted ones: the further the next eigenvalues, the fewer iterations. */
const spareVectors = 10;
const mostIterations = 60;
/** Change of the kept variance between iterations, relative, that counts as none: strong factors stand long before, weak ones are alike. */
const settled = 1e-6;

/** The first K principal components of a symmetric positive semidefinite n×n matrix, by subspace iteration (Golub & Van Loan, 8.2). */
export function principalFactors(sigma: Float64Array, n: number, wanted: number): FactorForm {
  const factors = Math.min(wanted, n);
  const width = Math.min(n, factors + spareVectors);
  let basis = startingVectors(n, width);
  let values: Float64Array = new Float64Array(width);
  let kept = -1;
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const images = basis.map((vector) => times(sigma, vector));
    ({ values, vectors: basis } = rayleighRitz(basis, images));
    const now = values.subarray(0, factors).reduce((total, value) => total + value, 0);
    if (Math.abs(now - kept) <= settled * Math.max(now, Number.MIN_VALUE)) break;
    kept = now;
  }
  return formOf(sigma, n, basis.slice(0, factors).map(facingUp), values);
}

function formOf(
  sigma: Float64Array,
  n: number,
  vectors: readonly Float64Array[],
  values: Float64Array,
): FactorForm {
  const factors = vectors.length;
  const loadings = new Float64Array(n * factors);
  const covariance = new Float64Array(factors * factors);
  const own = Float64Array.from({ length: n }, (_, i) => f64(sigma, i * n + i));
  const trace = own.reduce((total, value) => total + value, 0);
  let kept = 0;
  vectors.forEach((vector, k) => {
    const value = Math.max(0, f64(values, k));
    covariance[k * factors + k] = value;
    kept += value;
    for (let i = 0; i < n; i++) {
      loadings[i * factors + k] = f64(vector, i);
      own[i] = f64(own, i) - value * f64(vector, i) ** 2;
    }
  });
  return {
    factors,
    loadings,
    covariance,
    own: own.map((d) => Math.max(0, d)),
    share: trace > 0 ? Math.min(1, kept / trace) : 0,
  };
}

/** Fixed, without a pattern that a matrix could be orthogonal to. */
function startingVectors(n: number, count: number): Float64Array[] {
  const vectors = Array.from({ length: count }, (_, k) =>
    Float64Array.from({ length: n }, (_, i) => (k === 0 ? 1 : Math.cos((i + 1) * (k + 0.5) * 1.618))),
  );
  return orthonormal(vectors);
}

/** Modified Gram-Schmidt, twice; a vector that vanishes becomes the first unit vector that is left. In place. */
function orthonormal(vectors: Float64Array[]): Float64Array[] {
  let unit = 0;
  vectors.forEach((vector, k) => {
    const before = Math.sqrt(dot(vector, vector));
    for (;;) {
      for (let pass = 0; pass < 2; pass++) {
        for (let j = 0; j < k; j++) subtract(vector, vectors[j] as Float64Array);
      }
      const norm = Math.sqrt(dot(vector, vector));
      if (norm > 1e-12 * before && norm > 0) {
        for (let i = 0; i < vector.length; i++) vector[i] = f64(vector, i) / norm;
        return;
      }
      vector.fill(0);
      vector[unit++] = 1;
    }
  });
  return vectors;
}

function subtract(vector: Float64Array, direction: Float64Array): void {
  const share = dot(vector, direction);
  for (let i = 0; i < vector.length; i++) vector[i] = f64(vector, i) - share * f64(direction, i);
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return vector.map((_, i) => dot(matrix.subarray(i * n, (i + 1) * n), vector));
}

/** Turns a basis towards the eigenvectors: the eigenproblem inside its span, then one step of the iteration. */
function rayleighRitz(
  basis: readonly Float64Array[],
  images: readonly Float64Array[],
): { values: Float64Array; vectors: Float64Array[] } {
  const width = basis.length;
  const inside = new Float64Array(width * width);
  for (let a = 0; a < width; a++) {
    for (let b = a; b < width; b++) {
      const value = dot(basis[a] as Float64Array, images[b] as Float64Array);
      inside[a * width + b] = value;
      inside[b * width + a] = value;
    }
  }
  const { values, vectors } = symmetricEigen(inside, width);
  const turned = vectors.map((weights) => {
    const sum = new Float64Array(images[0]?.length ?? 0);
    images.forEach((image, a) => {
      for (let i = 0; i < sum.length; i++) sum[i] = f64(sum, i) + f64(weights, a) * f64(image, i);
    });
    return sum;
  });
  return { values, vectors: orthonormal(turned) };
}

const mostSweeps = 50;

/** All eigenvalues, largest first, of a small symmetric matrix, and their vectors, by Jacobi's rotations. */
export function symmetricEigen(
  matrix: Float64Array,
  n: number,
): { values: Float64Array; vectors: Float64Array[] } {
  const a = matrix.slice();
  const v = Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
  const scale = Math.sqrt(dot(a, a));
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += f64(a, p * n + q) ** 2;
    if (Math.sqrt(off) <= 1e-15 * scale) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
  const order = Array.from({ length: n }, (_, k) => k).sort(
    (x, y) => f64(a, y * n + y) - f64(a, x * n + x) || x - y,
  );
  return {
    values: Float64Array.from(order, (k) => f64(a, k * n + k)),
    vectors: order.map((k) => Float64Array.from({ length: n }, (_, i) => f64(v, i * n + k))),
  };
}

/** Makes entry (p, q) zero. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = f64(a, p * n + q);
  if (apq === 0) return;
  const theta = (f64(a, q * n + q) - f64(a, p * n + p)) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q, c, s);
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k, c, s);
  for (let k = 0; k < n; k++) turn(v, k * n + p, k * n + q, c, s);
}

function turn(x: Float64Array, i: number, j: number, c: number, s: number): void {
  const left = f64(x, i);
  const right = f64(x, j);
  x[i] = c * left - s * right;
  x[j] = s * left + c * right;
}

/** The sign of an eigenvector is nobody's: the largest entry decides, of equal ones the first. */
function facingUp(vector: Float64Array): Float64Array {
  let largest = 0;
  for (let i = 1; i < vector.length; i++)
    if (Math.abs(f64(vector, i)) > Math.abs(f64(vector, largest))) largest = i;
  return f64(vector, largest) < 0 ? vector.map((x) => -x) : vector;
}
