import type { Work } from '#shared/domain/work.ts';

/**
 * Shares that the hedge should trade by what the other trades of its proposal really filled, at most what was approved: each share that was
 * not filled takes its part of the hedge away. Positive, in the hedge's own direction; not yet rounded to lots.
 */
export function hedgeSize(hedge: Work, others: readonly Work[]): number {
  const sign = hedge.side === 'BUY' ? 1 : -1;
  const missing = others.reduce((sum, { side, shares, filled, hedgePerShare }) => {
    const left = Math.max(0, shares - filled);
    return sum + (side === 'BUY' ? 1 : -1) * left * hedgePerShare;
  }, hedge.hedgeShift);
  return Math.max(0, Math.min(hedge.shares, hedge.shares - sign * missing));
}
