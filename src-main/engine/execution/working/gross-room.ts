import { isOver } from '#shared/domain/work.ts';
import type { Work } from '#shared/domain/work.ts';
import type { EpochMs } from '#shared/units.ts';
import type { EngineSettings } from '../../settings.ts';
import type { EngineState } from '../../state.ts';
import { priceAt, sharesAfter, tickersOf } from '../limits/after-fill.ts';

/**
 * What positions may still grow by, in money at today's prices: up to the strategy's gross, or to what the trades under way lead to where
 * that is more. What is to be taken away counts as held until it is gone, however long its order has been at work. The hedge is not part
 * of it. Negative = the book is over both.
 */
export function grossRoom(
  works: readonly Work[],
  state: EngineState,
  settings: EngineSettings,
  at: EpochMs,
): number {
  const aims = aimsOf(works);
  let most = 0;
  let spare = 0;
  for (const ticker of new Set([...tickersOf(state), ...aims.keys()])) {
    if (ticker === settings.hedge?.ticker) continue;
    const worth = priceAt(ticker, { state });
    const { high, low } = sharesAfter(ticker, { at, state, settings, isPlan: false }, []);
    const size = Math.max(high, -low);
    most += size * worth;
    spare += (Math.abs(aims.get(ticker) ?? size) - size) * worth;
  }
  const limit = settings.rotation.gross * (state.account?.nav ?? 0);
  return Math.max(limit - most, spare);
}

/** Signed shares that each trade leads to, for proposals of which something is still worked on. */
function aimsOf(works: readonly Work[]): ReadonlyMap<string, number> {
  const busy = new Set(works.filter((work) => !isOver(work)).map(({ proposalId }) => proposalId));
  return new Map(
    works
      .filter(({ proposalId }) => busy.has(proposalId))
      .map((work) => [work.ticker, work.from + (work.side === 'BUY' ? work.shares : -work.shares)]),
  );
}
