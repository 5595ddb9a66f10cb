import { z } from 'zod';
import { defaultRebalanceSettings } from '#engine/optimizer/rebalance-settings.ts';
import { checkRotationSettings, defaultRotationSettings } from '#engine/optimizer/rotation-settings.ts';
import type { EngineSettings } from '#engine/settings.ts';
import { builtInModels } from '#engine/signals/models/built-in.ts';
import { ticker } from '#shared/ids.ts';
import { fromBps, fromPercent, money } from '#shared/units.ts';
import { Execution, executionOf } from './execution-file.ts';
import { LimitsFile, limitsOf } from './limits/limits-file.ts';

// The strategy file, in the units that traders write (percent, bps, seconds), becomes house units here and nowhere else.

const spec = defaultRotationSettings;
const whole = defaultRebalanceSettings;
const percent = (low: number, high: number, otherwise: number) =>
  z.number().min(low).max(high).transform(fromPercent).default(fromPercent(otherwise));
const count = (otherwise: number) => z.int().min(0).max(100_000).default(otherwise);
const number = (otherwise: number) => z.number().default(otherwise);
const Symbol = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9. ]{0,11}$/, 'must be a symbol as IBKR spells it, such as AAPL or BRK B')
  .transform(ticker);

const Rotation = z
  .strictObject({
    kBuy: count(spec.kBuy),
    kSell: count(spec.kSell),
    zCut: number(spec.zCut),
    zKeep: number(spec.zKeep),
    deltaZMin: z.number().min(0).default(spec.deltaZMin),
    deltaWMaxPercent: percent(0, 100, 2),
    gammaCost: z.number().min(0).default(spec.gammaCost),
    tauU: number(spec.tauU),
    kAtr: z.number().positive().default(spec.kAtr),
    tMaxMin: z.number().positive().default(spec.tMaxMin),
    tauL1Percent: percent(0, 200, 1),
    tauNameBps: z.number().min(0).default(spec.tauNameBps),
    wMaxPercent: percent(0, 100, 5),
    grossPercent: percent(0, 200, 100),
    netMinPercent: percent(-100, 100, 0),
    netMaxPercent: percent(0, 100, 100),
    sectorMaxPercent: percent(0, 100, 25),
    turnoverMaxPercent: percent(0, 200, 30),
    minWeightPercent: percent(0, 100, 0),
    cutsBypassBands: z.boolean().default(spec.cutsBypassBands),
    longShort: z.boolean().default(spec.longShort),
    rebuyAfterCutMin: z.number().min(0).max(10_080).default(spec.rebuyAfterCutMin),
  })
  .refine((r) => r.kBuy <= r.kSell, { path: ['kBuy'], message: 'must not be over kSell' })
  .refine((r) => r.netMinPercent <= r.netMaxPercent, {
    path: ['netMinPercent'],
    message: 'must not be over netMaxPercent',
  })
  .refine((r) => r.longShort || r.grossPercent <= fromPercent(100), {
    path: ['grossPercent'],
    message: 'must not be over 100 where nothing is sold short',
  })
  .refine((r) => r.longShort || r.netMinPercent >= 0, {
    path: ['netMinPercent'],
    message: 'must not be under 0 where nothing is sold short',
  });

const optionalPercent = (most: number) => z.number().min(0).max(most).transform(fromPercent).nullable();

/** The limits, gammaCost and the bands are those of `rotation`. */
const Rebalance = z.strictObject({
  lambda: z.number().min(0).default(whole.lambda),
  scaling: z.enum(['riskScaled', 'alpha']).default(whole.scaling),
  betaBandPercent: optionalPercent(200).default(null),
  sectorGrossMaxPercent: optionalPercent(200).default(null),
  relaxWhenInfeasible: z.boolean().default(whole.relaxWhenInfeasible),
  factors: z.int().min(1).max(100).default(20),
});

const Hedge = z.strictObject({
  ticker: Symbol,
  betaBandPercent: percent(0, 200, 5),
  hedgeMaxPercent: percent(0, 200, 50),
});

const Clamps = z.strictObject({
  openClampMin: z.number().min(0).max(390).default(5),
  closeClampMin: z.number().min(0).max(390).default(10),
  maxSpreadBps: z.number().positive().default(50).transform(fromBps),
  maxQuoteAgeSec: z.number().positive().max(3600).default(10),
  maxAdvPercent: z.number().positive().max(100).default(1).transform(fromPercent),
  minOrderMoney: z.number().min(0).default(500).transform(money),
});

const modelIds = builtInModels.map(({ id }) => id);

const Signals = z.strictObject({
  models: z.array(z.enum(modelIds)).min(1).default(modelIds),
  unitDispersion: z.boolean().default(true),
  eta: z.number().positive().default(0.5),
  alpha: z.number().min(0).max(1).default(0.02),
  piMin: z.number().min(0).max(1).default(0),
  piMax: z.number().min(0).max(1).default(1),
  minCoverage: z.number().min(0).max(1).default(0.5),
});

const Risk = z.strictObject({
  target: z.enum(['identity', 'constantCorrelation']).default('constantCorrelation'),
  minObservations: z.int().min(2).default(60),
  rows: z.int().min(60).max(2000).default(500),
});

const StrategyFile = z
  .strictObject({
    version: z.literal(1),
    name: z.string().trim().min(1).max(80),
    benchmark: Symbol.default(ticker('SPY')),
    universe: z
      .array(Symbol)
      .min(1)
      .max(1000)
      .superRefine((names, context) => {
        names.forEach((name, index) => {
          if (names.indexOf(name) < index)
            context.addIssue({
              code: 'custom',
              path: [index],
              message: `${name} stands in the universe twice`,
            });
        });
      }),
    restricted: z.array(Symbol).default([]),
    engine: z.enum(['rotation', 'rebalance']).default('rotation'),
    rotation: Rotation.prefault({}),
    rebalance: Rebalance.prefault({}),
    shadow: z.boolean().default(true),
    hedge: Hedge.nullable().default(null),
    signals: Signals.prefault({}),
    risk: Risk.prefault({}),
    clamps: Clamps.prefault({}),
    limits: LimitsFile.prefault({}),
    execution: Execution.prefault({}),
  })
  .refine(({ hedge, universe }) => hedge === null || !universe.includes(hedge.ticker), {
    path: ['hedge', 'ticker'],
    message: 'must not be in the universe',
  })
  .superRefine(({ limits, clamps, execution }, context) => {
    const hard = {
      advPerOrderPercent: clamps.maxAdvPercent,
      quoteAgeSec: clamps.maxQuoteAgeSec * 1000,
      spreadBps: clamps.maxSpreadBps,
      priceMovedBps: execution.priceToleranceBps,
    };
    for (const [key, most] of Object.entries(hard))
      if ((limits[key as keyof typeof hard]?.soft ?? 0) > most)
        context.addIssue({
          code: 'custom',
          path: ['limits', key],
          message: 'must not be over what refuses',
        });
  });
type StrategyFile = z.output<typeof StrategyFile>;

export type ParsedStrategy =
  | { readonly settings: EngineSettings; readonly error: null }
  | { readonly settings: null; readonly error: string };

/** Never throws: what is wrong is said in words that name the line or the key. */
export function parseStrategy(text: string): ParsedStrategy {
  const json = parseJson(text);
  if ('error' in json) return { settings: null, error: json.error };
  const parsed = StrategyFile.safeParse(json.value);
  if (!parsed.success) return { settings: null, error: wordsOf(parsed.error) };
  const settings = settingsOf(parsed.data);
  try {
    checkRotationSettings(settings.rotation);
  } catch (error) {
    return { settings: null, error: error instanceof Error ? error.message : String(error) };
  }
  return { settings, error: null };
}

export function parseJson(text: string): { value: unknown } | { error: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/.exec(message)?.[1];
    if (position === undefined || message.includes('line ')) return { error: `not valid JSON: ${message}` };
    const before = text.slice(0, Number(position));
    const line = before.split('\n').length;
    return {
      error: `not valid JSON at line ${line}, column ${before.length - before.lastIndexOf('\n')}: ${message}`,
    };
  }
}

export function wordsOf(error: z.ZodError): string {
  const issues = error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  const more = error.issues.length - issues.length;
  return issues.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

function settingsOf(file: StrategyFile): EngineSettings {
  const { rebalance: b, clamps, limits, execution } = file;
  return {
    name: file.name,
    universe: file.universe,
    benchmark: file.benchmark,
    restricted: file.restricted,
    engine: file.engine,
    rotation: rotationOf(file),
    rebalance: {
      lambda: b.lambda,
      scaling: b.scaling,
      betaBand: b.betaBandPercent,
      sectorGrossMax: b.sectorGrossMaxPercent,
      relaxWhenInfeasible: b.relaxWhenInfeasible,
    },
    shadow: file.shadow,
    hedge: file.hedge === null ? null : { ticker: file.hedge.ticker },
    signals: {
      ...file.signals,
      sigmaFloor: 1e-4,
      minAgreement: 0.25,
      maxAgeMin: 1560,
      icPrior: 0.03,
      icHalfLife: 60,
    },
    risk: { ...file.risk, lambda: 0.94, betaHalfLife: 60, factors: b.factors },
    clamps: {
      openClampMin: clamps.openClampMin,
      closeClampMin: clamps.closeClampMin,
      maxSpread: clamps.maxSpreadBps,
      maxQuoteAgeMs: clamps.maxQuoteAgeSec * 1000,
      maxAdv: clamps.maxAdvPercent,
      minOrderValue: clamps.minOrderMoney,
    },
    limits: limitsOf(limits),
    execution: executionOf(execution),
  };
}

function rotationOf({ rotation: r, hedge }: StrategyFile): EngineSettings['rotation'] {
  return {
    ...spec,
    kBuy: r.kBuy,
    kSell: r.kSell,
    zCut: r.zCut,
    zKeep: r.zKeep,
    deltaZMin: r.deltaZMin,
    deltaWMax: r.deltaWMaxPercent,
    gammaCost: r.gammaCost,
    tauU: r.tauU,
    kAtr: r.kAtr,
    tMaxMin: r.tMaxMin,
    tauL1: r.tauL1Percent,
    tauNameBps: r.tauNameBps,
    wMax: r.wMaxPercent,
    gross: r.grossPercent,
    netMin: r.netMinPercent,
    netMax: r.netMaxPercent,
    sectorMax: r.sectorMaxPercent,
    turnoverMax: r.turnoverMaxPercent,
    minWeight: r.minWeightPercent,
    cutsBypassBands: r.cutsBypassBands,
    longShort: r.longShort,
    rebuyAfterCutMin: r.rebuyAfterCutMin,
    betaBand: hedge?.betaBandPercent ?? spec.betaBand,
    hedgeMax: hedge?.hedgeMaxPercent ?? spec.hedgeMax,
  };
}
