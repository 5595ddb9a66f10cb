/** Everything the clients of one practice TWS share. */
import { Exchange } from './exchange/exchange.ts';
import type { ExchangeListener } from './exchange/exchange-parts.ts';
import { Interventions } from './exchange/interventions.ts';
import { Ledger, type LedgerState } from './exchange/ledger.ts';
import { accountOf, openingLedger } from './exchange/opening-portfolio.ts';
import { freshOrders, OrderStore } from './exchange/order-store.ts';
import { Conditions } from './faults/conditions.ts';
import { Switches } from './faults/switches.ts';
import type { Log } from './log.ts';
import { MarketClock } from './market/clock.ts';
import { epochAt, exchangeTimeOf } from './market/exchange-time.ts';
import { Market, momentOf } from './market/market.ts';
import { OPEN_MINUTE, SESSIONS, sessionIndexAtOrBefore, type Day } from './market/trading-days.ts';
import type { PracticeState } from './state-file.ts';
import type { Timers } from './timers.ts';

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
  readonly timers: Timers;
  readonly ledger: Ledger;
  readonly orders: OrderStore;
  readonly exchange: Exchange;
  readonly interventions: Interventions;
  readonly switches: Switches;
  readonly conditions: Conditions;
  readonly log: Log;
}

/** What a world is made of besides its options. */
export interface WorldParts {
  readonly timers: Timers;
  readonly log: Log;
  /** null: made from the seed. A market is a pure function of its seed, so one may serve many worlds. */
  readonly market: Market | null;
  /** null: a fresh account. */
  readonly state: PracticeState | null;
  /** What a fresh account opens with; null: the usual twenty names. */
  readonly opening: LedgerState | null;
  /** Finished orders and executions that are kept. */
  readonly kept: number;
  readonly switches: Switches;
  readonly conditions: Conditions;
}

export function makeWorld(options: WorldOptions, parts: WorldParts, listener: ExchangeListener): World {
  const { state, timers, log, switches, conditions } = parts;
  const market = parts.market ?? new Market(options.seed);
  const account = state?.account ?? accountOf(options.seed);
  const start = state?.marketTime ?? firstMoment(options, timers.now());
  const clock = new MarketClock(start, options.speed, () => timers.now());
  const opening = sessionIndexAtOrBefore(exchangeTimeOf(start).day);
  const ledger = new Ledger(state?.ledger ?? parts.opening ?? openingLedger(market, opening));
  const orders = new OrderStore(account, state?.orders ?? freshOrders(timers.now()), parts.kept);
  const closedSession = state?.closedSession ?? null;
  const session = state?.session ?? momentOf(start).session;
  const shared = { account, market, ledger, orders, listener, switches, conditions, closedSession, session };
  const exchange = new Exchange(shared);
  const interventions = new Interventions(shared, exchange.trading);
  return {
    ...{ options, account, market, clock, timers, ledger, orders, exchange, interventions },
    ...{ switches, conditions, log },
  };
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

function firstMoment({ date, startMinute }: WorldOptions, now: number): number {
  const session = sessionIndexAtOrBefore(date ?? exchangeTimeOf(now).day);
  return epochAt(SESSIONS[session] ?? 0, startMinute);
}

/** The default beginning: an hour into the session, when its first rush is over. */
export const DEFAULT_START_MINUTE = OPEN_MINUTE + 60;
