import { InputError, requireLength } from '../math/input-error.ts';
import { at, isPositiveDefinite, sum } from '../math/linear.ts';
import { exponentialWeights, median } from '../math/stats.ts';
import { shrunkBeta } from './beta.ts';
import { shrinkCovariance } from './shrinkage.ts';
import type { ShrinkageTarget } from './shrinkage.ts';
import { ewmaVolatility } from './volatility.ts';

export interface RiskInput {
  /** One column per name in universe order, each of length T, oldest first, fractions; NaN = missing. */
  readonly returns: readonly Float64Array[];
  /** Length T, as the columns. All NaN makes every beta 1. */
  readonly benchmark: Float64Array;
  /** Length n. */
  readonly sectors: readonly string[];
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
}

/** Eigenvalues down to here count as zero. */
const psdTolerance = 1e-10;
const repairStep = 0.05;

/** σ, correlation and β from returns (spec 4). */
export function estimateRisk(input: RiskInput, settings: RiskModelSettings): RiskModel {
  checkRiskInput(input);
  const present = input.returns.map(countPresent);
  const thinHistory = present.map((count) => count < settings.minObservations);
  const full = thinHistory.flatMap((thin, i) => (thin ? [] : [i]));
  const rows = input.benchmark.length;
  const columns = full.map((i) => standardised(input.returns[i] as Float64Array));
  const shrunk = shrinkCovariance(columns, settings.target);
  const block = unitDiagonal(shrunk.covariance, full.length);
  const repaired = repair(fillThin(block, full, input.returns.length), input.returns.length);
  const weights = exponentialWeights(rows, settings.betaHalfLife);
  return {
    sigma: volatilities(input, settings, thinHistory),
    correlation: repaired.matrix,
    beta: Float64Array.from(input.returns, (column, i) =>
      thinHistory[i] === true ? 1 : shrunkBeta(column, input.benchmark, weights),
    ),
    thinHistory,
    shrinkage: shrunk.intensity,
    identityMixed: repaired.identityMixed,
  };
}

function checkRiskInput(input: RiskInput): void {
  requireLength('sectors', input.sectors, input.returns.length);
  input.returns.forEach((column, i) => {
    requireLength(`returns[${i}]`, column, input.benchmark.length);
    if (column.includes(Infinity) || column.includes(-Infinity)) {
      throw new InputError('returns', i, 'must be finite or missing');
    }
  });
}

function countPresent(column: Float64Array): number {
  let count = 0;
  for (const r of column) if (!Number.isNaN(r)) count++;
  return count;
}

/** Mean 0 and deviation 1 over the present values; missing → 0; a constant column → zeros. */
function standardised(column: Float64Array): Float64Array {
  const present = column.filter((r) => !Number.isNaN(r));
  const mean = sum(present) / present.length;
  const deviation = Math.sqrt(present.reduce((total, r) => total + (r - mean) ** 2, 0) / present.length);
  const constant = present.every((r) => r === present[0]) || !(deviation > 0);
  return column.map((r) => (constant || Number.isNaN(r) ? 0 : (r - mean) / deviation));
}

function unitDiagonal(covariance: Float64Array, n: number): Float64Array {
  return covariance.map((value, k) => {
    const row = Math.floor(k / n);
    const col = k % n;
    if (row === col) return 1;
    const scale = at(covariance, row * n + row) * at(covariance, col * n + col);
    return scale > 0 ? value / Math.sqrt(scale) : 0;
  });
}

/** Spreads the block of the `full` names over all n; the thin ones get the block's mean off-diagonal entry. */
function fillThin(block: Float64Array, full: readonly number[], n: number): Float64Array {
  const size = full.length;
  const mean = size < 2 ? 0 : (sum(block) - size) / (size * (size - 1));
  const matrix = new Float64Array(n * n).fill(mean);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  full.forEach((row, a) => {
    full.forEach((col, b) => {
      matrix[row * n + col] = at(block, a * size + b);
    });
  });
  return matrix;
}

/** Mixes in identity, a twentieth at a time, until the matrix is positive semidefinite. */
function repair(matrix: Float64Array, n: number): { matrix: Float64Array; identityMixed: number } {
  for (let k = 0; ; k++) {
    const identityMixed = Math.min(1, repairStep * k);
    const mixed = matrix.map((value, i) => (i % (n + 1) === 0 ? 1 : (1 - identityMixed) * value));
    if (identityMixed === 1 || isPositiveDefinite(mixed, n, psdTolerance))
      return { matrix: mixed, identityMixed };
  }
}

/** Own volatility, or for a thin name the median of its sector, or else of all full names. */
function volatilities(input: RiskInput, settings: RiskModelSettings, thin: readonly boolean[]): Float64Array {
  const own = Float64Array.from(input.returns, (r) =>
    ewmaVolatility(r, settings.lambda, settings.sigmaFloor),
  );
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
