import type { Order } from '#shared/domain/order.ts';
import { isOver } from '#shared/domain/work.ts';
import type { Work } from '#shared/domain/work.ts';
import type { EpochMs } from '#shared/units.ts';
import type { EngineSettings } from '../../settings.ts';
import type { EngineState } from '../../state.ts';
import { isTerminal } from '../lifecycle.ts';
import { priceAt, sharesAfter, tickersOf } from '../limits/after-fill.ts';
import { mayStillTake } from './children.ts';

/**
 * What positions may still grow by, in money at today's prices: up to the strategy's gross, or to what the trades under way lead to where
 * that is more. What is to be taken away counts as held until it is gone, however long its order has been at work. The hedge is not part
 * of it. Negative = the book is over both.
 */
export function grossRoom(
  works: readonly Work[],
  orders: Iterable<Order>,
  state: EngineState,
  settings: EngineSettings,
  at: EpochMs,
): number {
  const aims = aimsOf(works);
  const ended = [...orders].filter(
    (order) => isTerminal(order) && mayStillTake(order, at, settings.execution.settleMs),
  );
  const names = new Set([...tickersOf(state), ...ended.map(({ intent }) => intent.ticker)]);
  let most = 0;
  let spare = 0;
  for (const ticker of new Set([...names, ...aims.keys()])) {
    if (ticker === settings.hedge?.ticker) continue;
    const worth = priceAt(ticker, { state });
    const size = mostOf(ticker, ended, state, settings);
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

/** Shares, on the worse side, once all that is open has filled. `ended`: orders that are over, of which fills may still come. */
function mostOf(
  ticker: string,
  ended: readonly Order[],
  state: EngineState,
  settings: EngineSettings,
): number {
  const { high, low } = sharesAfter(ticker, { state, settings, isPlan: false }, []);
  const late = (side: 'BUY' | 'SELL'): number =>
    ended
      .filter(({ intent }) => intent.ticker === ticker && intent.side === side)
      .reduce((sum, { intent, filled }) => sum + Math.max(0, intent.shares - filled), 0);
  return Math.max(high + late('BUY'), late('SELL') - low);
}
