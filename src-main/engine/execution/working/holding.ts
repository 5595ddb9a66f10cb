import type { Work } from '#shared/domain/work.ts';
import type { EngineState } from '../../state.ts';
import { reducible } from '../may-trade.ts';

/**
 * Shares that a reduction may still take away without turning the position round, after what orders of others may take; Infinity for any
 * other trade. What is held may have changed by hand since it was approved.
 */
export function leftToReduce(
  { reduces, side, ticker }: Pick<Work, 'reduces' | 'side' | 'ticker'>,
  { positions, foreign }: Pick<EngineState, 'positions' | 'foreign'>,
): number {
  if (!reduces) return Infinity;
  const held = reducible(side, positions[ticker]?.shares ?? 0);
  return Math.max(0, held - (foreign[ticker]?.[side === 'BUY' ? 'buy' : 'sell'] ?? 0));
}
