import { dot, f64, i32, sum } from '../math/linear.ts';
import { totalDrift } from '../policy/bands.ts';
import { sectorsOf } from './rotation/book-of.ts';
import { weightTolerance } from './rotation/book.ts';
import type { RotationInput } from './rotation/rotation-input.ts';
import type { RotationSettings } from './rotation-settings.ts';

export interface LimitMargin {
  /** `gross`, `netMax`, `netMin`, `turnover`, `beta`, `hedge` or `sector:<name>`. */
  readonly limit: string;
  readonly value: number;
  readonly bound: number;
  /** What is left; negative = broken. */
  readonly slack: number;
}

/** The whole book at its targets after the bands; weights are fractions of NAV. */
export interface BookMargins {
  /** Σ|w_tar − w_cur| before the bands, hedge included. */
  readonly l1: number;
  /** Σ|w_tar − w_cur| after the bands, hedge left out. */
  readonly turnover: number;
  readonly gross: number;
  readonly net: number;
  /** Hedge included. */
  readonly beta: number;
  /** Signed, in order of first appearance. */
  readonly sectors: readonly { readonly sector: string; readonly weight: number }[];
  readonly limits: readonly LimitMargin[];
}

export function bookMargins(
  input: RotationInput,
  wTar: Float64Array,
  hedge: number | null,
  l1: number,
  settings: RotationSettings,
): BookMargins {
  const gross = sizeOf(wTar);
  const net = sum(wTar);
  const turnover = totalDrift(input.wCur, wTar);
  const beta = dot(input.beta, wTar) + (input.hedge === null ? 0 : input.hedge.beta * (hedge ?? 0));
  const sectors = sectorWeights(input.sector, wTar);
  return {
    l1,
    turnover,
    gross,
    net,
    beta,
    sectors: sectors.map(({ sector, weight }) => ({ sector, weight })),
    limits: [
      upTo('gross', gross, settings.gross),
      upTo('netMax', net, settings.netMax),
      { limit: 'netMin', value: net, bound: settings.netMin, slack: net - settings.netMin },
      upTo('turnover', turnover, settings.turnoverMax),
      ...(hedge === null
        ? []
        : [
            upTo('beta', Math.abs(beta), settings.betaBand),
            upTo('hedge', Math.abs(hedge), settings.hedgeMax),
          ]),
      ...sectors.map(({ sector, fullest }) => upTo(`sector:${sector}`, fullest, settings.sectorMax)),
    ],
  };
}

function sizeOf(weights: Float64Array): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += Math.abs(f64(weights, i));
  return total;
}

const upTo = (limit: string, value: number, bound: number): LimitMargin => ({
  limit,
  value,
  bound,
  slack: bound - value,
});

interface SectorWeight {
  readonly sector: string;
  /** Long minus short. */
  readonly weight: number;
  /** The fuller of the two sides: each side has the limit to itself. */
  readonly fullest: number;
}

function sectorWeights(sector: readonly string[], wTar: Float64Array): SectorWeight[] {
  const { sectorOf, sectorNames } = sectorsOf(sector);
  const long = new Float64Array(sectorNames.length);
  const short = new Float64Array(sectorNames.length);
  for (let i = 0; i < wTar.length; i++) {
    const w = f64(wTar, i);
    const s = i32(sectorOf, i);
    if (w > 0) long[s] = f64(long, s) + w;
    else short[s] = f64(short, s) - w;
  }
  return sectorNames.map((name, s) => ({
    sector: name,
    weight: f64(long, s) - f64(short, s),
    fullest: Math.max(f64(long, s), f64(short, s)),
  }));
}

/** Which ends of netMin ≤ Σw ≤ netMax the targets break. */
export function netBreaches(
  wTar: Float64Array,
  settings: Pick<RotationSettings, 'netMin' | 'netMax'>,
): string[] {
  const net = sum(wTar);
  return [
    ...(net < settings.netMin - weightTolerance ? ['netMin'] : []),
    ...(net > settings.netMax + weightTolerance ? ['netMax'] : []),
  ];
}
