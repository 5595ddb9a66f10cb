import { at } from '../math/linear.ts';

/** Weights up to here count as none. */
const weightTolerance = 1e-9;
/** A regular trading day. */
const dayMin = 390;

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

interface Choice {
  readonly horizonMin: number;
  readonly alpha: number;
  readonly belowCost: boolean;
}

/** Several horizons → one score per name (spec 2). */
export function arbitrate(input: ArbiterInput): Arbitrated {
  const n = input.sigmaDay.length;
  const reference = input.horizonRefMin ?? Math.max(...input.horizonsMin);
  const alphas = input.blends.map((blend, h) => (blend === null ? null : alphasOf(input, h, blend)));
  const result = {
    score: new Float64Array(n).fill(Number.NaN),
    sigma: input.sigmaDay.map((s) => s * Math.sqrt(reference / dayMin)),
    horizonMin: new Float64Array(n).fill(Number.NaN),
    agreement: new Float64Array(n).fill(1),
    conflicted: Array.from({ length: n }, () => false),
    belowCost: Array.from({ length: n }, () => false),
  };
  for (let i = 0; i < n; i++) {
    const choice = choose(input, alphas, i);
    if (choice === null) continue;
    const { sum, agreement } = agree(alphas, i);
    const conflicted = Math.sign(choice.alpha) !== Math.sign(sum) || agreement < input.minAgreement;
    result.score[i] = (conflicted ? agreement : 1) * choice.alpha * Math.sqrt(reference / choice.horizonMin);
    result.horizonMin[i] = choice.horizonMin;
    result.agreement[i] = agreement;
    result.conflicted[i] = conflicted;
    result.belowCost[i] = choice.belowCost;
  }
  return { ...result, alphas };
}

/** Alpha = skill · volatility · score (Grinold 1994). */
function alphasOf(input: ArbiterInput, h: number, blend: Float64Array): Float64Array {
  const scale = Math.max(0, at(input.ic, h)) * Math.sqrt(at(input.horizonsMin, h) / dayMin);
  return input.sigmaDay.map((s, i) => scale * s * at(blend, i));
}

/** The horizon that earns most per minute after costs, or, where none pays, the loudest. Ties: the shorter. */
function choose(input: ArbiterInput, alphas: readonly (Float64Array | null)[], i: number): Choice | null {
  let paying: Choice | null = null;
  let bestRate = 0;
  let loudest: Choice | null = null;
  for (const [h, forecast] of alphas.entries()) {
    if (forecast === null) continue;
    const alpha = at(forecast, i);
    const horizonMin = at(input.horizonsMin, h);
    const rate = (Math.abs(alpha) - entryCost(input, i, alpha)) / horizonMin;
    if (rate > bestRate) {
      bestRate = rate;
      paying = { horizonMin, alpha, belowCost: false };
    }
    if (loudest === null || Math.abs(alpha) > Math.abs(loudest.alpha))
      loudest = { horizonMin, alpha, belowCost: true };
  }
  return paying ?? loudest;
}

/** Round trip, or nothing for a position that the forecast confirms. */
function entryCost(input: ArbiterInput, i: number, alpha: number): number {
  const w = at(input.wCur, i);
  const confirmed = Math.abs(w) > weightTolerance && Math.sign(w) === Math.sign(alpha);
  return confirmed ? 0 : 2 * at(input.cost, i);
}

function agree(alphas: readonly (Float64Array | null)[], i: number): { sum: number; agreement: number } {
  let sum = 0;
  let total = 0;
  for (const forecast of alphas) {
    if (forecast === null) continue;
    sum += at(forecast, i);
    total += Math.abs(at(forecast, i));
  }
  return { sum, agreement: total === 0 ? 1 : Math.abs(sum) / total };
}
