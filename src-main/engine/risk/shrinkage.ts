import { at, dot, secondMoments, sum, sumOfSquares } from '../math/linear.ts';

export type ShrinkageTarget = 'identity' | 'constantCorrelation';

export interface ShrunkCovariance {
  /** n×n, row-major. */
  readonly covariance: Float64Array;
  /** Weight of the target, in [0, 1]. */
  readonly intensity: number;
}

/** (1 − δ)·S + δ·F with S = X'X/T. Columns have mean zero and length T ≥ 1. */
export function shrinkCovariance(
  columns: readonly Float64Array[],
  target: ShrinkageTarget,
): ShrunkCovariance {
  const sample = secondMoments(columns);
  const n = columns.length;
  const aim = target === 'identity' ? scaledIdentity(sample, n) : constantCorrelation(sample, n);
  const error =
    target === 'identity' ? identityError(columns, sample) : constantCorrelationError(columns, sample);
  const distance = squaredDistance(sample, aim);
  // Where sample and target are the same, every intensity gives the same matrix.
  const intensity = distance > 0 ? Math.min(1, Math.max(0, error / distance)) : 0;
  return { covariance: mix(sample, aim, intensity), intensity };
}

/** μI with μ = tr(S)/n. */
function scaledIdentity(sample: Float64Array, n: number): Float64Array {
  const mean = sum(diagonal(sample, n)) / n;
  return sample.map((_, k) => (k % (n + 1) === 0 ? mean : 0));
}

/** S's diagonal, and the mean correlation r̄ everywhere else. A zero column counts as correlation 0. */
function constantCorrelation(sample: Float64Array, n: number): Float64Array {
  const deviation = diagonal(sample, n).map(Math.sqrt);
  const mean = meanCorrelation(sample, deviation);
  const aim = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      aim[i * n + j] = i === j ? at(sample, i * n + i) : mean * at(deviation, i) * at(deviation, j);
    }
  }
  return aim;
}

function meanCorrelation(sample: Float64Array, deviation: Float64Array): number {
  const n = deviation.length;
  if (n < 2) return 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const scale = at(deviation, i) * at(deviation, j);
      if (scale > 0) total += at(sample, i * n + j) / scale;
    }
  }
  return (2 * total) / (n * (n - 1));
}

/** T⁻²·Σ_t ‖x_t x_t' − S‖² (Ledoit & Wolf 2004, "A well-conditioned estimator", b̄²), written as sums over rows. */
function identityError(columns: readonly Float64Array[], sample: Float64Array): number {
  const norms = squaredRowNorms(columns);
  const rows = norms.length;
  return (sumOfSquares(norms) / rows - sumOfSquares(sample)) / rows;
}

/**
 * (π − ρ)/T (Ledoit & Wolf 2003, "Honey, I shrunk the sample covariance matrix", appendix B).
 * Σ_ij π_ij is the row sum of identityError; the mixed moments of ρ collapse to one pass over the rows.
 */
function constantCorrelationError(columns: readonly Float64Array[], sample: Float64Array): number {
  const n = columns.length;
  const rows = columns[0]?.length ?? 0;
  const deviation = diagonal(sample, n).map(Math.sqrt);
  const mean = meanCorrelation(sample, deviation);
  const weighted = weightedRowSums(columns, deviation);
  let own = 0;
  let mixed = 0;
  columns.forEach((column, i) => {
    const s = at(sample, i * n + i);
    own += fourthMoment(column) - s * s;
    if (s > 0) mixed += mixedMoment(column, at(deviation, i), weighted, covarianceWith(sample, i, deviation));
  });
  const pi = identityError(columns, sample) * rows;
  return (pi - own - mean * mixed) / rows;
}

/** Σ_{j≠i} sqrt(s_jj/s_ii)·θ_ii,ij with θ_ii,ij = mean(x_i³x_j) − s_ii·s_ij; `weighted` is Σ_j sqrt(s_jj)·x_j by row. */
function mixedMoment(
  column: Float64Array,
  deviation: number,
  weighted: Float64Array,
  others: number,
): number {
  let cubes = 0;
  for (let t = 0; t < column.length; t++) {
    const x = at(column, t);
    cubes += x * x * x * (at(weighted, t) - deviation * x);
  }
  return (cubes / column.length - deviation * deviation * others) / deviation;
}

/** Σ_{j≠i} sqrt(s_jj)·s_ij. */
function covarianceWith(sample: Float64Array, i: number, deviation: Float64Array): number {
  const n = deviation.length;
  const all = dot(sample.subarray(i * n, (i + 1) * n), deviation);
  return all - at(sample, i * n + i) * at(deviation, i);
}

function weightedRowSums(columns: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sums = new Float64Array(columns[0]?.length ?? 0);
  columns.forEach((column, i) => {
    for (let t = 0; t < sums.length; t++) sums[t] = at(sums, t) + at(weights, i) * at(column, t);
  });
  return sums;
}

function squaredRowNorms(columns: readonly Float64Array[]): Float64Array {
  const norms = new Float64Array(columns[0]?.length ?? 0);
  for (const column of columns) {
    for (let t = 0; t < norms.length; t++) norms[t] = at(norms, t) + at(column, t) ** 2;
  }
  return norms;
}

function fourthMoment(column: Float64Array): number {
  let total = 0;
  for (const x of column) total += x * x * x * x;
  return total / column.length;
}

function diagonal(matrix: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => at(matrix, i * n + i));
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += (at(a, k) - at(b, k)) ** 2;
  return total;
}

function mix(a: Float64Array, b: Float64Array, share: number): Float64Array {
  return a.map((value, k) => (1 - share) * value + share * at(b, k));
}
