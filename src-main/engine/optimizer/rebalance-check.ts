import { InputError, requireFinite, requireLength } from '../math/input-error.ts';
import { negativeCurvature } from './qp/semidefinite.ts';
import type { RebalanceInput, RebalanceLimits, RiskMatrix, SectorLimit } from './rebalance-input.ts';

/** Throws an InputError that names the first field and index that cannot be computed with. */
export function checkRebalanceInput(input: RebalanceInput): void {
  const n = input.wCur.length;
  requireFinite('wCur', input.wCur);
  column('cost', input.cost, n);
  requireNotNegative('cost', input.cost);
  requireNumber('gamma', input.gamma, 0);
  requireNumber('lambda', input.lambda, 0);
  if (input.signal.kind === 'riskScaled') column('z', input.signal.z, n);
  else {
    column('score', input.signal.score, n);
    column('vol', input.signal.vol, n);
    requireNotNegative('vol', input.signal.vol);
  }
  checkRisk(input.risk, n);
  checkBounds(input, n);
  requireLength('sector', input.sector, n);
  if (input.beta !== null) column('beta', input.beta, n);
  if (input.frozen !== null) requireLength('frozen', input.frozen, n);
  if (input.countsInGross !== null) requireLength('countsInGross', input.countsInGross, n);
  checkLimits(input.limits, input.beta === null);
}

function column(field: string, values: Float64Array, n: number): void {
  requireLength(field, values, n);
  requireFinite(field, values);
}

function requireNotNegative(field: string, values: Float64Array): void {
  const bad = values.findIndex((x) => x < 0);
  if (bad >= 0) throw new InputError(field, bad, `must not be negative, got ${values[bad]}`);
}

function requireNumber(field: string, value: number, least: number): void {
  if (!Number.isFinite(value)) throw new InputError(field, null, `must be finite, got ${value}`);
  if (value < least) throw new InputError(field, null, `must be at least ${least}, got ${value}`);
}

function checkRisk(risk: RiskMatrix, n: number): void {
  if (risk.kind === 'dense') {
    requireLength('sigma', risk.sigma, n * n);
    for (let i = 0; i < n; i++) requireVariance('sigma', risk.sigma, i * n + i);
    checkCovariance('sigma', risk.sigma, n);
    return;
  }
  requireFinite('factor.d', risk.own);
  requireLength('factor.d', risk.own, n);
  requireFinite('factor.B', risk.loadings);
  const k = n === 0 ? 0 : risk.loadings.length / n;
  if (!Number.isInteger(k)) throw new InputError('factor.B', null, `must have a multiple of ${n} entries`);
  if (n > 0) requireLength('factor.F', risk.covariance, k * k);
  for (let a = 0; a < k; a++) requireVariance('factor.F', risk.covariance, a * k + a);
  for (let i = 0; i < n; i++) requireVariance('factor.d', risk.own, i);
  if (n > 0) checkCovariance('factor.F', risk.covariance, k);
}

/** Matrices that have passed: one lasts for many intervals, and the pivots cost a factorisation. */
const passed = new WeakMap<Float64Array, number>();

/** Symmetric and positive semidefinite, to round-off. A matrix is looked at once and may not be written into afterwards. */
function checkCovariance(field: string, m: Float64Array, n: number): void {
  if (passed.get(m) === n) return;
  checkSymmetric(field, m, n);
  const negative = negativeCurvature(m, n);
  if (negative !== null) {
    const { row, eigenvalue } = negative;
    throw new InputError(
      field,
      row * n + row,
      `must be positive semidefinite: the pivot of row ${row} is negative, and with every variance scaled to one an eigenvalue is ${eigenvalue.toPrecision(2)}`,
    );
  }
  passed.set(m, n);
}

function requireVariance(field: string, values: Float64Array, index: number): void {
  const value = values[index] as number;
  if (!Number.isFinite(value)) throw new InputError(field, index, `must be finite, got ${value}`);
  if (value < 0) throw new InputError(field, index, `must not be negative, got ${value}`);
}

/** Share of the two variances' size by which mirrored entries may differ. */
const asymmetry = 1e-9;
/** Mirrored entries are compared in squares of this many, so that both stay in the cache. */
const tile = 32;

function checkSymmetric(field: string, m: Float64Array, n: number): void {
  for (let top = 0; top < n; top += tile) {
    for (let left = 0; left <= top; left += tile) {
      for (let i = top; i < Math.min(top + tile, n); i++) {
        for (let j = left; j < Math.min(left + tile, i); j++) {
          const off = Math.abs((m[i * n + j] as number) - (m[j * n + i] as number));
          const most = asymmetry * ((m[i * n + i] as number) + (m[j * n + j] as number));
          // Turned round, so that an entry that is not finite fails as well.
          if (!(off <= most)) {
            requireFinite(field, m);
            throw new InputError(field, i * n + j, 'must be symmetric');
          }
        }
      }
    }
  }
}

function checkBounds({ lo, hi, wCur, frozen }: RebalanceInput, n: number): void {
  for (const [field, values] of [['lo', lo] as const, ['hi', hi] as const]) {
    if (values === null) continue;
    requireLength(field, values, n);
    const bad = values.findIndex((x) => Number.isNaN(x) || x === (field === 'lo' ? Infinity : -Infinity));
    if (bad >= 0) throw new InputError(field, bad, `must be a number, got ${values[bad]}`);
  }
  for (let i = 0; i < wCur.length; i++) {
    if (frozen?.[i] === true) continue;
    const [low, high] = [lo?.[i] ?? -Infinity, hi?.[i] ?? Infinity];
    if (low > high) throw new InputError('lo', i, `${low} is over hi, ${high}`);
  }
}

function checkLimits(limits: RebalanceLimits, noBeta: boolean): void {
  for (const field of ['gross', 'betaBand', 'turnoverMax'] as const) {
    const value = limits[field];
    if (value !== null) requireNumber(field, value, 0);
  }
  for (const field of ['netMin', 'netMax'] as const) {
    const value = limits[field];
    if (value !== null) requireNumber(field, value, -Infinity);
  }
  const { netMin, netMax, betaBand } = limits;
  if (netMin !== null && netMax !== null && netMin > netMax) {
    throw new InputError('netMin', null, `${netMin} is over netMax, ${netMax}`);
  }
  if (betaBand !== null && noBeta) throw new InputError('beta', null, 'is missing, though betaBand is set');
  checkSectorLimit('sectorMax', limits.sectorMax);
  checkSectorLimit('sectorGrossMax', limits.sectorGrossMax);
}

function checkSectorLimit(field: string, limit: SectorLimit): void {
  if (limit === null) return;
  if (typeof limit === 'number') requireNumber(field, limit, 0);
  else for (const [sector, value] of Object.entries(limit)) requireNumber(`${field}.${sector}`, value, 0);
}
