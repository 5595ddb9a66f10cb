import type { Work } from '#shared/domain/work.ts';
import type { EngineState } from '../../state.ts';
import { reducible } from '../may-trade.ts';
import type { Children } from './children.ts';

/**
 * Shares of a work that are still to be traded, of the `size` that it should come to. What others have moved in its direction since it was
 * proposed is not traded a second time; what they moved against it is not made good. A reduction takes no more than is held on that side,
 * after what orders of others may take.
 */
export function leftToTrade(
  work: Work,
  { filled }: Pick<Children, 'filled'>,
  size: number,
  state: Pick<EngineState, 'positions' | 'foreign' | 'unshown'>,
): number {
  const { side, ticker } = work;
  const held = state.positions[ticker]?.shares ?? 0;
  const left = size - filled - movedByOthers(work, filled, held + (state.unshown[ticker] ?? 0));
  if (!work.reduces) return Math.max(0, left);
  const free = reducible(side, held) - (state.foreign[ticker]?.[side === 'BUY' ? 'buy' : 'sell'] ?? 0);
  return Math.max(0, Math.min(left, free));
}

/** Shares in the work's own direction that are not its own fills. `held`: with fills that no position shows yet. */
function movedByOthers(work: Work, filled: number, held: number): number {
  const moved = held - work.from;
  return Math.max(0, (work.side === 'BUY' ? moved : -moved) - filled);
}
