import type { Instrument } from '#shared/domain/market.ts';
import type { Touch } from '#shared/domain/order.ts';
import type { Level, Work } from '#shared/domain/work.ts';
import type { EpochMs } from '#shared/units.ts';
import type { Children } from './children.ts';
import { priceAt } from '../limits/after-fill.ts';
import { reducible } from '../may-trade.ts';
import { leftToTrade } from './holding.ts';
import { withMargin } from './margin.ts';
import { stop, waiting } from './moves.ts';
import type { Move, Scene } from './moves.ts';
import { obstacleFor } from './obstacles.ts';
import { isBeyond, styleOf, touchOf } from './pricing.ts';
import { childSize } from './sizing.ts';
import type { ChildSize } from './sizing.ts';
import { isTurnOf, mayEnterAuction, moreComing, tooLateForAuction } from './turn.ts';
import { levelAt } from './urgency.ts';

/** No child works, and none can still fill: the next one, or what it waits for. `size`: shares that the work should come to. */
export function nextChild(work: Work, children: Children, size: number, scene: Scene): Move {
  const { at, state, settings } = scene;
  const obstacle = obstacleFor(work, scene);
  if (obstacle !== null) return waiting(work, obstacle.for, obstacle.why, at);
  const instrument = state.instruments[work.ticker];
  if (instrument === undefined) return waiting(work, 'market', 'Its contract is not loaded.', at);
  const touch = touchOf(state.quotes[work.ticker], work.proposed, at);
  if (work.style === 'SHORT_HORIZON') {
    if (!isTurnOf(work, scene.works, at, settings.execution.windowMs))
      return waiting(work, 'turn', 'The hedge goes when the other trades of its proposal are over.', at);
    if (isBeyond(work, touch))
      return waiting(work, 'bound', `The price is beyond ${work.bound}, the proposal’s worst.`, at);
  }
  const late = tooLateForAuction(work, instrument, at, settings);
  if (late !== null) return stop(work, children, late, false, at);
  const level = levelOf(work, touch, instrument, scene);
  const style = styleOf(work, level, touch, instrument, settings.execution);
  const sized = childSize(
    work,
    {
      open: leftToTrade(work, children, size, state),
      closes: reducible(work.side, state.positions[work.ticker]?.shares ?? 0),
      worth: priceAt(work.ticker, scene) || work.proposed,
      taken: children.possible,
      level,
      style,
      touch,
      quote: state.quotes[work.ticker],
      instrument,
      budget: scene.budget,
      moreComing: moreComing(work, scene.works),
    },
    settings,
  );
  if (sized.kind !== 'sized') return without(work, children, sized, scene);
  const draft = { shares: sized.shares, level, style, touch };
  return withMargin({ ...work, level }, draft, instrument, scene);
}

function without(
  work: Work,
  children: Children,
  sized: Exclude<ChildSize, { readonly kind: 'sized' }>,
  { at, works }: Scene,
): Move {
  if (sized.kind === 'never') return stop(work, children, sized.why, false, at);
  if (sized.waits === 'proceeds' && isGivenUp(work, works, at))
    return stop(work, children, sized.why, false, at);
  // What the preview carried is used up: it is asked again after a while.
  const again =
    sized.waits === 'margin' && work.state.stage === 'waiting' && at - work.state.since >= previewAgainMs;
  return waiting(again ? { ...work, margin: null } : work, sized.waits, sized.why, at);
}

const previewAgainMs = 10 * 1000;

/** The TWS refreshes account values every three minutes at the latest: by then it shows what the last sale brought. */
const shownMs = 200 * 1000;

/** One order at once has the whole day; for money that does not come it does not wait so long. */
function isGivenUp(work: Work, works: readonly Work[], at: EpochMs): boolean {
  if (work.style === 'SHORT_HORIZON' || moreComing(work, works)) return false;
  const ends = works.flatMap(({ proposalId, state }) =>
    proposalId === work.proposalId && 'at' in state ? [state.at] : [],
  );
  return at - Math.max(work.since, ...ends) >= shownMs;
}

/** How hard the next child tries. */
function levelOf(work: Work, touch: Touch, instrument: Instrument, { at, settings }: Scene): Level {
  switch (work.style) {
    case 'SHORT_HORIZON':
      if (mayEnterAuction(work, instrument, at, settings)) return 'auction';
      return levelAt(work, touch, at, settings.execution.windowMs);
    case 'MKT':
    case 'LMT':
      return 'cross';
    case 'MIDPRICE':
    case 'ADAPTIVE':
      return 'mid';
    case 'MOC':
    case 'LOC':
      return 'auction';
    default:
      return work.style satisfies never;
  }
}
