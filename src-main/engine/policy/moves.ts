import { assert } from '#shared/assert.ts';
import { reasons as knownReasons } from '#shared/domain/proposal.ts';
import type { Reason } from '#shared/domain/proposal.ts';
import { at } from '../math/linear.ts';
import type { RotationResult } from '../optimizer/rotation.ts';
import { weightTolerance } from '../optimizer/rotation/book.ts';

/** One movement of weight between names by index; null = cash. */
export interface Move {
  readonly from: number | null;
  readonly to: number | null;
  /** Positive, fraction of NAV. */
  readonly weight: number;
  /** null for cuts and trims, which need none. */
  readonly utility: number | null;
  readonly reason: Reason;
}

/** Everything that the targets before the bands move: first what cuts and trims free, then the exchanges in their order. */
export function movesOf(targets: RotationResult, wCur: Float64Array): Move[] {
  const exchanged = new Float64Array(wCur.length);
  const exchanges = targets.pairs.map(({ from, to, dw, utility, reason }) => {
    if (from !== null) exchanged[from] = at(exchanged, from) - dw;
    exchanged[to] = at(exchanged, to) + dw;
    return { from, to, weight: dw, utility, reason: sharedReason(reason) };
  });
  const reductions = Array.from(wCur, (w, i) => w + at(exchanged, i) - at(targets.rawTarget, i)).flatMap(
    (weight, i) => {
      const reason = targets.reasons[i]?.find(isReduction);
      if (weight <= weightTolerance || reason === undefined) return [];
      return [{ from: i, to: null, weight, utility: null, reason: sharedReason(reason) }];
    },
  );
  return [...reductions, ...exchanges];
}

const isReduction = (reason: string): boolean => reason.startsWith('CUT_') || reason.startsWith('TRIM_');

/** The engine's reason as the rest of the desk knows it; the short book's never get here, the interval is long-only. */
export function sharedReason(reason: string): Reason {
  const known = knownReasons.find((name) => name === reason);
  assert(known !== undefined, `a reason that the desk knows, not ${reason}`);
  return known;
}
