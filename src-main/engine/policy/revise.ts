import { revisionOf } from '#shared/domain/proposal.ts';
import type { Leg, Moved, RotationProposal } from '#shared/domain/proposal.ts';
import { fraction } from '#shared/units.ts';
import type { EngineInput } from '../input.ts';
import type { Picture } from '../measure.ts';
import { numbersOf, planMoves } from '../proposal.ts';
import type { EngineSettings } from '../settings.ts';
import type { Move } from './moves.ts';
import { heldThen } from './re-check.ts';

/**
 * The same moves of weight at this interval's prices, NAV and positions, as the next revision; null = nothing of it is left. Where a position
 * moved by itself, only the way to the old target that is left is gone. `gone`: legs that may not go now.
 */
export function revise(
  open: RotationProposal,
  moved: readonly Moved[],
  gone: ReadonlySet<number>,
  picture: Picture,
  input: Pick<EngineInput, 'at'>,
  settings: EngineSettings,
): RotationProposal | null {
  const left = leftOf(open, picture);
  const kept = open.legs.filter(({ index }) => !gone.has(index));
  const moves = kept.flatMap((leg) => moveOf(leg, open, picture, left));
  const plan = planMoves(picture, moves, settings);
  if (plan.legs.length === 0) return null;
  const fresh = numbersOf(plan, picture, input, settings);
  const all = [...moved, ...followed(open, fresh, moved)];
  return { ...open, ...fresh, revision: revisionOf(open) + 1, moved: all };
}

/** By ticker, the part of its trade that is still to be done, from 0 to 1; absent = all of it. */
function leftOf({ trades }: RotationProposal, { names }: Picture): ReadonlyMap<string, number> {
  const left = new Map<string, number>();
  for (const trade of trades) {
    const now = names.find(({ ticker }) => ticker === trade.ticker)?.shares ?? 0;
    if (now === heldThen(trade)) continue;
    left.set(trade.ticker, Math.max(0, Math.min(1, (trade.target - now) / trade.shares)));
  }
  return left;
}

/** None where a name is not known any more, has no price, or has nothing left to do. */
function moveOf(
  leg: Leg,
  open: RotationProposal,
  picture: Picture,
  left: ReadonlyMap<string, number>,
): Move[] {
  const { names } = picture;
  const indexOf = (ticker: string | null): number | null =>
    ticker === null ? null : names.findIndex((name) => name.ticker === ticker && name.price > 0);
  const [from, to] = [indexOf(leg.from), indexOf(leg.to)];
  if (from === -1 || to === -1) return [];
  const part = Math.min(
    ...[leg.from, leg.to].map((ticker) => (ticker === null ? 1 : (left.get(ticker) ?? 1))),
  );
  const weight = fraction(leg.weight * part * revalued(leg, open, picture));
  return weight > 0 ? [{ from, to, weight, utility: leg.utility, reason: leg.reason }] : [];
}

/** What is given away is worth what it is worth now, so that a whole position stays one; what is bought follows from it. */
function revalued({ from, to }: Leg, { trades, nav }: RotationProposal, { names, account }: Picture): number {
  for (const [ticker, side] of [
    [from, 1],
    [to, -1],
  ] as const) {
    const now = names.find((name) => name.ticker === ticker);
    const then = trades.find((trade) => trade.ticker === ticker);
    if (now === undefined || then === undefined || !(side * heldThen(then) > 0)) continue;
    return (now.price / then.price) * ((nav ?? account.nav) / account.nav);
  }
  return 1;
}

/** What followed from what moved: sizes, costs, legs that are gone. */
function followed(
  open: RotationProposal,
  fresh: Pick<RotationProposal, 'trades' | 'costMoney'>,
  moved: readonly Moved[],
): Moved[] {
  const told = new Set(moved.filter(({ field }) => field === 'clamp').map(({ ticker }) => ticker));
  const sizes = open.trades.flatMap(({ ticker, shares: before }): Moved[] => {
    const after = fresh.trades.find((trade) => trade.ticker === ticker)?.shares ?? 0;
    if (after === before || (after === 0 && told.has(ticker))) return [];
    const words =
      after === 0
        ? `To ${wordsOfSize(before)} of ${ticker} is no longer proposed.`
        : `${ticker}: ${wordsOfSize(before)} became ${wordsOfSize(after)}.`;
    return [{ ticker, field: after === 0 ? 'leg' : 'shares', before, after, tolerance: null, words }];
  });
  const [before, after] = [open.costMoney, fresh.costMoney];
  if (Math.round(before) === Math.round(after)) return sizes;
  const words = `The estimated cost went from ${before.toFixed(0)} to ${after.toFixed(0)}.`;
  return [...sizes, { ticker: null, field: 'cost', before, after, tolerance: null, words }];
}

const wordsOfSize = (shares: number): string => `${shares > 0 ? 'buy' : 'sell'} ${Math.abs(shares)}`;
