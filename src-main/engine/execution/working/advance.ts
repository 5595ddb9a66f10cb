import { assert } from '#shared/assert.ts';
import { isOver } from '#shared/domain/work.ts';
import type { Level, Work } from '#shared/domain/work.ts';
import { shares } from '#shared/units.ts';
import { roundToLot } from '../rounding.ts';
import { childrenOf, isLeftOver, troubleWith } from './children.ts';
import type { Children } from './children.ts';
import { hedgeSize } from './hedge-size.ts';
import { leftToTrade } from './holding.ts';
import { cancelling, done, still, stop, waiting } from './moves.ts';
import type { Move, Scene } from './moves.ts';
import { nextChild } from './next-child.ts';
import { isLeftBehind, styleOf, touchOf } from './pricing.ts';
import { obstacleFor } from './obstacles.ts';
import { isTurnOf, mayEnterAuction } from './turn.ts';
import { levelAt } from './urgency.ts';

/** Before the deadline, for the last child to end in: nothing new goes from here on. */
const wrapUpMs = 5000;

const leftOverWords = 'Withdrawn by the desk: its trade has stopped.';
const timeOutWords = 'Withdrawn by the desk: the time of its trade is over.';
const tooMuchWords = 'Withdrawn by the desk: less is left to trade than it was for.';
const auctionWords = 'Withdrawn by the desk: what is left goes to the closing auction.';
const escalationWords = (from: Level, to: Level): string =>
  `Replaced by the desk: it tries harder, ${to} after ${from}.`;
const repriceWords = (before: number, after: number): string =>
  `Replaced by the desk at another price: ${plain(after)} instead of ${plain(before)}.`;
/** A price without the last bits of its arithmetic. */
const plain = (x: number): number => Number(x.toFixed(6));

/** One work, one step: leave it, cancel its child, or send the next one. */
export function advance(before: Work, scene: Scene): Move {
  const { at, settings, orders } = scene;
  const children = childrenOf(before, orders, at, settings.execution.settleMs);
  const filled = shares(children.filled);
  const work = filled === before.filled ? before : { ...before, filled };
  if (isOver(work))
    return isLeftOver(work, children) ? cancelling(work, children, leftOverWords, at) : still(work);

  const told = scene.stops.get(work.workId);
  if (told !== undefined) return stop(work, children, told, true, at);
  const trouble = troubleWith(work, children);
  if (scene.doubt !== null && trouble === null)
    return stop(work, children, scene.doubt, work.style === 'SHORT_HORIZON', at);
  const size = sizeOf(work, scene);
  if (children.live === null && children.filled >= size && (children.settled || !work.isHedge))
    return done(work, at);
  if (trouble !== null) return stop(work, children, trouble, false, at);
  const over = overBy(work, children, scene);
  if (over !== null) return over;
  if (children.live !== null) return tend(work, children, size, scene);
  return children.settled ? goOn(work, children, size, scene) : still(work);
}

/** What the TWS calls filled may be in the market's books already: nothing is sent in its place. */
function goOn(work: Work, children: Children, size: number, scene: Scene): Move {
  const { at, state } = scene;
  if (children.possible > children.filled)
    return waiting(
      work,
      'frozen',
      'The TWS calls its order filled, and not all executions are here yet.',
      at,
    );
  if (leftToTrade(work, children, size, state) <= 0) return stop(work, children, takenWords(work), false, at);
  return nextChild(work, children, size, scene);
}

const takenWords = ({ reduces }: Work): string =>
  reduces
    ? 'What it was to reduce is not free to be reduced any more.'
    : 'What it was to trade was traded by others in the meantime.';

/** Shares that the work should come to: the hedge's follow what the others filled, once it is its turn. */
function sizeOf(work: Work, { works, state, at, settings }: Scene): number {
  if (!work.isHedge || work.style !== 'SHORT_HORIZON') return work.shares;
  if (!isTurnOf(work, works, at, settings.execution.windowMs)) return work.shares;
  const others = works.filter((other) => other.proposalId === work.proposalId && !other.isHedge);
  const lot = state.instruments[work.ticker]?.lot ?? 1;
  return roundToLot(hedgeSize(work, others), lot);
}

/** The ends by rule: the interval's, where the strategy says so, and the window's. null = it goes on. */
function overBy(work: Work, children: Children, scene: Scene): Move | null {
  const { at, input, settings } = scene;
  const isWorked = work.style === 'SHORT_HORIZON';
  const inAuction = children.live !== null && work.level === 'auction';
  const regular = input.pace === 'interval' && input.commands.length === 0 && at > work.since;
  const amount = `${children.filled} of ${work.shares} shares are filled`;
  if (regular && isWorked && settings.execution.atIntervalEnd === 'cancel' && !inAuction)
    return stop(work, children, `The interval is over: ${amount}.`, true, at);
  if (at >= work.deadline)
    return stop(work, children, `Its time is over: ${amount}.`, isWorked && !inAuction, at);
  if (!isWorked || work.auctionAt !== null || at < work.deadline - wrapUpMs) return null;
  if (children.live !== null) return cancelling(work, children, timeOutWords, at);
  return children.settled ? stop(work, children, `Its time is over: ${amount}.`, false, at) : still(work);
}

/** A child that works: left alone, unless more than is wanted could fill, or another level or a better price is due. */
function tend(work: Work, children: Children, size: number, scene: Scene): Move {
  const { at, state, settings } = scene;
  const { live, possible } = children;
  assert(live !== null, 'a live child');
  const asked = work.asked?.orderId === live.intent.orderId;
  const tooMuch =
    possible > size || live.intent.shares - live.filled > leftToTrade(work, children, size, state);
  if (asked || tooMuch) return cancelling(work, children, tooMuchWords, at);
  const instrument = state.instruments[work.ticker];
  if (work.style !== 'SHORT_HORIZON' || work.level === 'auction' || instrument === undefined)
    return still(work);
  if (mayEnterAuction(work, instrument, at, settings)) return cancelling(work, children, auctionWords, at);
  // What could not be replaced now stays.
  if (obstacleFor(work, scene) !== null) return still(work);
  const { execution } = settings;
  const touch = touchOf(state.quotes[work.ticker], work.proposed, at);
  const level = levelAt(work, touch, at, execution.windowMs);
  if (level !== work.level)
    return cancelling({ ...work, level }, children, escalationWords(work.level, level), at);
  const { style } = live.intent;
  const limit = 'limit' in style ? style.limit : null;
  const next = styleOf(work, level, touch, instrument, execution);
  const wanted = 'limit' in next ? next.limit : null;
  if (limit === null || wanted === null || at - live.createdAt < execution.repriceMs) return still(work);
  return isLeftBehind(work, level, limit, wanted, touch)
    ? cancelling(work, children, repriceWords(limit, wanted), at)
    : still(work);
}
