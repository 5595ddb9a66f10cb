import { fraction, toPercent } from '#shared/units.ts';
import { sessionDate } from '../daily.ts';
import { at, f64 } from '../math/linear.ts';
import type { SignalSettings } from '../settings.ts';
import { fewest, maturityOf, missedWords, returnsOf } from './maturity.ts';
import type { PriceSources } from './maturity.ts';
import { arbitrate, dayMin } from './horizon-arbiter.ts';
import { builtInModels } from './models/built-in.ts';
import type { Model, ModelHistory, ModelNow, Scorer } from './models/model.ts';
import { riskScaled } from './scores.ts';
import { blendHorizon, learn, newHorizon, standardise } from './zoo-balancer.ts';
import type { HorizonBlend, HorizonMemory, ModelScores, Standardised } from './zoo-balancer.ts';
import type { WaitingCrossSection, ZooMemory } from './zoo-memory.ts';

/** All arrays by name of the universe, in universe order. */
export interface ScoreInput extends ModelNow, PriceSources {
  readonly history: ModelHistory;
  /** Fraction per day. */
  readonly sigmaDay: Float64Array;
  /** One way, fraction of traded value. */
  readonly cost: Float64Array;
  readonly wCur: Float64Array;
  /** Whether a regular session runs: only then are cross-sections kept to learn from. */
  readonly marketOpen: boolean;
}

export interface ModelWeight {
  readonly model: string;
  readonly horizonMin: number;
  /** In its horizon's blend of this interval. */
  readonly weight: number;
  /** Why it has no weight, in words; null = it has. */
  readonly unavailable: string | null;
}

export interface Scored {
  /** Length n; NaN = no signal. */
  readonly z: Float64Array;
  /** Expected excess return over the reference horizon, fraction; NaN = no signal. */
  readonly score: Float64Array;
  /** Over the same horizon. */
  readonly sigma: Float64Array;
  /** The horizon that decided, minutes; NaN = no signal. */
  readonly horizonMin: Float64Array;
  /** The reference horizon in trading days. */
  readonly horizonDays: number;
  readonly models: readonly ModelWeight[];
  readonly zoo: ZooMemory;
  /** Cross-sections whose outcome will never be known, in words; null = none. */
  readonly missed: string | null;
}

interface Horizon {
  readonly horizonMin: number;
  readonly models: readonly Model[];
}

/** Models → zoo → arbiter → z (spec 1, 2, 3), having first learnt from the cross-sections whose outcome is known by now. */
export function score(input: ScoreInput, memory: ZooMemory, settings: SignalSettings): Scored {
  const horizons = horizonsOf(settings.models);
  const { memory: learnt, missed } = learnFromMatured(input, memory, horizons, settings);
  const memories = horizons.map((horizon) => memoryOf(learnt, horizon, settings));
  const blends = horizons.map(({ models }, h) =>
    blendHorizon(
      memories[h] as HorizonMemory,
      models.map((model) => scoresOf(model, input)),
      settings,
    ),
  );
  const arbitrated = arbitrate({
    horizonsMin: horizons.map(({ horizonMin }) => horizonMin),
    blends: blends.map(({ blend }) => blend),
    ic: memories.map(({ ic }) => ic),
    sigmaDay: input.sigmaDay,
    cost: input.cost,
    wCur: input.wCur,
    horizonRefMin: null,
    minAgreement: settings.minAgreement,
  });
  return {
    z: riskScaled(arbitrated.score, arbitrated.sigma, settings),
    score: arbitrated.score,
    sigma: arbitrated.sigma,
    horizonMin: arbitrated.horizonMin,
    horizonDays: Math.max(...horizons.map(({ horizonMin }) => horizonMin)) / dayMin,
    models: horizons.flatMap(({ horizonMin, models }, h) =>
      models.map((model, m) => weightOf(model, horizonMin, blends[h] as HorizonBlend, m, input)),
    ),
    zoo: { ...learnt, waiting: [...learnt.waiting, ...newCrossSections(input, learnt, horizons, blends)] },
    missed: missedWords(missed),
  };
}

interface Prepared {
  readonly scorer: Scorer;
  /** Of scores that the session does not change. */
  readonly standardised: Standardised | undefined;
}

/** What each model has worked out from a history. The answers are the same with or without this. */
const prepared = new WeakMap<ModelHistory, Map<Model, Prepared>>();

function scoresOf(model: Model, input: ScoreInput): ModelScores {
  const known = prepared.get(input.history) ?? new Map<Model, Prepared>();
  const own = known.get(model) ?? prepare(model, input);
  prepared.set(input.history, known.set(model, own));
  return { scores: own.scorer(input), ageMin: 0, standardised: own.standardised };
}

function prepare(model: Model, input: ScoreInput): Prepared {
  const scorer = model.prepare(input.history);
  return { scorer, standardised: scorer.fixed === true ? standardise(scorer(input)) : undefined };
}

function weightOf(
  { id, needs }: Model,
  horizonMin: number,
  { effective, models }: HorizonBlend,
  m: number,
  input: ScoreInput,
): ModelWeight {
  const weight = f64(effective, m);
  const coverage = toPercent(fraction(models[m]?.coverage ?? 0)).toFixed(0);
  const reason =
    needs !== null && input.intraday === null ? `needs ${needs}` : `scores ${coverage} % of the names only`;
  return { model: id, horizonMin, weight, unavailable: weight > 0 ? null : reason };
}

/** The chosen models by horizon, shortest first. */
function horizonsOf(chosen: readonly string[]): Horizon[] {
  const models = builtInModels.filter(({ id }) => chosen.includes(id));
  const minutes = [...new Set(models.map(({ horizonMin }) => horizonMin))].sort((a, b) => a - b);
  return minutes.map((horizonMin) => ({
    horizonMin,
    models: models.filter((model) => model.horizonMin === horizonMin),
  }));
}

/** A model that the memory does not know starts with an even share. */
function memoryOf(
  memory: ZooMemory,
  { horizonMin, models }: Horizon,
  settings: SignalSettings,
): HorizonMemory {
  const start = newHorizon(models.length, settings);
  const pi = models.map(({ id }, m) => memory.pi[id] ?? at(start.pi, m));
  const total = pi.reduce((sum, p) => sum + p, 0);
  return { pi: pi.map((p) => p / total), ic: memory.ic[horizonMin] ?? start.ic };
}

interface Learnt {
  readonly memory: ZooMemory;
  readonly missed: readonly WaitingCrossSection[];
}

/** In the order in which they were made, but none waits for the bars of another. */
function learnFromMatured(
  input: ScoreInput,
  memory: ZooMemory,
  horizons: readonly Horizon[],
  settings: SignalSettings,
): Learnt {
  const missed: WaitingCrossSection[] = [];
  let learnt = memory;
  for (const horizon of horizons) {
    for (const section of memory.waiting) {
      if (section.horizonMin !== horizon.horizonMin) continue;
      const prices = maturityOf(section, input);
      if (prices === 'young') break;
      if (prices === 'wait') continue;
      if (prices === 'lost') missed.push(section);
      else learnt = learnFrom(learnt, horizon, section, returnsOf(section, prices), settings);
      learnt = { ...learnt, waiting: learnt.waiting.filter((other) => other !== section) };
    }
  }
  return { memory: learnt, missed };
}

function learnFrom(
  memory: ZooMemory,
  horizon: Horizon,
  section: WaitingCrossSection,
  realised: Float64Array,
  settings: SignalSettings,
): ZooMemory {
  const outcome = {
    models: horizon.models.map(({ id }) => {
      const scores = section.scores[id] ?? section.tickers.map(() => null);
      return {
        scores: Float64Array.from(scores, (s) => s ?? 0),
        covered: scores.map((s) => s !== null),
      };
    }),
    blend: section.blend,
    realised,
  };
  const after = learn(memoryOf(memory, horizon, settings), outcome, settings);
  const pi = horizon.models.map(({ id }, m) => [id, at(after.pi, m)] as const);
  return {
    ...memory,
    pi: { ...memory.pi, ...Object.fromEntries(pi) },
    ic: { ...memory.ic, [horizon.horizonMin]: after.ic },
  };
}

/** One a trading day and horizon, over the names that are quoted, as soon as enough of them are. */
function newCrossSections(
  input: ScoreInput,
  memory: ZooMemory,
  horizons: readonly Horizon[],
  blends: readonly HorizonBlend[],
): WaitingCrossSection[] {
  if (!input.marketOpen) return [];
  const today = sessionDate(input.at);
  const { quoted, tickers } = input;
  const priced = tickers.flatMap((_, i) => (f64(quoted, i) > 0 ? [i] : []));
  if (priced.length < fewest * tickers.length) return [];
  return horizons.flatMap((horizon, h) => {
    const { blend, models } = blends[h] as HorizonBlend;
    const last = memory.waiting.findLast(({ horizonMin }) => horizonMin === horizon.horizonMin);
    if (blend === null || (last !== undefined && sessionDate(last.at) >= today)) return [];
    const scoresOf = (m: number): (number | null)[] =>
      priced.map((i) => (models[m]?.covered[i] === true ? f64(models[m].scores, i) : null));
    return [
      {
        horizonMin: horizon.horizonMin,
        at: input.at,
        tickers: priced.map((i) => tickers[i] as string),
        prices: priced.map((i) => f64(quoted, i)),
        scores: Object.fromEntries(horizon.models.map(({ id }, m) => [id, scoresOf(m)])),
        blend: priced.map((i) => f64(blend, i)),
      },
    ];
  });
}
