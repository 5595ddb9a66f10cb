import { at, f64, vectorOf } from '../math/linear.ts';
import { repeated } from '../math/repeated.ts';

/** Weights up to here count as none. */
const weightTolerance = 1e-9;
/** A regular trading day. */
export const dayMin = 390;

export interface ArbiterInput {
  /** Rising. */
  readonly horizonsMin: readonly number[];
  /** By horizon; each of length n, or null where the horizon has no scores in this interval. */
  readonly blends: readonly (Float64Array | null)[];
  /** Skill by horizon, as the zoo stores it; floored at 0 here. */
  readonly ic: ArrayLike<number>;
  /** Length n, fraction per day. */
  readonly sigmaDay: Float64Array;
  /** Length n, one way, fraction of traded value. */
  readonly cost: Float64Array;
  /** Length n, fraction of NAV. */
  readonly wCur: Float64Array;
  /** The horizon that scores are stated over; null = the longest. */
  readonly horizonRefMin: number | null;
  readonly minAgreement: number;
}

/** One score per name. All of length n. */
export interface Arbitrated {
  /** Expected excess return over the reference horizon, fraction; NaN = no signal. */
  readonly score: Float64Array;
  /** Over the reference horizon, fraction. */
  readonly sigma: Float64Array;
  /** The chosen horizon, minutes; NaN where none had scores. */
  readonly horizonMin: Float64Array;
  /** |Σα|/Σ|α|, in [0, 1]. */
  readonly agreement: Float64Array;
  readonly conflicted: readonly boolean[];
  /** No horizon's forecast pays for the trade. */
  readonly belowCost: readonly boolean[];
  /** By horizon: forecast over that horizon, fraction, length n; null where it had no scores. */
  readonly alphas: readonly (Float64Array | null)[];
}

/** Several horizons → one score per name (spec 2). */
export function arbitrate(input: ArbiterInput): Arbitrated {
  const n = input.sigmaDay.length;
  const reference = input.horizonRefMin ?? Math.max(...input.horizonsMin);
  const alphas = input.blends.map((blend, h) => (blend === null ? null : alphasOf(input, h, blend)));
  const result = {
    score: new Float64Array(n).fill(Number.NaN),
    sigma: vectorOf(n, (i) => f64(input.sigmaDay, i) * Math.sqrt(reference / dayMin)),
    horizonMin: new Float64Array(n).fill(Number.NaN),
    agreement: new Float64Array(n).fill(1),
    conflicted: repeated(n, false),
    belowCost: repeated(n, false),
  };
  for (let i = 0; i < n; i++) {
    const chosen = choose(input, alphas, i);
    if (chosen < 0) continue;
    const alpha = f64(alphas[chosen] as Float64Array, i);
    const horizonMin = input.horizonsMin[chosen] as number;
    let sum = 0;
    let total = 0;
    for (const forecast of alphas) {
      if (forecast === null) continue;
      sum += f64(forecast, i);
      total += Math.abs(f64(forecast, i));
    }
    const agreement = total === 0 ? 1 : Math.abs(sum) / total;
    const conflicted = Math.sign(alpha) !== Math.sign(sum) || agreement < input.minAgreement;
    result.score[i] = (conflicted ? agreement : 1) * alpha * Math.sqrt(reference / horizonMin);
    result.horizonMin[i] = horizonMin;
    result.agreement[i] = agreement;
    result.conflicted[i] = conflicted;
    result.belowCost[i] = !(Math.abs(alpha) > entryCost(input, i, alpha));
  }
  return { ...result, alphas };
}

/** Alpha = skill · volatility · score (Grinold 1994). */
function alphasOf(input: ArbiterInput, h: number, blend: Float64Array): Float64Array {
  const scale = Math.max(0, at(input.ic, h)) * Math.sqrt(at(input.horizonsMin, h) / dayMin);
  return vectorOf(blend.length, (i) => scale * f64(input.sigmaDay, i) * f64(blend, i));
}

/** The index of the horizon that earns most per minute after costs, or, where none pays, of the loudest. Ties: the shorter. −1 = none has scores. */
function choose(input: ArbiterInput, alphas: readonly (Float64Array | null)[], i: number): number {
  let paying = -1;
  let bestRate = 0;
  let loudest = -1;
  let loudness = -1;
  for (let h = 0; h < alphas.length; h++) {
    const forecast = alphas[h];
    if (forecast === null || forecast === undefined) continue;
    const alpha = f64(forecast, i);
    const rate = (Math.abs(alpha) - entryCost(input, i, alpha)) / (input.horizonsMin[h] as number);
    if (rate > bestRate) {
      bestRate = rate;
      paying = h;
    }
    if (Math.abs(alpha) > loudness) {
      loudness = Math.abs(alpha);
      loudest = h;
    }
  }
  return paying >= 0 ? paying : loudest;
}

/** Round trip, or nothing for a position that the forecast confirms. */
function entryCost(input: ArbiterInput, i: number, alpha: number): number {
  const w = f64(input.wCur, i);
  const confirmed = Math.abs(w) > weightTolerance && Math.sign(w) === Math.sign(alpha);
  return confirmed ? 0 : 2 * f64(input.cost, i);
}
