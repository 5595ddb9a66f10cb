import { InputError, requireLength } from '../math/input-error.ts';
import { at, dot, f64 } from '../math/linear.ts';
import { repeated } from '../math/repeated.ts';
import { median, spearman } from '../math/stats.ts';

export interface ZooSettings {
  /** Learning rate: how strongly a reward moves a weight. */
  readonly eta: number;
  /** Share of all weight that is dealt out evenly at every step. */
  readonly alpha: number;
  readonly piMin: number;
  readonly piMax: number;
  /** Fraction of the names that a model must score to be used. */
  readonly minCoverage: number;
  readonly maxAgeMin: number;
  /** Skill (rank correlation) that a new horizon is believed to have. */
  readonly icPrior: number;
  /** Intervals. */
  readonly icHalfLife: number;
}

/** What one horizon's models have earned; kept from one interval to the next. JSON values only. */
export interface HorizonMemory {
  /** Weight of each model, in model order; they sum to one. */
  readonly pi: readonly number[];
  /** EWMA of the blend's rank correlation with what came; may be negative. */
  readonly ic: number;
}

/** One model's raw scores: length n, NaN = missing. */
export interface ModelScores {
  readonly scores: ArrayLike<number>;
  /** Minutes since they were computed. */
  readonly ageMin: number;
  /** What `standardise` makes of the scores, where that is known already. */
  readonly standardised?: Standardised | undefined;
}

export interface Standardised {
  /** Length n, in [−3, 3]; 0 where missing. */
  readonly scores: Float64Array;
  readonly covered: readonly boolean[];
  /** Fraction of the names. */
  readonly coverage: number;
}

export interface HorizonBlend {
  /** By model. */
  readonly models: readonly Standardised[];
  /** Weight of each model in this interval, 0 if unavailable; by model. */
  readonly effective: Float64Array;
  /** Length n; null where no model is available. */
  readonly blend: Float64Array | null;
}

/** What was said about the names once, and what came of it. All of length n. */
export interface Outcome {
  readonly models: readonly Pick<Standardised, 'scores' | 'covered'>[];
  /** null where the horizon had no scores then. */
  readonly blend: ArrayLike<number> | null;
  /** Forward returns over the horizon, fractions; NaN = unknown. */
  readonly realised: ArrayLike<number>;
}

export function newHorizon(models: number, settings: ZooSettings): HorizonMemory {
  return { pi: Array.from({ length: models }, () => 1 / models), ic: settings.icPrior };
}

/** Many models of one horizon → one score per name (spec 1.1, 1.4, 1.5). */
export function blendHorizon(
  memory: HorizonMemory,
  inputs: readonly ModelScores[],
  settings: ZooSettings,
): HorizonBlend {
  requireLength('models', inputs, memory.pi.length);
  const models = inputs.map((model) => model.standardised ?? standardise(model.scores));
  const usable = models.map(
    (model, m) =>
      (inputs[m] as ModelScores).ageMin <= settings.maxAgeMin && model.coverage >= settings.minCoverage,
  );
  const total = memory.pi.reduce((sum, pi, m) => (usable[m] === true ? sum + pi : sum), 0);
  const effective = Float64Array.from(memory.pi, (pi, m) =>
    usable[m] === true && total > 0 ? pi / total : 0,
  );
  return { models, effective, blend: total > 0 ? blendOf(models, effective) : null };
}

/** What an outcome teaches: the models' weights and the horizon's skill move (spec 1.2, 1.3, 1.6). */
export function learn(memory: HorizonMemory, outcome: Outcome, settings: ZooSettings): HorizonMemory {
  const rewards = outcome.models.map((model) => reward(model, outcome.realised));
  return {
    pi: nextWeights(memory.pi, rewards, settings),
    ic: outcome.blend === null ? memory.ic : nextSkill(memory.ic, outcome.blend, outcome.realised, settings),
  };
}

/** (x − median)/(1.4826·MAD), clipped; over the names that are present. */
export function standardise(raw: ArrayLike<number>): Standardised {
  const n = raw.length;
  const scores = new Float64Array(n);
  const covered = repeated(n, false);
  const own = new Float64Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) {
    const x = raw[i] as number;
    if (!Number.isFinite(x)) continue;
    covered[i] = true;
    own[count++] = x;
  }
  const present = own.subarray(0, count);
  const middle = median(present);
  for (let k = 0; k < count; k++) present[k] = Math.abs(f64(present, k) - middle);
  const spread = madToDeviation * median(present);
  for (let i = 0; i < n; i++) {
    if (spread > 0 && covered[i] === true)
      scores[i] = Math.max(-clip, Math.min(clip, ((raw[i] as number) - middle) / spread));
  }
  return { scores, covered, coverage: n === 0 ? 0 : count / n };
}

/** Makes the median absolute deviation of a normal sample estimate its standard deviation. */
const madToDeviation = 1.4826;
const clip = 3;
/** Least length of the blended vector, so that models that cancel are not blown up. */
const leastBlendNorm = 0.1;

function blendOf(models: readonly Standardised[], weights: Float64Array): Float64Array {
  const norm = Math.max(leastBlendNorm, Math.sqrt(Math.max(0, blendVariance(models, weights))));
  const blend = new Float64Array(models[0]?.scores.length ?? 0);
  models.forEach((model, m) => {
    for (let i = 0; i < blend.length; i++) blend[i] = f64(blend, i) + f64(weights, m) * f64(model.scores, i);
  });
  for (let i = 0; i < blend.length; i++) blend[i] = f64(blend, i) / norm;
  return blend;
}

/** ωᵀRω, with R the models' uncentred correlations across names. Models without weight do not count. */
function blendVariance(models: readonly Standardised[], weights: Float64Array): number {
  const norms = models.map(({ scores }) => Math.sqrt(dot(scores, scores)));
  let total = 0;
  for (let m = 0; m < models.length; m++) {
    for (let k = 0; k < models.length; k++) {
      const weight = f64(weights, m) * f64(weights, k);
      if (weight === 0) continue;
      const scale = at(norms, m) * at(norms, k);
      if (m === k) total += weight;
      else if (scale > 0) total += (weight * dot(scoresOf(models, m), scoresOf(models, k))) / scale;
    }
  }
  return total;
}

const scoresOf = (models: readonly Standardised[], m: number): Float64Array =>
  (models[m] as Standardised).scores;

/** Spearman correlation of what a model said with what came, over the names that it covered and whose return is known. */
export function reward(model: Pick<Standardised, 'scores' | 'covered'>, realised: ArrayLike<number>): number {
  const counts = (i: number): boolean => model.covered[i] === true && Number.isFinite(realised[i]);
  return spearman(
    Float64Array.from(model.scores).filter((_, i) => counts(i)),
    Float64Array.from(realised).filter((_, i) => counts(i)),
  );
}

/** The fixed-share exponentially weighted forecaster (Herbster & Warmuth 1998), then floors and caps. */
export function nextWeights(
  pi: readonly number[],
  rewards: ArrayLike<number>,
  settings: Pick<ZooSettings, 'eta' | 'alpha' | 'piMin' | 'piMax'>,
): number[] {
  requireLength('rewards', rewards, pi.length);
  const grown = pi.map((p, m) => p * Math.exp(settings.eta * at(rewards, m)));
  const total = grown.reduce((a, b) => a + b, 0);
  const shared = grown.map((v) => ((1 - settings.alpha) * v) / total + settings.alpha / pi.length);
  return withinBounds(shared, settings.piMin, settings.piMax);
}

const boundTolerance = 1e-12;

/** clip(k·π, lo, hi) with the k > 0 for which the sum is one. */
function withinBounds(pi: readonly number[], lo: number, hi: number): number[] {
  const count = pi.length;
  if (count * lo > 1 + boundTolerance)
    throw new InputError('settings.piMin', null, `${count} models cannot all have ${lo}`);
  if (count * hi < 1 - boundTolerance)
    throw new InputError('settings.piMax', null, `${count} models of at most ${hi} do not make one`);
  const k = scaleToOne(pi, lo, hi);
  return pi.map((p) => Math.min(hi, Math.max(lo, k * p)));
}

/** The clipped sum is piecewise linear and rising in k: find the piece that passes one, then solve it. */
function scaleToOne(pi: readonly number[], lo: number, hi: number): number {
  const clippedSum = (k: number): number =>
    pi.reduce((total, p) => total + Math.min(hi, Math.max(lo, k * p)), 0);
  const positive = pi.filter((p) => p > 0);
  const breaks = positive.flatMap((p) => [lo / p, hi / p]).sort((a, b) => a - b);
  const right = breaks.findIndex((k) => clippedSum(k) >= 1);
  if (right <= 0) return right === 0 ? at(breaks, 0) : at(breaks, breaks.length - 1);
  const from = at(breaks, right - 1);
  const to = at(breaks, right);
  const low = clippedSum(from);
  const high = clippedSum(to);
  return high > low ? from + ((1 - low) / (high - low)) * (to - from) : to;
}

/** EWMA of the blend's rank correlation with what came. */
export function nextSkill(
  ic: number,
  blend: ArrayLike<number>,
  realised: ArrayLike<number>,
  settings: Pick<ZooSettings, 'icHalfLife'>,
): number {
  const covered = Array.from(realised, (r) => Number.isFinite(r));
  const skill = reward({ scores: Float64Array.from(blend), covered }, realised);
  return ic + (1 - 0.5 ** (1 / settings.icHalfLife)) * (skill - ic);
}
