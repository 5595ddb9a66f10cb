import { at } from '../math/linear.ts';
import type { RebalanceInput, SectorLimit } from './rebalance-input.ts';

/** What the weights make of one limit. `lower` and `upper`: ∓Infinity = no bound on that side. */
export interface LimitUse {
  /** `net`, `turnover`, `gross`, `beta`, `sector:<name>` or `sectorGross:<name>`. */
  readonly limit: string;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** Every limit over several names that the rebalance engine imposes, at some weights. */
export function limitUses(input: RebalanceInput, w: Float64Array): LimitUse[] {
  const { limits, beta, wCur, countsInGross } = input;
  let [net, gross, turnover, betaSum] = [0, 0, 0, 0];
  for (let i = 0; i < w.length; i++) {
    net += at(w, i);
    betaSum += (beta?.[i] ?? 0) * at(w, i);
    if (countsInGross?.[i] === false) continue;
    gross += Math.abs(at(w, i));
    turnover += Math.abs(at(w, i) - at(wCur, i));
  }
  const sectors = sectorSums(input, w);
  return [
    ...(limits.netMin === null && limits.netMax === null
      ? []
      : [
          {
            limit: 'net',
            value: net,
            lower: limits.netMin ?? -Infinity,
            upper: limits.netMax ?? Infinity,
          },
        ]),
    ...upTo('gross', gross, limits.gross),
    ...upTo('turnover', turnover, limits.turnoverMax),
    ...within('beta', betaSum, limits.betaBand),
    ...sectors.flatMap(({ sector, sum }) =>
      within(`sector:${sector}`, sum, boundOf(limits.sectorMax, sector)),
    ),
    ...sectors.flatMap(({ sector, size }) =>
      upTo(`sectorGross:${sector}`, size, boundOf(limits.sectorGrossMax, sector)),
    ),
  ];
}

/** By how much a limit is broken; 0 = it holds. */
export const excessOf = ({ value, lower, upper }: LimitUse): number =>
  Math.max(0, lower - value, value - upper);

interface SectorSum {
  readonly sector: string;
  sum: number;
  size: number;
}

/** In order of first appearance. */
function sectorSums({ sector }: RebalanceInput, w: Float64Array): SectorSum[] {
  const sums = new Map<string, SectorSum>();
  sector.forEach((name, i) => {
    if (name === null) return;
    const own = sums.get(name) ?? { sector: name, sum: 0, size: 0 };
    sums.set(name, own);
    own.sum += at(w, i);
    own.size += Math.abs(at(w, i));
  });
  return [...sums.values()];
}

const boundOf = (limit: SectorLimit, sector: string): number | null =>
  limit === null || typeof limit === 'number' ? limit : (limit[sector] ?? null);

const upTo = (limit: string, value: number, upper: number | null): LimitUse[] =>
  upper === null ? [] : [{ limit, value, lower: -Infinity, upper }];

const within = (limit: string, value: number, most: number | null): LimitUse[] =>
  most === null ? [] : [{ limit, value, lower: -most, upper: most }];
