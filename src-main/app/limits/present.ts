import type { LimitContext } from '#engine/execution/limits/context.ts';
import { unrestricted } from '#engine/execution/may-trade.ts';
import type { EngineState } from '#engine/state.ts';
import type { Desk } from '../desk.ts';

const advDays = 20;

/** The book as it is now, for what the limits measure without an order; null before there is one. */
export function presentContext(desk: Desk): LimitContext | null {
  const { settings, account, ledger, positions, market, interval, limits } = desk;
  if (settings === null || account === null || ledger === null) return null;
  const at = desk.now();
  const known = interval.engineState;
  const day = limits.facts(at);
  const state = {
    ...known,
    ...{ account, day, orders: ledger.open() },
    positions: Object.fromEntries([...positions].map(([ticker, position]) => [ticker, position])),
    quotes: Object.fromEntries([...market.quotes].map(([ticker, quote]) => [ticker, quote])),
  };
  const adv = Object.fromEntries(
    Object.keys(day?.traded ?? {}).map((ticker) => [ticker, advOf(known, ticker)]),
  );
  const plain = { isPlan: true, ordersBlocked: null, safety: unrestricted, proposed: {}, targets: {} };
  return { at, state, settings, adv, ...plain };
}

/** Mean daily volume in shares; 0 = not known. */
function advOf({ history }: EngineState, ticker: string): number {
  const bars = (history[ticker] ?? []).slice(-advDays);
  return bars.length === 0 ? 0 : bars.reduce((sum, { volume }) => sum + volume, 0) / bars.length;
}
