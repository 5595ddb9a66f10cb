import type { Block, Drift, Margin } from '#shared/domain/proposal.ts';
import { ensure } from '#shared/assert.ts';
import { fraction, fromBps, shares, toBps } from '#shared/units.ts';
import { f64 } from '../math/linear.ts';
import type { Picture } from '../measure.ts';
import type { NameMargins } from '../optimizer/margins.ts';
import type { Targets } from '../optimizer/engine.ts';
import { weightTolerance } from '../optimizer/rotation/book.ts';
import type { StopReason } from '../optimizer/rotation/reasons.ts';
import type { Plan } from '../proposal.ts';
import { capital, percent, signedBps, standing } from './name-case.ts';
import type { NameCase } from './name-case.ts';
import { reasonWords } from './reason-words.ts';
import type { RotationSettings } from '../optimizer/rotation-settings.ts';
import { lossBoundBps } from './triggers.ts';

interface Outcome {
  readonly block: Block | null;
  readonly why: string;
}

/** What was concluded about each name, and why: universe order, then holdings outside it. Exactly one outcome for each. */
export function explain(
  picture: Picture,
  z: Float64Array,
  targets: Targets,
  plan: Plan,
  settings: RotationSettings,
): Drift[] {
  const last = targets.rank.indexOf(settings.kBuy);
  const lastBought = last < 0 ? null : (z[last] ?? null);
  const drift: Drift[] = [];
  picture.names.forEach((name, i) => {
    if (name.instrument === null) return;
    const one = caseOf(i, picture, z, targets, plan, settings, lastBought);
    const outcome = outcomeOf(one);
    drift.push({
      ticker: name.ticker,
      shares: shares(name.shares),
      current: fraction(one.wCur),
      target: fraction(one.wTar),
      z: one.z,
      rank: one.rank,
      reasons: targets.reasons[i] ?? [],
      block: outcome.block,
      why: outcome.why,
      margin: bandMargin(one, outcome.block) ?? nearestMargin(one),
    });
  });
  return drift;
}

function caseOf(
  i: number,
  picture: Picture,
  z: Float64Array,
  targets: Targets,
  plan: Plan,
  settings: RotationSettings,
  lastBought: number | null,
): NameCase {
  const own = z[i];
  const rank = f64(targets.rank, i);
  return {
    i,
    picture,
    targets,
    plan,
    settings,
    z: own !== undefined && Number.isFinite(own) ? own : null,
    rank: Number.isFinite(rank) ? rank : null,
    wCur: f64(picture.wCur, i),
    wTar: f64(targets.wTar, i),
    held: Math.abs(f64(picture.wCur, i)) > weightTolerance,
    lastBought,
  };
}

/** The first that holds: frozen, put back, dropped, stopped, moving, at rest. */
function outcomeOf(one: NameCase): Outcome {
  const frozen = one.picture.frozen[one.i] ?? null;
  const held = one.plan.held.get(one.i) ?? null;
  const trades = one.plan.trades.some(({ ticker }) => ticker === one.picture.names[one.i]?.ticker);
  if (held !== null && !trades && (frozen === null || frozen === held.why)) return held;
  if (frozen !== null) return { block: 'FROZEN', why: frozen };
  return putBack(one) ?? dropped(one) ?? stopped(one) ?? moving(one) ?? atRest(one);
}

function putBack({ i, targets, wCur, wTar, settings }: NameCase): Outcome | null {
  const raw = f64(targets.rawTarget, i) - wCur;
  if (Math.abs(raw) <= weightTolerance || Math.abs(wTar - wCur) > weightTolerance) return null;
  const wish = `Would move by ${signedBps(raw)}`;
  if (targets.bandSkip) {
    return {
      block: 'BAND_SKIP',
      why: `${wish}, but the whole book drifts by ${percent(targets.book.l1)} only; it moves from ${percent(settings.tauL1)}.`,
    };
  }
  return { block: 'NAME_BAND', why: `${wish}; a name moves from ${settings.tauNameBps} bps.` };
}

function dropped({ i, plan, picture, targets, wCur, wTar }: NameCase): Outcome | null {
  if (Math.abs(wTar - wCur) <= weightTolerance) return null;
  const wish = `Would move by ${signedBps(wTar - wCur)}`;
  if (plan.clamped.has(i)) {
    return { block: 'FROZEN', why: `${wish}, but close to the end of the session only reductions trade.` };
  }
  if (plan.tooSmall.has(i))
    return { block: 'MIN_ORDER', why: `${wish}: the order would be under the smallest one.` };
  if (plan.trades.some(({ ticker }) => ticker === picture.names[i]?.ticker)) return null;
  const others = targets.pairs
    .filter(({ from, to }) => from === i || to === i)
    .map(({ from, to }) => (to === i ? from : to));
  const any = (set: ReadonlySet<number>): boolean => others.some((other) => other !== null && set.has(other));
  const block = any(plan.clamped) ? 'FROZEN' : any(plan.tooSmall) ? 'MIN_ORDER' : 'NAME_BAND';
  return { block, why: `${wish}, but the other side of its exchange does not trade.` };
}

function stopped(one: NameCase): Outcome | null {
  const stop = one.targets.blocked.find(({ index }) => index === one.i);
  if (stop === undefined) return null;
  const block = blockOf(stop.reason);
  const moved = one.wTar - one.wCur;
  // What stopped the last sliver of its allowance is no news.
  if (block === null || moved >= one.settings.deltaWMax - fromBps(one.settings.tauNameBps)) return null;
  const before = Math.abs(moved) > weightTolerance ? `Moves by ${signedBps(moved)}, then stops: ` : '';
  return { block, why: `${before}${stopWords(one, block, stop.gapZ)}` };
}

type StopBlock = Extract<
  Block,
  'ALPHA_GAP' | 'NO_DONOR' | 'CAP_NAME' | 'CAP_SECTOR' | 'TURNOVER' | 'COST_GATE' | 'WAS_DONOR'
>;
const stopBlocks: readonly StopBlock[] = [
  'ALPHA_GAP',
  'NO_DONOR',
  'CAP_NAME',
  'CAP_SECTOR',
  'TURNOVER',
  'COST_GATE',
  'WAS_DONOR',
];
const blockOf = (reason: StopReason): StopBlock | null =>
  stopBlocks.find((block) => reason.startsWith(block)) ?? null;

function stopWords({ settings, picture, i }: NameCase, block: StopBlock, gapZ: number | null): string {
  const missing = gapZ === null ? '' : ` It would pass with z higher by ${gapZ.toFixed(2)}.`;
  switch (block) {
    case 'ALPHA_GAP':
      return `No holding is worse by z ${settings.deltaZMin.toFixed(2)}.${missing}`;
    case 'NO_DONOR':
      return 'No holding gives weight, and there is no cash.';
    case 'CAP_NAME':
      return `At most ${percent(settings.wMax)} in one name.`;
    case 'CAP_SECTOR':
      return `At most ${percent(settings.sectorMax)} in ${picture.names[i]?.sector ?? 'its sector'}.`;
    case 'TURNOVER':
      return `The turnover of ${percent(settings.turnoverMax)} for one interval is used up.`;
    case 'COST_GATE':
      return `The best exchange is not worth its costs and the least gain.${missing}`;
    case 'WAS_DONOR':
      return 'It gives weight to a better name in this interval, so it takes none.';
    default:
      return block satisfies never;
  }
}

function moving(one: NameCase): Outcome | null {
  const { i, targets, wCur, wTar } = one;
  if (Math.abs(wTar - wCur) <= weightTolerance) return null;
  const reason = targets.reasons[i]?.[0];
  const words = reason === undefined ? '' : reasonWords(one, reason);
  return { block: null, why: `Moves by ${signedBps(wTar - wCur)}: ${words}` };
}

/** Nothing moved it, and nothing stopped it either. */
function atRest(one: NameCase): Outcome {
  const { held, z, rank, settings, targets } = one;
  if (one.i === one.picture.hedge) {
    return { block: 'HOLD', why: 'The beta of the book, hedge included, asks for no change of the hedge.' };
  }
  if (targets.solved !== undefined) return atOptimum(one);
  if (z === null || rank === null) {
    return {
      block: 'NO_SIGNAL',
      why: `No model has enough history of it${held ? '; it is held until a loss or a better name ends that' : ''}.`,
    };
  }
  if (!held) {
    const why =
      rank > settings.kBuy
        ? `is past rank ${settings.kBuy}: not a candidate.`
        : 'may be bought, but the strategy lets no name have or receive any weight.';
    return { block: 'NOT_HELD', why: `${capital(standing(one))} ${why}` };
  }
  if (rank > settings.kBuy && rank <= settings.kSell) {
    return {
      block: 'IN_BAND',
      why: `Held: rank ${rank} is past ${settings.kBuy}, but inside the exit rank ${settings.kSell}.`,
    };
  }
  return { block: 'HOLD', why: `Held: ${standing(one)} ${holdWords(z, rank, settings)}` };
}

/** The rebalance engine leaves it as it is. */
function atOptimum(one: NameCase): Outcome {
  const { targets, held, z } = one;
  const { status } = ensure(targets.solved, 'a solver’s answer');
  const block = z === null ? 'NO_SIGNAL' : held ? 'HOLD' : 'NOT_HELD';
  const begin = z === null ? 'No model has enough history of it' : capital(standing(one));
  const why =
    status === 'optimal' || status === 'relaxed'
      ? 'the whole book is worth most with it as it is, costs taken off.'
      : 'the solver has no answer in this interval, so everything stays as it is.';
  return { block, why: `${begin}: ${why}` };
}

function holdWords(z: number, rank: number, settings: RotationSettings): string {
  if (rank > settings.kSell) {
    return `is past the exit rank ${settings.kSell}, but not under z ${settings.zCut.toFixed(2)}, and no better name takes its weight.`;
  }
  return z >= settings.zKeep
    ? `is at or above z ${settings.zKeep.toFixed(2)}: it gives nothing away.`
    : 'is among the best; no better name takes its weight.';
}

/** What a band put back has only the band between it and its target. */
function bandMargin({ i, targets, settings, wCur }: NameCase, block: Block | null): Margin | null {
  const drift = Math.abs(f64(targets.rawTarget, i) - wCur);
  if (block === 'NAME_BAND' && !(drift >= fromBps(settings.tauNameBps))) {
    return { trigger: 'nameBandBps', distance: settings.tauNameBps - toBps(fraction(drift)) };
  }
  if (block === 'BAND_SKIP') {
    return { trigger: 'bookBandBps', distance: toBps(fraction(settings.tauL1 - targets.book.l1)) };
  }
  return null;
}

/**
 * The trigger that is nearest, measured in its own scale: z as it is, a loss against the loss that cuts, minutes against the time allowed.
 * A state that is reached already (a donor, a score past its cut while the rank holds) is no distance. Age counts only while z is too weak to protect.
 * null also for a name that leaves the book now: what it was near to has happened.
 */
function nearestMargin({
  i,
  targets,
  settings,
  z,
  rank,
  picture,
  wCur,
  wTar,
  held,
  lastBought,
}: NameCase): Margin | null {
  const margins: NameMargins | undefined = targets.margins[i];
  const leaves = held && Math.abs(wTar) <= weightTolerance;
  if (margins === undefined || leaves) return null;
  const lossBound = lossBoundBps(f64(picture.atrPct, i), settings.kAtr);
  const aging = z !== null && Math.abs(z) < settings.zCut;
  const outsider =
    targets.solved === undefined &&
    !held &&
    lastBought !== null &&
    z !== null &&
    rank !== null &&
    rank > settings.kBuy;
  const nearest = new Nearest();
  nearest.offer('cutScoreZ', margins.cutScoreZ, 1);
  nearest.offer('donorZ', margins.donorZ, 1);
  nearest.offer('loserBps', margins.loserBps, lossBound);
  nearest.offer('deadMoneyMin', aging ? margins.deadMoneyMin : null, settings.tMaxMin);
  nearest.offer('gapZ', wTar > wCur ? null : margins.gapZ, 1);
  nearest.offer('candidateZ', outsider ? lastBought - z : null, 1);
  return nearest.margin();
}

/** Of several distances, the one that is smallest in its own scale; nothing that is reached already. */
class Nearest {
  #trigger: Margin['trigger'] | null = null;
  #distance = 0;
  #scaled = Infinity;

  offer(trigger: Margin['trigger'], distance: number | null, scale: number): void {
    if (distance === null || !(distance > 0)) return;
    const scaled = distance / (scale > 0 ? scale : 1);
    if (scaled >= this.#scaled) return;
    this.#trigger = trigger;
    this.#distance = distance;
    this.#scaled = scaled;
  }

  margin(): Margin | null {
    return this.#trigger === null ? null : { trigger: this.#trigger, distance: this.#distance };
  }
}
