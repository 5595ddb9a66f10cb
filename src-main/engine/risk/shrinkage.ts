import { f64, dot, secondMoments, sum, sumOfSquares } from '../math/linear.ts';

export type ShrinkageTarget = 'identity' | 'constantCorrelation';

export interface ShrunkCovariance {
  /** n×n, row-major: the diagonal and what is right of it. The rest is not filled in. */
  readonly covariance: Float64Array;
  /** Weight of the target, in [0, 1]. */
  readonly intensity: number;
}

/** (1 − δ)·S + δ·F with S = X'X/T. Columns have mean zero and length T ≥ 1. `sample` = S, where it is known already; the answer takes its place. */
export function shrinkCovariance(
  columns: readonly Float64Array[],
  target: ShrinkageTarget,
  sample: Float64Array = secondMoments(columns),
): ShrunkCovariance {
  const aim = target === 'identity' ? scaledIdentity(sample) : constantCorrelation(sample);
  const error =
    target === 'identity' ? identityError(columns, sample) : constantCorrelationError(columns, sample, aim);
  const distance = squaredDistance(sample, aim);
  // Where sample and target are the same, every intensity gives the same matrix.
  const intensity = distance > 0 ? Math.min(1, Math.max(0, error / distance)) : 0;
  return { covariance: mixInPlace(sample, aim, intensity), intensity };
}

/** A target: `diagonal` on the diagonal, `off`·`scale_i`·`scale_j` elsewhere. */
interface Aim {
  readonly diagonal: Float64Array;
  readonly off: number;
  readonly scale: Float64Array;
}

/** μI with μ = tr(S)/n. */
function scaledIdentity(sample: Float64Array): Aim {
  const own = diagonal(sample);
  return { diagonal: own.map(() => sum(own) / own.length), off: 0, scale: new Float64Array(own.length) };
}

/** S's diagonal, and the mean correlation r̄ everywhere else. A zero column counts as correlation 0. */
function constantCorrelation(sample: Float64Array): Aim {
  const own = diagonal(sample);
  const deviation = own.map(Math.sqrt);
  return { diagonal: own, off: meanCorrelation(sample, deviation), scale: deviation };
}

function meanCorrelation(sample: Float64Array, deviation: Float64Array): number {
  const n = deviation.length;
  if (n < 2) return 0;
  const inverse = deviation.map((d) => (d > 0 ? 1 / d : 0));
  let total = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = i + 1; j < n; j++) row += f64(sample, i * n + j) * f64(inverse, j);
    total += row * f64(inverse, i);
  }
  return (2 * total) / (n * (n - 1));
}

/** T⁻²·Σ_t ‖x_t x_t' − S‖² (Ledoit & Wolf 2004, "A well-conditioned estimator", b̄²), written as sums over rows. */
function identityError(columns: readonly Float64Array[], sample: Float64Array): number {
  return rowError(rowSums(columns, new Float64Array(columns.length)).norms, sample);
}

const rowError = (norms: Float64Array, sample: Float64Array): number =>
  (sumOfSquares(norms) / norms.length - sumOfSquares(sample)) / norms.length;

/**
 * (π − ρ)/T (Ledoit & Wolf 2003, "Honey, I shrunk the sample covariance matrix", appendix B).
 * Σ_ij π_ij is the row sum of identityError; the mixed moments of ρ collapse to one pass over the rows.
 */
function constantCorrelationError(
  columns: readonly Float64Array[],
  sample: Float64Array,
  { off: mean, scale: deviation }: Aim,
): number {
  const n = columns.length;
  const rows = columns[0]?.length ?? 0;
  const { weighted, norms, fourth } = rowSums(columns, deviation);
  let own = 0;
  let mixed = 0;
  columns.forEach((column, i) => {
    const s = f64(sample, i * n + i);
    own += f64(fourth, i) - s * s;
    if (s > 0)
      mixed += mixedMoment(column, f64(deviation, i), weighted, covarianceWith(sample, i, deviation));
  });
  const pi = rowError(norms, sample) * rows;
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
    const x = f64(column, t);
    cubes += x * x * x * (f64(weighted, t) - deviation * x);
  }
  return (cubes / column.length - deviation * deviation * others) / deviation;
}

/** Σ_{j≠i} sqrt(s_jj)·s_ij. */
function covarianceWith(sample: Float64Array, i: number, deviation: Float64Array): number {
  const n = deviation.length;
  const all = dot(sample.subarray(i * n, (i + 1) * n), deviation);
  return all - f64(sample, i * n + i) * f64(deviation, i);
}

interface RowSums {
  /** Σ_i weight_i·x_i by row. */
  readonly weighted: Float64Array;
  /** ‖x‖² by row. */
  readonly norms: Float64Array;
  /** Mean fourth power by column. */
  readonly fourth: Float64Array;
}

/** One pass over all columns. */
function rowSums(columns: readonly Float64Array[], weights: Float64Array): RowSums {
  const rows = columns[0]?.length ?? 0;
  const weighted = new Float64Array(rows);
  const norms = new Float64Array(rows);
  const fourth = new Float64Array(columns.length);
  columns.forEach((column, i) => {
    fourth[i] = addColumn(column, f64(weights, i), weighted, norms) / rows;
  });
  return { weighted, norms, fourth };
}

/** The sum of fourth powers. */
function addColumn(
  column: Float64Array,
  weight: number,
  weighted: Float64Array,
  norms: Float64Array,
): number {
  let total = 0;
  for (let t = 0; t < column.length; t++) {
    const x = f64(column, t);
    const square = x * x;
    weighted[t] = f64(weighted, t) + weight * x;
    norms[t] = f64(norms, t) + square;
    total += square * square;
  }
  return total;
}

function diagonal(matrix: Float64Array): Float64Array {
  const n = Math.round(Math.sqrt(matrix.length));
  return Float64Array.from({ length: n }, (_, i) => f64(matrix, i * n + i));
}

function squaredDistance(sample: Float64Array, { diagonal, off, scale }: Aim): number {
  const n = diagonal.length;
  let total = 0;
  let own = 0;
  for (let i = 0; i < n; i++) {
    const left = off * f64(scale, i);
    for (let j = i + 1; j < n; j++) {
      const difference = f64(sample, i * n + j) - left * f64(scale, j);
      total += difference * difference;
    }
    own += (f64(sample, i * n + i) - f64(diagonal, i)) ** 2;
  }
  return 2 * total + own;
}

/** Of the diagonal and what is right of it. */
function mixInPlace(sample: Float64Array, { diagonal, off, scale }: Aim, share: number): Float64Array {
  const n = diagonal.length;
  const rest = 1 - share;
  for (let i = 0; i < n; i++) {
    const left = share * off * f64(scale, i);
    const own = rest * f64(sample, i * n + i) + share * f64(diagonal, i);
    for (let k = i * n + i + 1; k < (i + 1) * n; k++)
      sample[k] = rest * f64(sample, k) + left * f64(scale, k - i * n);
    sample[i * n + i] = own;
  }
  return sample;
}
