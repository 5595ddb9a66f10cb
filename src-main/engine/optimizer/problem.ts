import { at } from '../math/linear.ts';
import type { RebalanceInput, RebalanceLimits, SectorLimit } from './rebalance-input.ts';
import type { Curvature } from './qp/curvature.ts';
import { denseCurvature } from './qp/dense-curvature.ts';
import { addRange } from './qp/dot.ts';
import { factorCurvature } from './qp/factor-curvature.ts';
import { rowKind } from './qp/program.ts';
import type { Program, Rows } from './qp/program.ts';

/** One limit over several names before it is stored with the others. */
interface Limit {
  readonly label: string;
  readonly kind: number;
  readonly names: ArrayLike<number>;
  /** null = all ones. */
  readonly values: Float64Array | null;
  readonly lower: number;
  readonly upper: number;
}

/** No name can be more than this many times NAV: stands in for a bound that is not given. */
export const beyondReason = 100;

/** The interval's problem as the solver takes it: objective terms first, then constraints, one function each. */
export function programOf(input: RebalanceInput): Program {
  const n = input.wCur.length;
  const { lo, hi } = bounds(input);
  return {
    n,
    linear: linearTerm(input),
    price: costTerm(input),
    centre: input.wCur,
    lo,
    hi,
    curvature: riskTerm(input),
    rows: stored([
      ...netLimit(input),
      ...sectorNetLimits(input),
      ...betaLimit(input),
      ...grossLimit(input),
      ...sectorGrossLimits(input),
      ...turnoverLimit(input),
    ]),
  };
}

/** z'w, or score'w. */
const linearTerm = ({ signal }: RebalanceInput): Float64Array =>
  signal.kind === 'riskScaled' ? signal.z : signal.score;

/** γ·c. */
const costTerm = ({ cost, gamma }: RebalanceInput): Float64Array => cost.map((c) => gamma * c);

/** λ·w'Σw = ½w'Qw with Q = 2λ·Σ, and Σ = diag(vol)·correlation·diag(vol) in alpha scaling. */
function riskTerm({ signal, risk, lambda, wCur, sector }: RebalanceInput): Curvature {
  const n = wCur.length;
  const root = Math.sqrt(2 * lambda);
  const scale = signal.kind === 'alpha' ? signal.vol.map((x) => root * x) : new Float64Array(n).fill(root);
  if (risk.kind === 'dense') return denseCurvature(n, risk.sigma, scale, bySector(sector));
  const k = n === 0 ? 0 : risk.loadings.length / n;
  const loadings = timesRoot(risk.loadings, lowerRoot(risk.covariance, k), scale, k);
  return factorCurvature(
    n,
    k,
    loadings,
    risk.own.map((d, i) => d * at(scale, i) ** 2),
  );
}

/** All names, sector after sector, those without one first. */
function bySector(sector: RebalanceInput['sector']): Int32Array {
  const members = new Map<string | null, number[]>([[null, []]]);
  sector.forEach((name, i) => {
    const own = members.get(name);
    if (own === undefined) members.set(name, [i]);
    else own.push(i);
  });
  return Int32Array.from([...members.values()].flat());
}

/** Lower triangular root of a positive semidefinite k×k matrix; directions without variance get zero columns. */
function lowerRoot(matrix: Float64Array, k: number): Float64Array {
  const root = new Float64Array(k * k);
  const entry = (i: number, j: number): number => {
    let s = at(matrix, i * k + j);
    for (let m = 0; m < j; m++) s -= at(root, i * k + m) * at(root, j * k + m);
    return s;
  };
  for (let j = 0; j < k; j++) {
    const pivot = entry(j, j);
    if (pivot <= 1e-13 * at(matrix, j * k + j)) continue;
    root[j * k + j] = Math.sqrt(pivot);
    for (let i = j + 1; i < k; i++) root[i * k + j] = entry(i, j) / at(root, j * k + j);
  }
  return root;
}

/** diag(scale)·loadings·root, n×k. */
function timesRoot(loadings: Float64Array, root: Float64Array, scale: Float64Array, k: number): Float64Array {
  const out = new Float64Array(loadings.length);
  for (let i = 0; i < scale.length; i++) {
    for (let a = 0; a < k; a++) {
      const loading = (loadings[i * k + a] as number) * (scale[i] as number);
      if (loading !== 0) addRange(loading, root, a * k, out, i * k, a + 1);
    }
  }
  return out;
}

/** lo ≤ w ≤ hi; a frozen name stays where it is; what gross or reason implies stands where no bound is given. */
function bounds(input: RebalanceInput): { lo: Float64Array; hi: Float64Array } {
  const { wCur, frozen } = input;
  const lo = new Float64Array(wCur.length);
  const hi = new Float64Array(wCur.length);
  for (let i = 0; i < wCur.length; i++) {
    const open = counts(input, i) ? mostImplied(input.limits) : beyondReason;
    const isFrozen = frozen?.[i] === true;
    const low = input.lo?.[i] ?? -Infinity;
    const high = input.hi?.[i] ?? Infinity;
    lo[i] = isFrozen ? at(wCur, i) : low === -Infinity ? Math.min(-open, high) : low;
    hi[i] = isFrozen ? at(wCur, i) : high === Infinity ? Math.max(open, low) : high;
  }
  return { lo, hi };
}

/** More than any name that counts in gross can have, even when gross gives way to net. */
const mostImplied = ({ gross, netMin, netMax }: RebalanceLimits): number =>
  gross === null
    ? beyondReason
    : Math.min(2 * (gross + Math.abs(netMin ?? 0) + Math.abs(netMax ?? 0)) + 1, beyondReason);

const counts = ({ countsInGross }: RebalanceInput, i: number): boolean => countsInGross?.[i] !== false;

function everyName({ wCur }: RebalanceInput): Int32Array {
  const names = new Int32Array(wCur.length);
  for (let i = 0; i < names.length; i++) names[i] = i;
  return names;
}

const countedNames = (input: RebalanceInput): Int32Array =>
  input.countsInGross === null ? everyName(input) : everyName(input).filter((i) => counts(input, i));

/** netMin ≤ Σw ≤ netMax. */
function netLimit(input: RebalanceInput): Limit[] {
  const { netMin, netMax } = input.limits;
  if (netMin === null && netMax === null) return [];
  const bound = { lower: netMin ?? -Infinity, upper: netMax ?? Infinity };
  return [{ label: 'net', kind: rowKind.signed, names: everyName(input), values: null, ...bound }];
}

/** |Σ w| ≤ sectorMax within each sector. */
const sectorNetLimits = (input: RebalanceInput): Limit[] =>
  ofSectors(input, input.limits.sectorMax, 'sector', (most) => ({
    kind: rowKind.signed,
    lower: -most,
    upper: most,
  }));

/** Σ|w| ≤ sectorGrossMax within each sector. */
const sectorGrossLimits = (input: RebalanceInput): Limit[] =>
  ofSectors(input, input.limits.sectorGrossMax, 'sectorGross', (most) => ({
    kind: rowKind.size,
    lower: -Infinity,
    upper: most,
  }));

function ofSectors(
  input: RebalanceInput,
  limit: SectorLimit,
  word: string,
  bound: (most: number) => Pick<Limit, 'kind' | 'lower' | 'upper'>,
): Limit[] {
  if (limit === null) return [];
  const members = new Map<string, number[]>();
  input.sector.forEach((sector, i) => {
    if (sector === null) return;
    const names = members.get(sector);
    if (names === undefined) members.set(sector, [i]);
    else names.push(i);
  });
  return [...members].flatMap(([sector, names]) => {
    const most = typeof limit === 'number' ? limit : limit[sector];
    if (most === undefined) return [];
    return [{ label: `${word}:${sector}`, names, values: null, ...bound(most) }];
  });
}

/** |β'w| ≤ betaBand. */
function betaLimit(input: RebalanceInput): Limit[] {
  const { betaBand } = input.limits;
  if (betaBand === null || input.beta === null) return [];
  const bound = { lower: -betaBand, upper: betaBand };
  return [{ label: 'beta', kind: rowKind.signed, names: everyName(input), values: input.beta, ...bound }];
}

/** Σ|w| ≤ gross. */
function grossLimit(input: RebalanceInput): Limit[] {
  const { gross } = input.limits;
  if (gross === null) return [];
  const bound = { lower: -Infinity, upper: gross };
  return [{ label: 'gross', kind: rowKind.size, names: countedNames(input), values: null, ...bound }];
}

/** Σ|w − wCur| ≤ turnoverMax. */
function turnoverLimit(input: RebalanceInput): Limit[] {
  const { turnoverMax } = input.limits;
  if (turnoverMax === null) return [];
  const bound = { lower: -Infinity, upper: turnoverMax };
  return [{ label: 'turnover', kind: rowKind.trade, names: countedNames(input), values: null, ...bound }];
}

function stored(limits: readonly Limit[]): Rows {
  const count = limits.length;
  const start = new Int32Array(count + 1);
  limits.forEach(({ names }, j) => {
    start[j + 1] = at(start, j) + names.length;
  });
  const name = new Int32Array(at(start, count));
  const value = new Float64Array(at(start, count)).fill(1);
  limits.forEach(({ names, values }, j) => {
    name.set(names, at(start, j));
    if (values !== null) value.set(values, at(start, j));
  });
  return {
    count,
    label: limits.map(({ label }) => label),
    kind: Uint8Array.from(limits, ({ kind }) => kind),
    start,
    name,
    value,
    lower: Float64Array.from(limits, ({ lower }) => lower),
    upper: Float64Array.from(limits, ({ upper }) => upper),
    ceiling: new Float64Array(count).fill(Infinity),
  };
}
