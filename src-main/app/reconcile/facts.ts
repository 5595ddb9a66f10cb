import { instantOf, wallClock } from '#shared/calendar.ts';
import type { Fill } from '#shared/domain/order.ts';
import { epochMs, type EpochMs, money } from '#shared/units.ts';
import type { Store } from '../ports.ts';
import type { Items } from './items.ts';

const dayMs = 24 * 3_600_000;

/** A trade that this desk did not send explains itself: all executions of one order are one item. */
export function noteManualTrade(store: Store, items: Items, fill: Fill, now: EpochMs): void {
  const all = [...sameOrder(store, fill)];
  const shares = all.reduce((sum, each) => sum + each.shares, 0);
  const value = all.reduce((sum, each) => sum + each.shares * each.price, 0);
  const count = all.length === 1 ? '1 execution' : `${all.length} executions`;
  const owner = fill.orderId === null ? 'was not sent by this desk' : `was sent by a desk as ${fill.orderId}`;
  const note = `${count}, the last ${fill.execId} on ${fill.exchange}; permId ${fill.permId} ${owner}.`;
  items.note(
    {
      ...{ key: `manual:${fill.permId || fill.fillId}`, kind: 'manual-trade', ticker: fill.ticker },
      ...{ permId: fill.permId, execId: fill.execId, evidence: note, value: money(value) },
      expected: 'no trade of this desk',
      found: `${fill.side} ${shares} ${fill.ticker} at ${(value / shares).toFixed(4)}`,
    },
    { by: 'desk', cause: 'manual-trade', note },
    now,
  );
}

function sameOrder(store: Store, { permId, ticker, at, fillId }: Fill): readonly Fill[] {
  const from = epochMs(at - dayMs);
  const entries = store.tradeLog({ from, to: null, ticker, side: null, reason: null });
  return entries
    .map(({ fill }) => fill)
    .filter((each) => each.fillId === fillId || (permId > 0 && each.permId === permId));
}

/** A fill of ours without its price to the desk. */
export function raiseMissingCommissions(store: Store, items: Items, afterMs: number, now: EpochMs): void {
  const from = instantOf(wallClock(now).date, 0);
  const to = epochMs(now - afterMs);
  if (to <= from) return;
  for (const { fill, commission } of store.tradeLog({ from, to, ticker: null, side: null, reason: null })) {
    if (commission !== null || fill.orderId === null) continue;
    const key = `commission:${fill.execId}`;
    if (items.newest(key) !== null) continue;
    items.raise(
      {
        ...{ key, kind: 'commission-missing', ticker: fill.ticker, orderId: fill.orderId },
        ...{ permId: fill.permId, execId: fill.execId },
        expected: `a commission for ${fill.side} ${fill.shares} ${fill.ticker}`,
        found: 'the TWS has told none',
        evidence: 'Costs are shown without it until it comes. TWS shows it under Trades.',
      },
      now,
    );
  }
}
