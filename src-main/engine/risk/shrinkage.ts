import { filledUp, inFours } from '../math/fours.ts';
import type { Four } from '../math/fours.ts';
import { f64, packedRow, secondMoments, sum, sumOfSquares } from '../math/linear.ts';

export type ShrinkageTarget = 'identity' | 'constantCorrelation';

/** (1 − δ)·S + δ·F, with F the aim. */
export interface ShrunkCovariance {
  /** S: the upper triangle, row by row. */
  readonly sample: Float64Array;
  /** δ, the weight of the target, in [0, 1]. */
  readonly intensity: number;
  readonly aim: Aim;
}

/** How to shrink S = X'X/T. Columns have mean zero and length T ≥ 1. `sample` = S's upper triangle, where it is known already. */
export function shrinkCovariance(
  columns: readonly Float64Array[],
  target: ShrinkageTarget,
  sample: Float64Array = secondMoments(columns),
): ShrunkCovariance {
  const shape = shapeOf(sample, columns.length);
  const aim = target === 'identity' ? scaledIdentity(shape) : constantCorrelation(shape);
  const error =
    target === 'identity' ? identityError(columns, shape) : constantCorrelationError(columns, shape, aim);
  const distance = squaredDistance(sample, aim);
  // Where sample and target are the same, every intensity gives the same matrix.
  const intensity = distance > 0 ? Math.min(1, Math.max(0, error / distance)) : 0;
  return { sample, intensity, aim };
}

/** What one pass over the sample tells. Vectors of length n. */
interface Shape {
  readonly diagonal: Float64Array;
  readonly deviation: Float64Array;
  /** Σ_{j≠i} sqrt(s_jj)·s_ij. */
  readonly others: Float64Array;
  /** Σ_{i<j} of the correlations. A zero column counts as correlation 0. */
  readonly correlations: number;
  /** Σ_ij s_ij². */
  readonly squares: number;
}

function shapeOf(sample: Float64Array, n: number): Shape {
  const diagonal = new Float64Array(n);
  for (let i = 0; i < n; i++) diagonal[i] = f64(sample, packedRow(i, n));
  const deviation = diagonal.map(Math.sqrt);
  const inverse = deviation.map((d) => (d > 0 ? 1 / d : 0));
  const others = new Float64Array(n);
  let correlations = 0;
  let squares = 0;
  let own = 0;
  for (let i = 0; i < n; i++) {
    const base = packedRow(i, n) - i;
    const d = f64(deviation, i);
    let [row, rowOthers, rowSquares] = [0, 0, 0];
    for (let j = i + 1; j < n; j++) {
      const s = f64(sample, base + j);
      row += s * f64(inverse, j);
      rowOthers += s * f64(deviation, j);
      rowSquares += s * s;
      others[j] = f64(others, j) + s * d;
    }
    correlations += row * f64(inverse, i);
    others[i] = f64(others, i) + rowOthers;
    squares += rowSquares;
    own += f64(diagonal, i) ** 2;
  }
  return { diagonal, deviation, others, correlations, squares: 2 * squares + own };
}

/** A target: `diagonal` on the diagonal, `off`·`scale_i`·`scale_j` elsewhere. */
export interface Aim {
  readonly diagonal: Float64Array;
  readonly off: number;
  readonly scale: Float64Array;
}

/** μI with μ = tr(S)/n. */
const scaledIdentity = ({ diagonal }: Shape): Aim => ({
  diagonal: diagonal.map(() => sum(diagonal) / diagonal.length),
  off: 0,
  scale: new Float64Array(diagonal.length),
});

/** S's diagonal, and the mean correlation r̄ everywhere else. */
function constantCorrelation({ diagonal, deviation, correlations }: Shape): Aim {
  const n = diagonal.length;
  return { diagonal, off: n < 2 ? 0 : (2 * correlations) / (n * (n - 1)), scale: deviation };
}

/** T⁻²·Σ_t ‖x_t x_t' − S‖² (Ledoit & Wolf 2004, "A well-conditioned estimator", b̄²), written as sums over rows. */
const identityError = (columns: readonly Float64Array[], { squares }: Shape): number =>
  rowError(rowSums(columns, new Float64Array(columns.length)).norms, squares);

const rowError = (norms: Float64Array, squares: number): number =>
  (sumOfSquares(norms) / norms.length - squares) / norms.length;

/**
 * (π − ρ)/T (Ledoit & Wolf 2003, "Honey, I shrunk the sample covariance matrix", appendix B).
 * Σ_ij π_ij is the row sum of identityError; the mixed moments of ρ collapse to one pass over the rows.
 */
function constantCorrelationError(
  columns: readonly Float64Array[],
  { diagonal, deviation, others, squares }: Shape,
  { off: mean }: Aim,
): number {
  const rows = columns[0]?.length ?? 0;
  const { weighted, norms, fourth } = rowSums(columns, deviation);
  const cubes = mixedCubes(columns, filledUp(deviation), weighted);
  let own = 0;
  let mixed = 0;
  diagonal.forEach((s, i) => {
    own += f64(fourth, i) - s * s;
    const d = f64(deviation, i);
    // Σ_{j≠i} sqrt(s_jj/s_ii)·θ_ii,ij with θ_ii,ij = mean(x_i³x_j) − s_ii·s_ij.
    if (s > 0) mixed += (f64(cubes, i) / rows - d * d * f64(others, i)) / d;
  });
  const pi = rowError(norms, squares) * rows;
  return (pi - own - mean * mixed) / rows;
}

/** By column, Σ_t x³·Σ_{j≠i} sqrt(s_jj)·x_j; `weighted` is the inner sum by row, the column itself included. */
function mixedCubes(
  columns: readonly Float64Array[],
  deviation: Float64Array,
  weighted: Float64Array,
): Float64Array {
  const cubes = new Float64Array(deviation.length);
  inFours(columns).forEach((four, k) => sumCubes(four, deviation, weighted, cubes, 4 * k));
  return cubes;
}

function sumCubes(
  [a, b, c, d]: Four,
  deviation: Float64Array,
  weighted: Float64Array,
  cubes: Float64Array,
  k: number,
): void {
  const da = f64(deviation, k);
  const db = f64(deviation, k + 1);
  const dc = f64(deviation, k + 2);
  const dd = f64(deviation, k + 3);
  let [sa, sb, sc, sd] = [0, 0, 0, 0];
  for (let t = 0; t < a.length; t++) {
    const all = f64(weighted, t);
    const xa = f64(a, t);
    const xb = f64(b, t);
    const xc = f64(c, t);
    const xd = f64(d, t);
    sa += xa * xa * xa * (all - da * xa);
    sb += xb * xb * xb * (all - db * xb);
    sc += xc * xc * xc * (all - dc * xc);
    sd += xd * xd * xd * (all - dd * xd);
  }
  cubes.set([sa, sb, sc, sd], k);
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
  const filled = filledUp(weights);
  const fourth = new Float64Array(filled.length);
  inFours(columns).forEach((four, k) => addFour(four, filled, { weighted, norms, fourth }, 4 * k));
  return { weighted, norms, fourth: fourth.map((total) => total / rows) };
}

/** Sums of fourth powers into `fourth`. */
function addFour(
  [a, b, c, d]: Four,
  weights: Float64Array,
  { weighted, norms, fourth }: RowSums,
  k: number,
): void {
  const wa = f64(weights, k);
  const wb = f64(weights, k + 1);
  const wc = f64(weights, k + 2);
  const wd = f64(weights, k + 3);
  let [fa, fb, fc, fd] = [0, 0, 0, 0];
  for (let t = 0; t < a.length; t++) {
    const xa = f64(a, t);
    const xb = f64(b, t);
    const xc = f64(c, t);
    const xd = f64(d, t);
    const aa = xa * xa;
    const bb = xb * xb;
    const cc = xc * xc;
    const dd = xd * xd;
    weighted[t] = f64(weighted, t) + wa * xa + wb * xb + wc * xc + wd * xd;
    norms[t] = f64(norms, t) + aa + bb + cc + dd;
    fa += aa * aa;
    fb += bb * bb;
    fc += cc * cc;
    fd += dd * dd;
  }
  fourth.set([fa, fb, fc, fd], k);
}

function squaredDistance(sample: Float64Array, { diagonal, off, scale }: Aim): number {
  const n = diagonal.length;
  let total = 0;
  let own = 0;
  for (let i = 0; i < n; i++) {
    const base = packedRow(i, n) - i;
    total += rowDistance(sample, base, i + 1, scale, off * f64(scale, i));
    own += (f64(sample, base + i) - f64(diagonal, i)) ** 2;
  }
  return 2 * total + own;
}

/** Σ_{j≥from} (s_ij − left·scale_j)² of the row whose column j lies at base + j, in two running sums. */
function rowDistance(
  sample: Float64Array,
  base: number,
  from: number,
  scale: Float64Array,
  left: number,
): number {
  let even = 0;
  let odd = 0;
  let j = from;
  for (; j + 1 < scale.length; j += 2) {
    const x = f64(sample, base + j) - left * f64(scale, j);
    const y = f64(sample, base + j + 1) - left * f64(scale, j + 1);
    even += x * x;
    odd += y * y;
  }
  if (j < scale.length) even += (f64(sample, base + j) - left * f64(scale, j)) ** 2;
  return even + odd;
}
