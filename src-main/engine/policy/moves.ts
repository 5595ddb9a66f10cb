import type { Reason } from '#shared/domain/proposal.ts';
import { f64 } from '../math/linear.ts';
import type { TargetPair, Targets } from '../optimizer/engine.ts';
import { weightTolerance } from '../optimizer/rotation/book.ts';

/** One movement of weight between names by index: `from` is sold, `to` is bought; null = cash. */
export interface Move {
  readonly from: number | null;
  readonly to: number | null;
  /** Positive, fraction of NAV. */
  readonly weight: number;
  /** null for cuts and trims, which need none. */
  readonly utility: number | null;
  readonly reason: Reason;
}

/** Everything that the targets move: first what cuts and trims free, then the exchanges in their order. */
export function movesOf(
  targets: Pick<Targets, 'pairs' | 'rawTarget' | 'reasons' | 'solved'>,
  wCur: Float64Array,
): Move[] {
  const exchanged = Float64Array.from(wCur);
  const exchanges = targets.pairs.map((pair) => {
    const move = moveOf(pair);
    if (move.from !== null) exchanged[move.from] = f64(exchanged, move.from) - move.weight;
    if (move.to !== null) exchanged[move.to] = f64(exchanged, move.to) + move.weight;
    return move;
  });
  // The rebalance engine's pairs are all that it moves.
  if (targets.solved !== undefined) return exchanges;
  const reductions: Move[] = [];
  for (let i = 0; i < exchanged.length; i++) {
    const excess = f64(exchanged, i) - f64(targets.rawTarget, i);
    if (Math.abs(excess) <= weightTolerance) continue;
    const reason = targets.reasons[i]?.find(isReduction);
    if (reason === undefined) continue;
    const [from, to] = excess > 0 ? [i, null] : [null, i];
    reductions.push({ from, to, weight: Math.abs(excess), utility: null, reason });
  }
  return [...reductions, ...exchanges];
}

/** In the short book the receiver is sold and the giver covered. */
function moveOf({ from, to, dw, utility, reason }: TargetPair): Move {
  const rest = { weight: dw, utility, reason };
  return reason.endsWith('_SHORT') ? { from: to, to: from, ...rest } : { from, to, ...rest };
}

const isReduction = (reason: Reason): boolean => reason.startsWith('CUT_') || reason.startsWith('TRIM_');
