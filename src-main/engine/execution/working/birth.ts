import { assert } from '#shared/assert.ts';
import { workId } from '#shared/ids.ts';
import type { ProposedTrade, RotationProposal } from '#shared/domain/proposal.ts';
import type { Work } from '#shared/domain/work.ts';
import { epochMs, shares } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { at as itemAt } from '../../math/linear.ts';
import type { Picture } from '../../measure.ts';
import { heldThen, wholeOf } from '../../policy/re-check.ts';
import type { EngineSettings } from '../../settings.ts';
import { dayMin } from '../../signals/horizon-arbiter.ts';
import { timesOf } from './auction.ts';
import { boundOf, touchOf } from './pricing.ts';
import { decayOf, urgencyOf } from './urgency.ts';

/** What the approved names are worth knowing about when their work begins. Arrays by name of the universe. */
export interface Signals {
  /** Over the reference horizon, fraction; NaN = no signal. */
  readonly score: Float64Array;
  /** The horizon that decided, minutes; NaN = no signal. */
  readonly horizonMin: Float64Array;
  /** The reference horizon in trading days. */
  readonly horizonDays: number;
}

/** Approved trades → works, in the proposal's order: reductions, then what grows, the hedge last. */
export function worksOf(
  proposal: RotationProposal,
  trades: readonly ProposedTrade[],
  picture: Picture,
  signals: Signals,
  settings: EngineSettings,
): Work[] {
  const born = trades.map((trade, n) => workOf(proposal, trade, n, picture, signals, settings));
  const shift = hedgeShift(proposal, trades, picture);
  if (settings.execution.style !== 'SHORT_HORIZON') return born;
  const rank = (work: Work): number => (work.isHedge ? 2 : work.reduces ? 0 : 1);
  return born
    .map((work) => (work.isHedge ? { ...work, hedgeShift: shift } : work))
    .sort((a, b) => rank(a) - rank(b));
}

function workOf(
  proposal: RotationProposal,
  trade: ProposedTrade,
  n: number,
  picture: Picture,
  signals: Signals,
  settings: EngineSettings,
): Work {
  const { execution } = settings;
  const i = indexOf(picture, trade.ticker);
  const { instrument, quote, shares: held } = nameAt(picture, i);
  assert(instrument !== null, `an instrument for ${trade.ticker}`);
  const isHedge = i === picture.hedge;
  const side = trade.shares > 0 ? 'BUY' : 'SELL';
  const size = Math.abs(trade.shares);
  const decision = touchOf(quote ?? undefined, trade.price, picture.at);
  const adv = finite(picture.adv[i]);
  const decay = decayOf(edgeOf(signals, i), signals.horizonMin[i] ?? 1, execution.windowMs);
  const windowMs = isHedge ? execution.windowMs + hedgeExtraMs(execution.windowMs) : execution.windowMs;
  const work: Omit<Work, 'urgency'> = {
    workId: workId(`${proposal.proposalId}-${n}`),
    proposalId: proposal.proposalId,
    ticker: trade.ticker,
    conId: instrument.conId,
    side,
    shares: shares(size),
    reason: trade.reason,
    from: shares(heldThen(wholeOf(proposal, trade))),
    target: trade.target,
    proposed: trade.price,
    bound: boundOf(side, trade.price, execution.priceTolerance, instrument),
    style: execution.style,
    reduces: !isHedge && (side === 'SELL' ? held : -held) >= size,
    isHedge,
    hedgePerShare: isHedge ? 0 : hedgePerShare(picture, i),
    hedgeShift: 0,
    adv,
    decay,
    decision,
    arrival: null,
    since: picture.at,
    ...timesOf(instrument, picture.at, windowMs, execution),
    children: [],
    asked: null,
    margin: null,
    level: 'passive',
    filled: shares(0),
    state: {
      stage: 'waiting',
      for: 'turn',
      why: 'It has just been approved.',
      refusal: null,
      since: picture.at,
    },
  };
  const displayed = side === 'BUY' ? quote?.askSize : quote?.bidSize;
  return {
    ...work,
    urgency: urgencyOf({
      reason: trade.reason,
      isHedge,
      decay,
      halfSpread: (decision.ask - decision.bid) / (decision.ask + decision.bid),
      crowding: crowdingOf(size, displayed ?? null, adv, execution),
    }),
  };
}

/** What the horizon that decided promises over itself: the arbiter states it over the reference horizon (spec 2.5), where it is √(reference/own) larger. */
const edgeOf = ({ score, horizonMin, horizonDays }: Signals, i: number): number =>
  (score[i] ?? 0) * Math.sqrt((horizonMin[i] ?? 1) / (horizonDays * dayMin));

/** The hedge begins when the others are over: it has half a window more. */
export const hedgeExtraMs = (windowMs: number): EpochMs => epochMs(Math.round(windowMs / 2));

/** Four times the displayed size, or the whole share of the window's volume: more than that is worked calmly. */
function crowdingOf(
  size: number,
  displayed: number | null,
  adv: number,
  { participation, windowMs }: EngineSettings['execution'],
): number {
  const window = (participation * adv * windowMs) / (390 * 60_000);
  const byBook = displayed !== null && displayed > 0 ? size / (4 * displayed) : 0;
  return Math.max(byBook, window > 0 ? size / window : 0);
}

/** −β·price of the name over those of the hedge; 0 where the book has none, or its beta says nothing. */
function hedgePerShare(picture: Picture, i: number): number {
  const { hedge, beta, names } = picture;
  if (hedge === null) return 0;
  const against = itemAt(beta, hedge) * (names[hedge]?.price ?? 0);
  const own = itemAt(beta, i) * nameAt(picture, i).price;
  const perShare = -own / against;
  return Number.isFinite(perShare) ? perShare : 0;
}

/** Signed shares of the hedge that belong to trades which were proposed and not approved, or only in part. */
export function hedgeShift(
  proposal: RotationProposal,
  approved: readonly ProposedTrade[],
  picture: Picture,
): number {
  return proposal.trades.reduce((sum, { ticker, shares: whole }) => {
    const i = indexOf(picture, ticker);
    if (i < 0 || i === picture.hedge) return sum;
    const sent = approved.find((trade) => trade.ticker === ticker)?.shares ?? 0;
    return sum + (whole - sent) * hedgePerShare(picture, i);
  }, 0);
}

const indexOf = ({ names }: Picture, ticker: string): number =>
  names.findIndex((name) => name.ticker === ticker);

function nameAt({ names }: Picture, i: number): Picture['names'][number] {
  const name = names[i];
  assert(name !== undefined, `a name at ${i}`);
  return name;
}

const finite = (x: number | undefined): number => (x !== undefined && Number.isFinite(x) ? x : 0);
