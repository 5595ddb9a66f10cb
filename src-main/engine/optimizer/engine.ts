import type { Reason } from '#shared/domain/proposal.ts';
import { f64 } from '../math/linear.ts';
import type { BookMargins, LimitMargin } from './book-margins.ts';
import { excessOf, limitUses } from './limit-use.ts';
import type { LimitUse } from './limit-use.ts';
import type { NameMargins } from './margins.ts';
import { bandsWithinLimits } from './put-back.ts';
import type { RebalanceInput } from './rebalance-input.ts';
import { rebalanceMargins } from './rebalance-margins.ts';
import { rebalance } from './rebalance.ts';
import type { RebalanceMemory, RebalanceResult } from './rebalance.ts';
import { rotate } from './rotation.ts';
import type { RotationResult } from './rotation.ts';
import { weightTolerance } from './rotation/book.ts';
import { rankByZ } from './rotation/ranks.ts';
import type { Pair, Stopped } from './rotation/reasons.ts';
import type { RotationInput } from './rotation/rotation-input.ts';
import { shadowOf } from './shadow.ts';
import type { Shadow } from './shadow.ts';
import type { EngineSettings } from '../settings.ts';

/**
 * What both engines promise: what to hold, and why. Arrays are by name of the interval, the hedge last where there is one; weights are
 * signed fractions of NAV.
 */
export interface Targets {
  /** After the bands. */
  readonly wTar: Float64Array;
  /** Before the bands. */
  readonly rawTarget: Float64Array;
  /** From 1, by z, highest first; Infinity = no signal. */
  readonly rank: Float64Array;
  readonly reasons: readonly (readonly Reason[])[];
  /** Receivers that something stopped; the rebalance engine stops none. */
  readonly blocked: readonly Stopped[];
  /** In the order in which they are to be shown. */
  readonly pairs: readonly TargetPair[];
  readonly bandSkip: boolean;
  readonly nameBand: readonly number[];
  /** Limits that the targets before the bands break. */
  readonly unmet: readonly string[];
  /** By name; empty = none is known. */
  readonly margins: readonly NameMargins[];
  readonly book: BookMargins;
  /** The rebalance engine's own account; left out where the rotation made the targets. */
  readonly solved?: RebalanceResult;
}

/** Weight that moves out of `from` into `to`; null = cash. In the short book, short exposure does. */
export type TargetPair = Omit<Pair<Reason>, 'to' | 'utility'> & {
  readonly to: number | null;
  /** null where none decides. */
  readonly utility: number | null;
};

export interface EngineAnswer {
  readonly targets: Targets;
  /** null where it is switched off. */
  readonly shadow: Shadow | null;
  /** Starts the next interval's solver; null where none ran. */
  readonly memory: RebalanceMemory | null;
}

/** The targets of the engine that the strategy chose, and the shadow of the other. `whole` is asked for only where a solver runs. */
export function targetsOf(
  rotation: RotationInput,
  whole: () => RebalanceInput,
  settings: Pick<EngineSettings, 'engine' | 'rotation' | 'rebalance' | 'shadow'>,
  memory: RebalanceMemory | null,
): EngineAnswer {
  const greedy =
    settings.engine === 'rotation' || settings.shadow ? rotate(rotation, settings.rotation) : null;
  if (settings.engine === 'rotation' && !settings.shadow && greedy !== null)
    return { targets: rotationTargets(greedy, rotation), shadow: null, memory: null };
  const input = whole();
  const { relaxWhenInfeasible } = settings.rebalance;
  const solved = rebalance(input, { relaxWhenInfeasible, memory });
  const rotated = greedy === null ? null : rotationTargets(greedy, rotation);
  return {
    targets:
      settings.engine === 'rotation' && rotated !== null
        ? rotated
        : rebalanceTargets(input, solved, rotation, settings),
    shadow: settings.shadow && rotated !== null ? shadowOf(input, rotated.rawTarget, solved) : null,
    memory: plain(solved.memory),
  };
}

/** Saved as JSON, where −0 comes back as 0. */
const plain = ({ w, prices }: RebalanceMemory): RebalanceMemory => ({
  w: w.map((x) => x + 0),
  prices: Object.fromEntries(Object.entries(prices).map(([limit, x]) => [limit, x + 0])),
});

/** The hedge becomes the last of the names. */
function rotationTargets(result: RotationResult, { hedge }: RotationInput): Targets {
  if (result.hedge === null || hedge === null) return result;
  const { wTar, rawTarget, reason, nameBand } = result.hedge;
  const last = result.wTar.length;
  const drift = rawTarget - hedge.wCur;
  const move: TargetPair = {
    from: drift < 0 ? last : null,
    to: drift < 0 ? null : last,
    dw: Math.abs(drift),
    utility: null,
    reason: 'HEDGE_BETA',
  };
  return {
    ...result,
    wTar: Float64Array.of(...result.wTar, wTar),
    rawTarget: Float64Array.of(...result.rawTarget, rawTarget),
    rank: Float64Array.of(...result.rank, Infinity),
    reasons: [...result.reasons, reason === null ? [] : [reason]],
    pairs: Math.abs(drift) > weightTolerance ? [...result.pairs, move] : result.pairs,
    nameBand: nameBand ? [...result.nameBand, last] : result.nameBand,
  };
}

function rebalanceTargets(
  input: RebalanceInput,
  solved: RebalanceResult,
  { z, hedge }: Pick<RotationInput, 'z' | 'hedge'>,
  { rotation }: Pick<EngineSettings, 'rotation'>,
): Targets {
  const rawTarget = solved.w.map((w, i) =>
    Math.abs(w - f64(input.wCur, i)) <= weightTolerance ? f64(input.wCur, i) : w,
  );
  const banded = bandsWithinLimits(input, rawTarget, rotation);
  const hedgeAt = hedge === null ? null : z.length;
  const drift = banded.wTar.map((w, i) => w - f64(input.wCur, i));
  return {
    wTar: banded.wTar,
    rawTarget,
    rank: rankByZ(Float64Array.from(rawTarget, (_, i) => z[i] ?? Number.NaN)).rank,
    reasons: Array.from(rawTarget, (w, i): Reason[] =>
      w === f64(input.wCur, i) ? [] : [i === hedgeAt ? 'HEDGE_BETA' : 'REBALANCE'],
    ),
    blocked: [],
    pairs: pairsOf(drift, hedgeAt),
    bandSkip: banded.bandSkip,
    nameBand: banded.nameBand,
    unmet: [...solved.conflicts, ...solved.relaxed].map(({ limit }) => limit),
    margins: rebalanceMargins(input, { ...solved, w: rawTarget }),
    book: wholeBook(input, banded.wTar, banded.l1, hedgeAt, rotation.hedgeMax),
    solved,
  };
}

/** Sells paired with buys, largest first; what is left over goes to cash or comes from it. The hedge stands alone, last. */
export function pairsOf(drift: Float64Array, hedgeAt: number | null): TargetPair[] {
  const side = (sign: 1 | -1): { readonly i: number; left: number }[] =>
    Array.from(drift, (d, i) => ({ i, left: sign * d }))
      .filter(({ i, left }) => left > weightTolerance && i !== hedgeAt)
      .sort((a, b) => b.left - a.left || a.i - b.i);
  const [sells, buys] = [side(-1), side(1)];
  const pairs: TargetPair[] = [];
  const add = (from: number | null, to: number | null, dw: number, reason: Reason): void => {
    pairs.push({ from, to, dw, utility: null, reason });
  };
  let [s, b] = [0, 0];
  for (
    let sell = sells[s], buy = buys[b];
    sell !== undefined || buy !== undefined;
    sell = sells[s], buy = buys[b]
  ) {
    const dw = Math.min(sell?.left ?? Infinity, buy?.left ?? Infinity);
    add(sell?.i ?? null, buy?.i ?? null, dw, 'REBALANCE');
    if (sell !== undefined && (sell.left -= dw) <= weightTolerance) s++;
    if (buy !== undefined && (buy.left -= dw) <= weightTolerance) b++;
  }
  const hedge = hedgeAt === null ? 0 : f64(drift, hedgeAt);
  if (Math.abs(hedge) > weightTolerance)
    add(hedge < 0 ? hedgeAt : null, hedge < 0 ? null : hedgeAt, Math.abs(hedge), 'HEDGE_BETA');
  return pairs;
}

function wholeBook(
  input: RebalanceInput,
  wTar: Float64Array,
  l1: number,
  hedgeAt: number | null,
  hedgeMax: number,
): BookMargins {
  const everything: RebalanceInput = {
    ...input,
    limits: {
      ...input.limits,
      netMin: input.limits.netMin ?? -Infinity,
      gross: input.limits.gross ?? Infinity,
      turnoverMax: input.limits.turnoverMax ?? Infinity,
      betaBand: input.limits.betaBand ?? Infinity,
      sectorMax: input.limits.sectorMax ?? Infinity,
    },
  };
  const uses = limitUses(everything, wTar);
  const valueOf = (limit: string): number => uses.find((use) => use.limit === limit)?.value ?? 0;
  return {
    l1,
    turnover: valueOf('turnover'),
    gross: valueOf('gross'),
    net: valueOf('net'),
    beta: valueOf('beta'),
    sectors: uses.flatMap(({ limit, value }) =>
      limit.startsWith('sector:') ? [{ sector: limit.slice('sector:'.length), weight: value }] : [],
    ),
    limits: [
      ...limitUses(input, wTar).flatMap(marginsOf),
      ...(hedgeAt === null ? [] : [margin('hedge', Math.abs(f64(wTar, hedgeAt)), hedgeMax)]),
    ],
  };
}

const margin = (limit: string, value: number, bound: number): LimitMargin => ({
  limit,
  value,
  bound,
  slack: bound - value,
});

function marginsOf(use: LimitUse): LimitMargin[] {
  const { limit, value, lower, upper } = use;
  if (limit !== 'net')
    return [{ ...margin(limit, lower === -Infinity ? value : Math.abs(value), upper), slack: slackOf(use) }];
  return [
    ...(upper === Infinity ? [] : [margin('netMax', value, upper)]),
    ...(lower === -Infinity ? [] : [{ limit: 'netMin', value, bound: lower, slack: value - lower }]),
  ];
}

const slackOf = (use: LimitUse): number => {
  const excess = excessOf(use);
  return excess > 0 ? -excess : Math.min(use.upper - use.value, use.value - use.lower);
};
