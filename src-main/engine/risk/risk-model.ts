import { InputError, requireLength } from '../math/input-error.ts';
import { columnSums } from '../math/fours.ts';
import { f64, isPositiveDefinite, sum } from '../math/linear.ts';
import { exponentialWeights, median } from '../math/stats.ts';
import { shrunkBetas } from './beta.ts';
import { correlationOf } from './correlation.ts';
import { principalFactors } from './factor-form.ts';
import type { FactorForm } from './factor-form.ts';
import { emptyProductMemory } from './products.ts';
import type { ProductMemory } from './products.ts';
import { sampleOf } from './sample.ts';
import { shrinkCovariance } from './shrinkage.ts';
import type { ShrinkageTarget } from './shrinkage.ts';
import { ewmaVolatilities } from './volatility.ts';

export interface RiskInput {
  /** One column per name in universe order, each of length T, oldest first, fractions; NaN = missing. */
  readonly returns: readonly Float64Array[];
  /** Length T, as the columns. All NaN makes every beta 1. */
  readonly benchmark: Float64Array;
  /** Length n. */
  readonly sectors: readonly string[];
  /** Length T, rising: the same number always means the same row, so that sums can be carried from window to window. Left out = from 0. */
  readonly rowIds?: Float64Array;
}

export interface RiskModelSettings {
  readonly target: ShrinkageTarget;
  /** Names with fewer present returns take their risk from the others. */
  readonly minObservations: number;
  /** Decay of the volatility. */
  readonly lambda: number;
  /** Rows. */
  readonly betaHalfLife: number;
  /** Least volatility, per row. */
  readonly sigmaFloor: number;
  /** Of the factor form; left out = 20. */
  readonly factors?: number;
}

export interface RiskModel {
  /** Length n, per row of returns (per day for daily rows), fraction. */
  readonly sigma: Float64Array;
  /** n×n, row-major, unit diagonal, positive semidefinite. */
  readonly correlation: Float64Array;
  readonly beta: Float64Array;
  /** Names whose numbers are borrowed from the others. */
  readonly thinHistory: readonly boolean[];
  /** Weight of the shrinkage target, in [0, 1]. */
  readonly shrinkage: number;
  /** How much identity was mixed in to repair the matrix after the thin names were filled in; normally 0. */
  readonly identityMixed: number;
  /** The matrix as principal factors and own variances, for universes too large for a dense optimiser; null up to 500 names. */
  readonly factorForm: FactorForm | null;
}

/** Names up to which the matrix stays dense. */
const largestDense = 500;
const defaultFactors = 20;

/** Eigenvalues down to here count as zero. */
const psdTolerance = 1e-10;
const repairStep = 0.05;

/** σ, correlation and β from returns (spec 4). What `memory` carries makes it faster, never different. */
export function estimateRisk(
  input: RiskInput,
  settings: RiskModelSettings,
  memory: ProductMemory = emptyProductMemory(),
): RiskModel {
  checkRiskInput(input);
  const totals = columnSums(input.returns);
  const present = input.returns.map((column, i) => presentIn(column, i, f64(totals, i)));
  const thinHistory = present.map((count) => count < settings.minObservations);
  const full = thinHistory.flatMap((thin, i) => (thin ? [] : [i]));
  const rows = input.benchmark.length;
  const rowIds = input.rowIds ?? Float64Array.from({ length: rows }, (_, t) => t);
  const raw = full.map((i) => input.returns[i] as Float64Array);
  const sample = sampleOf(
    raw,
    Float64Array.from(full, (i) => f64(totals, i)),
    rowIds,
    memory,
  );
  const shrunk = shrinkCovariance(sample.columns, settings.target, sample.moments);
  const block = correlationOf(shrunk);
  // A sum of squares is positive semidefinite by itself; what is filled in may break it.
  const repaired =
    full.length === thinHistory.length
      ? { matrix: block, identityMixed: 0 }
      : repair(fillThin(block, full, thinHistory.length), thinHistory.length);
  const weights = exponentialWeights(rows, settings.betaHalfLife);
  return {
    sigma: volatilities(input, settings, thinHistory),
    correlation: repaired.matrix,
    beta: shrunkBetas(input.returns, input.benchmark, weights).map((own, i) =>
      thinHistory[i] === true ? 1 : own,
    ),
    thinHistory,
    shrinkage: shrunk.intensity,
    identityMixed: repaired.identityMixed,
    factorForm:
      thinHistory.length > largestDense
        ? principalFactors(repaired.matrix, thinHistory.length, settings.factors ?? defaultFactors)
        : null,
  };
}

function checkRiskInput(input: RiskInput): void {
  requireLength('sectors', input.sectors, input.returns.length);
  if (input.rowIds) requireLength('rowIds', input.rowIds, input.benchmark.length);
  input.returns.forEach((column, i) => {
    requireLength(`returns[${i}]`, column, input.benchmark.length);
  });
}

/** How many values of the i-th column are not missing. */
function presentIn(column: Float64Array, i: number, total: number): number {
  if (Number.isFinite(total)) return column.length;
  if (column.includes(Infinity) || column.includes(-Infinity))
    throw new InputError('returns', i, 'must be finite or missing');
  let count = 0;
  for (let t = 0; t < column.length; t++) if (!Number.isNaN(f64(column, t))) count++;
  return count;
}

/** Spreads the block of the `full` names over all n; the thin ones get the block's mean off-diagonal entry. */
function fillThin(block: Float64Array, full: readonly number[], n: number): Float64Array {
  const size = full.length;
  const mean = size < 2 ? 0 : (sum(block) - size) / (size * (size - 1));
  const matrix = new Float64Array(n * n).fill(mean);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  full.forEach((row, a) => {
    full.forEach((col, b) => {
      matrix[row * n + col] = f64(block, a * size + b);
    });
  });
  return matrix;
}

/** Mixes in identity, a twentieth at a time, until the matrix is positive semidefinite: the least number of steps, found by halving. */
function repair(matrix: Float64Array, n: number): { matrix: Float64Array; identityMixed: number } {
  if (isPositiveDefinite(matrix, n, psdTolerance)) return { matrix, identityMixed: 0 };
  let tooFew = 0;
  let enough = Math.round(1 / repairStep);
  while (enough - tooFew > 1) {
    const steps = (tooFew + enough) >> 1;
    if (isPositiveDefinite(mixedWithIdentity(matrix, n, steps), n, psdTolerance)) enough = steps;
    else tooFew = steps;
  }
  return { matrix: mixedWithIdentity(matrix, n, enough), identityMixed: Math.min(1, repairStep * enough) };
}

function mixedWithIdentity(matrix: Float64Array, n: number, steps: number): Float64Array {
  const share = 1 - Math.min(1, repairStep * steps);
  const mixed = new Float64Array(n * n);
  for (let k = 0; k < mixed.length; k++) mixed[k] = share * f64(matrix, k);
  for (let i = 0; i < n; i++) mixed[i * n + i] = 1;
  return mixed;
}

/** Own volatility, or for a thin name the median of its sector, or else of all full names. */
function volatilities(input: RiskInput, settings: RiskModelSettings, thin: readonly boolean[]): Float64Array {
  const own = ewmaVolatilities(input.returns, settings.lambda, settings.sigmaFloor);
  // Only where every name is thin: the best that is left is what each of them has shown so far.
  const lenders = thin.includes(false) ? thin.map((t) => !t) : Array.from(own, (s) => !Number.isNaN(s));
  const keepOwn = (i: number): boolean => lenders[i] === true;
  const everyone = median(own.filter((_, i) => keepOwn(i)));
  const fallback = Number.isNaN(everyone) ? settings.sigmaFloor : everyone;
  const bySector = new Map<string, number[]>();
  own.forEach((s, i) => {
    if (!keepOwn(i)) return;
    const sector = input.sectors[i] as string;
    const values = bySector.get(sector) ?? [];
    bySector.set(sector, values);
    values.push(s);
  });
  const medians = new Map([...bySector].map(([sector, values]) => [sector, median(values)]));
  return own.map((s, i) => (keepOwn(i) ? s : (medians.get(input.sectors[i] as string) ?? fallback)));
}
