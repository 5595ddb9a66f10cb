import { activity, namePrices, spread } from './program.ts';
import type { Program } from './program.ts';

/** What can be proven about an answer from its own multipliers, whatever solver made it. */
export interface Certificate {
  readonly value: number;
  /** No feasible point is worth more. */
  readonly bound: number;
  /**
   * (bound − value) relative to the largest of |value|, a thousandth of the terms that it is the balance of (at w or at
   * the centre), and a millionth of all that is at stake: scores and prices over the names' ranges.
   */
  readonly gap: number;
  readonly kkt: KktResiduals;
  /** Multiplier of each name's own bounds, length n: above zero at hi, below zero at lo. */
  readonly boundPrice: Float64Array;
}

/** Infinity norms; slopes relative to the largest of 1, |linear| and |Qw|, rows as they are. */
export interface KktResiduals {
  readonly stationarity: number;
  readonly feasibility: number;
  readonly complementarity: number;
}

/** Share of the objective's terms under which their balance says nothing about the size of an error. */
const cancelled = 1e-3;
/** Share of all that is at stake under which an objective is nothing. */
const negligible = 1e-6;

/**
 * Weak duality: for any multipliers y of the right sign and any w, no feasible v is worth more than
 * ½w'Qw + y'bounds + Σ max over lo ≤ v ≤ hi of { r v − atCentre|v − centre| − atZero|v| }, r = linear − Qw − A'y.
 * `rowPrice` of size and trade rows must not be negative.
 */
export function certify(program: Program, w: Float64Array, rowPrice: Float64Array): Certificate {
  const { n, linear, price, centre, lo, hi, curvature, rows } = program;
  const pull = new Float64Array(n);
  curvature.times(w, pull);
  const prices = namePrices(n);
  spread(rows, rowPrice, prices);
  const boundPrice = new Float64Array(n);
  let value = 0;
  let terms = 0;
  let stakes = 0;
  let curved = 0;
  let best = 0;
  let stationarity = 0;
  let scale = 1;
  for (let i = 0; i < n; i++) {
    const x = w[i] as number;
    const c = centre[i] as number;
    const gain = (linear[i] as number) * x;
    const cost = (price[i] as number) * Math.abs(x - c);
    const half = 0.5 * x * (pull[i] as number);
    value += gain - half - cost;
    terms += Math.abs(gain) + Math.abs(half) + cost;
    curved += half;
    stakes +=
      (Math.abs(linear[i] as number) + (price[i] as number)) * ((hi[i] as number) - (lo[i] as number));
    scale = Math.max(scale, Math.abs(linear[i] as number), Math.abs(pull[i] as number));
    const r = (linear[i] as number) - (pull[i] as number) - (prices.slope[i] as number);
    const atCentre = (price[i] as number) + (prices.atCentre[i] as number);
    const atZero = prices.atZero[i] as number;
    best += mostOf(r, atCentre, atZero, c, lo[i] as number, hi[i] as number);
    const off = slopeOff(r, atCentre, atZero, c, x);
    if (off > 0 && x === hi[i]) boundPrice[i] = off;
    else if (off < 0 && x === lo[i]) boundPrice[i] = off;
    else stationarity = Math.max(stationarity, Math.abs(off));
  }
  const { priced, complementarity, feasibility } = rowResiduals(program, w, rowPrice);
  const bound = curved + priced + best;
  const size = Math.max(
    Math.abs(value),
    cancelled * Math.max(terms, termsMatter(program, centre, Math.abs(value)) ? termsAt(program, centre) : 0),
    negligible * stakes,
    Number.MIN_VALUE,
  );
  const gap = (bound - value) / size;
  const kkt = {
    stationarity: stationarity / scale,
    feasibility,
    complementarity: complementarity / scale,
  };
  return { value, bound, gap: bound === value ? 0 : gap, kkt, boundPrice };
}

/** False = the terms at w are too small to count beside the value, whatever the covariances: |Qw|ᵢ ≤ √Qᵢᵢ·Σ √Qⱼⱼ|wⱼ|. */
function termsMatter(
  { n, linear, price, centre, curvature }: Program,
  w: Float64Array,
  value: number,
): boolean {
  let terms = 0;
  let force = 0;
  for (let i = 0; i < n; i++) {
    const size = Math.abs(w[i] as number);
    terms += Math.abs(linear[i] as number) * size;
    terms += (price[i] as number) * Math.abs((w[i] as number) - (centre[i] as number));
    force += Math.sqrt(curvature.diagonal[i] as number) * size;
  }
  return !(cancelled * (terms + 0.5 * force * force) <= value);
}

/** Sum of the sizes of the objective's terms at w. */
function termsAt({ n, linear, price, centre, curvature }: Program, w: Float64Array): number {
  const pull = new Float64Array(n);
  curvature.times(w, pull);
  let terms = 0;
  for (let i = 0; i < n; i++) {
    const x = w[i] as number;
    terms += Math.abs((linear[i] as number) * x) + 0.5 * Math.abs(x * (pull[i] as number));
    terms += (price[i] as number) * Math.abs(x - (centre[i] as number));
  }
  return terms;
}

function rowResiduals(
  program: Program,
  w: Float64Array,
  rowPrice: Float64Array,
): { priced: number; complementarity: number; feasibility: number } {
  const { n, lo, hi, rows } = program;
  let feasibility = 0;
  for (let i = 0; i < n; i++) {
    const x = w[i] as number;
    feasibility = Math.max(feasibility, x - (hi[i] as number), (lo[i] as number) - x);
  }
  let priced = 0;
  let complementarity = 0;
  for (let j = 0; j < rows.count; j++) {
    const y = rowPrice[j] as number;
    const value = activity(program, j, w);
    feasibility = Math.max(feasibility, value - (rows.upper[j] as number), (rows.lower[j] as number) - value);
    if (y === 0) continue;
    const side = (y > 0 ? rows.upper[j] : rows.lower[j]) as number;
    priced += y * side;
    complementarity = Math.max(complementarity, Math.abs(y * (side - value)));
  }
  return { priced, complementarity, feasibility };
}

/** The most that r·v − atCentre·|v − c| − atZero·|v| reaches over lo ≤ v ≤ hi: at an end or a kink. */
function mostOf(r: number, atCentre: number, atZero: number, c: number, lo: number, hi: number): number {
  const at = (v: number): number => r * v - atCentre * Math.abs(v - c) - atZero * Math.abs(v);
  const within = (v: number): number => Math.min(Math.max(v, lo), hi);
  return Math.max(at(lo), at(hi), at(within(0)), at(within(c)));
}

/** By how much r lies outside the slopes that the kinked term has at x; above zero = x should rise. */
function slopeOff(r: number, atCentre: number, atZero: number, c: number, x: number): number {
  const up = (x >= c ? atCentre : -atCentre) + (x >= 0 ? atZero : -atZero);
  const down = (x > c ? atCentre : -atCentre) + (x > 0 ? atZero : -atZero);
  return r > up ? r - up : r < down ? r - down : 0;
}
