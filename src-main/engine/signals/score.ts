import { tradingMinutesBetween } from '#shared/calendar.ts';
import type { EpochMs } from '#shared/units.ts';
import { sessionDate } from '../daily.ts';
import { at } from '../math/linear.ts';
import type { SignalSettings } from '../settings.ts';
import { arbitrate } from './horizon-arbiter.ts';
import type { Model } from './models/model.ts';
import { momentum } from './models/momentum.ts';
import { reversal } from './models/reversal.ts';
import { riskScaled } from './scores.ts';
import { blendHorizon, learn, newHorizon } from './zoo-balancer.ts';
import type { HorizonBlend, HorizonMemory } from './zoo-balancer.ts';
import type { WaitingCrossSection, ZooMemory } from './zoo-memory.ts';

export const builtInModels: readonly Model[] = [momentum, reversal];

/** All arrays by name of the universe, in universe order. */
export interface ScoreInput {
  readonly at: EpochMs;
  readonly tickers: readonly string[];
  /** Daily closes, the last row the latest price; NaN = missing. */
  readonly closes: readonly Float64Array[];
  /** Latest price, NaN = unknown. */
  readonly prices: Float64Array;
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
  readonly weight: number;
}

export interface Scored {
  /** Length n; NaN = no signal. */
  readonly z: Float64Array;
  /** Weight of each model in its horizon's blend, 0 where it had too little to say. */
  readonly models: readonly ModelWeight[];
  readonly zoo: ZooMemory;
}

interface Horizon {
  readonly horizonMin: number;
  readonly models: readonly Model[];
}

/** Models → zoo → arbiter → z (spec 1, 2, 3), having first learnt from the cross-sections whose outcome is known by now. */
export function score(input: ScoreInput, memory: ZooMemory, settings: SignalSettings): Scored {
  const learnt = learnFromMatured(input, memory, settings);
  const horizons = horizonsOf(builtInModels);
  const memories = horizons.map((horizon) => memoryOf(learnt, horizon, settings));
  const blends = horizons.map(({ models }, h) =>
    blendHorizon(
      memories[h] as HorizonMemory,
      models.map((model) => ({ scores: model.score(input.closes), ageMin: 0 })),
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
    models: horizons.flatMap(({ horizonMin, models }, h) =>
      models.map(({ id }, m) => ({
        model: id,
        horizonMin,
        weight: at((blends[h] as HorizonBlend).effective, m),
      })),
    ),
    zoo: { ...learnt, waiting: [...learnt.waiting, ...newCrossSections(input, learnt, horizons, blends)] },
  };
}

/** The models by horizon, shortest first. */
function horizonsOf(models: readonly Model[]): Horizon[] {
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

function learnFromMatured(input: ScoreInput, memory: ZooMemory, settings: SignalSettings): ZooMemory {
  const now = new Map(input.tickers.map((ticker, i) => [ticker, at(input.prices, i)]));
  let learnt = memory;
  for (const horizon of horizonsOf(builtInModels)) {
    const own = learnt.waiting.filter(({ horizonMin }) => horizonMin === horizon.horizonMin);
    const young = own.findIndex((section) => !isMature(section, input.at));
    for (const section of young < 0 ? own : own.slice(0, young)) {
      learnt = learnFrom(learnt, horizon, section, now, settings);
    }
  }
  return learnt;
}

const isMature = (section: WaitingCrossSection, moment: EpochMs): boolean =>
  tradingMinutesBetween(section.at, moment) >= section.horizonMin;

function learnFrom(
  memory: ZooMemory,
  horizon: Horizon,
  section: WaitingCrossSection,
  now: ReadonlyMap<string, number>,
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
    realised: Float64Array.from(
      section.tickers,
      (ticker, i) => (now.get(ticker) ?? Number.NaN) / at(section.prices, i) - 1,
    ),
  };
  const after = learn(memoryOf(memory, horizon, settings), outcome, settings);
  const pi = horizon.models.map(({ id }, m) => [id, at(after.pi, m)] as const);
  return {
    pi: { ...memory.pi, ...Object.fromEntries(pi) },
    ic: { ...memory.ic, [horizon.horizonMin]: after.ic },
    waiting: memory.waiting.filter((other) => other !== section),
  };
}

/** One a trading day and horizon, over the names that have a price. */
function newCrossSections(
  input: ScoreInput,
  memory: ZooMemory,
  horizons: readonly Horizon[],
  blends: readonly HorizonBlend[],
): WaitingCrossSection[] {
  if (!input.marketOpen) return [];
  const today = sessionDate(input.at);
  const priced = input.tickers.flatMap((_, i) => (at(input.prices, i) > 0 ? [i] : []));
  return horizons.flatMap((horizon, h) => {
    const { blend, models } = blends[h] as HorizonBlend;
    const last = memory.waiting.findLast(({ horizonMin }) => horizonMin === horizon.horizonMin);
    if (blend === null || (last !== undefined && sessionDate(last.at) >= today)) return [];
    const scoresOf = (m: number): (number | null)[] =>
      priced.map((i) => (models[m]?.covered[i] === true ? at(models[m].scores, i) : null));
    return [
      {
        horizonMin: horizon.horizonMin,
        at: input.at,
        tickers: priced.map((i) => input.tickers[i] as string),
        prices: priced.map((i) => at(input.prices, i)),
        scores: Object.fromEntries(horizon.models.map(({ id }, m) => [id, scoresOf(m)])),
        blend: priced.map((i) => at(blend, i)),
      },
    ];
  });
}
