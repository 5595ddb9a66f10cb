/** Everything the clients of one practice TWS share. */
import { Exchange } from './exchange/exchange.ts';
import type { ExchangeListener } from './exchange/exchange-parts.ts';
import { Ledger } from './exchange/ledger.ts';
import { accountOf, openingLedger } from './exchange/opening-portfolio.ts';
import { freshOrders, OrderStore } from './exchange/order-store.ts';
import type { Log } from './log.ts';
import { MarketClock } from './market/clock.ts';
import { epochAt, exchangeTimeOf } from './market/exchange-time.ts';
import { Market, momentOf } from './market/market.ts';
import { OPEN_MINUTE, SESSIONS, sessionIndexAtOrBefore, type Day } from './market/trading-days.ts';
import type { PracticeState } from './state-file.ts';

export interface WorldOptions {
  readonly seed: number;
  /** The session to begin in; null: the newest at or before today in New York. */
  readonly date: Day | null;
  /** Minute of the exchange's day to begin at. */
  readonly startMinute: number;
  /** Market seconds per wall second. */
  readonly speed: number;
  /** Clients without rights to live data: prices are fifteen minutes old. */
  readonly delayed: boolean;
  /** Market data lines a client may hold. */
  readonly lines: number;
}

export interface World {
  readonly options: WorldOptions;
  readonly account: string;
  readonly market: Market;
  readonly clock: MarketClock;
  readonly ledger: Ledger;
  readonly orders: OrderStore;
  readonly exchange: Exchange;
  readonly log: Log;
}

/** state: null for a fresh account. */
export function makeWorld(
  options: WorldOptions,
  state: PracticeState | null,
  listener: ExchangeListener,
  log: Log,
): World {
  const market = new Market(options.seed);
  const account = state?.account ?? accountOf(options.seed);
  const start = state?.marketTime ?? firstMoment(options);
  const clock = new MarketClock(start, options.speed, () => performance.now());
  const opening = sessionIndexAtOrBefore(exchangeTimeOf(start).day);
  const ledger = new Ledger(state?.ledger ?? openingLedger(market, opening));
  const orders = new OrderStore(account, state?.orders ?? freshOrders(Date.now()));
  const closedSession = state?.closedSession ?? null;
  const session = state?.session ?? momentOf(start).session;
  const exchange = new Exchange({ account, market, ledger, orders, listener, closedSession, session });
  return { options, account, market, clock, ledger, orders, exchange, log };
}

/** What the state file keeps. */
export function stateOf(world: World): PracticeState {
  return {
    version: 1,
    seed: world.options.seed,
    account: world.account,
    marketTime: world.clock.now(),
    session: world.exchange.session,
    closedSession: world.exchange.closedSession,
    ledger: world.ledger.state(),
    orders: world.orders.state(),
  };
}

function firstMoment({ date, startMinute }: WorldOptions): number {
  const session = sessionIndexAtOrBefore(date ?? exchangeTimeOf(Date.now()).day);
  return epochAt(SESSIONS[session] ?? 0, startMinute);
}

/** The default beginning: an hour into the session, when its first rush is over. */
export const DEFAULT_START_MINUTE = OPEN_MINUTE + 60;
