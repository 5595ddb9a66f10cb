import type { Order, OrderIntent, Side } from '#shared/domain/order.ts';
import { priceOf } from '../../names.ts';
import { worstPrice } from '../funds.ts';
import { mayStillTake } from '../working/children.ts';
import type { LimitContext } from './context.ts';

/** One name at both ends of what every open order, ours and those of others, may make of it. Weights, fraction of NAV, signed. */
export interface NameAfter {
  readonly high: number;
  readonly low: number;
  readonly sector: string;
  readonly beta: number;
  readonly isHedge: boolean;
}

/** Sums over the names; the hedge counts in beta alone, as in the strategy's own limits. */
export interface BookAfter {
  readonly gross: number;
  readonly netHigh: number;
  readonly netLow: number;
  readonly betaHigh: number;
  readonly betaLow: number;
  readonly sectors: ReadonlyMap<string, Sector>;
  readonly names: ReadonlyMap<string, NameAfter>;
}

interface Sector {
  readonly high: number;
  readonly low: number;
}

/**
 * The book if these fill too. In a plan the reductions among them count as gone: they go first. As orders leave they do not: one that is
 * refused or never fills must not have made room for what does.
 */
export function afterFill(context: LimitContext, batch: readonly OrderIntent[]): BookAfter {
  const base = standing(context);
  if (batch.length === 0) return base;
  const names = new Map(base.names);
  for (const { ticker } of batch) names.set(ticker, nameAfter(ticker, context, batch));
  return summed(names);
}

const standings = new WeakMap<LimitContext, BookAfter>();

/** With what is held and works now. */
function standing(context: LimitContext): BookAfter {
  const known = standings.get(context);
  if (known !== undefined) return known;
  const tickers = tickersOf(context.state);
  const book = summed(
    new Map([...tickers].map((ticker): [string, NameAfter] => [ticker, nameAfter(ticker, context, [])])),
  );
  standings.set(context, book);
  return book;
}

/** Everything that is held or may come to be. */
export const tickersOf = ({
  positions,
  orders,
  foreign,
  unshown,
  children,
}: Pick<
  LimitContext['state'],
  'positions' | 'orders' | 'children' | 'foreign' | 'unshown'
>): ReadonlySet<string> =>
  new Set([
    ...Object.keys(positions),
    ...Object.keys(unshown),
    ...Object.keys(foreign),
    ...[...orders, ...children].map(({ intent }) => intent.ticker),
  ]);

function summed(names: ReadonlyMap<string, NameAfter>): BookAfter {
  let [gross, netHigh, netLow, betaHigh, betaLow] = [0, 0, 0, 0, 0];
  const sectors = new Map<string, Sector>();
  for (const { high, low, sector, beta, isHedge } of names.values()) {
    betaHigh += Math.max(beta * high, beta * low);
    betaLow += Math.min(beta * high, beta * low);
    if (isHedge) continue;
    gross += Math.max(Math.abs(high), Math.abs(low));
    netHigh += high;
    netLow += low;
    const before = sectors.get(sector) ?? { high: 0, low: 0 };
    sectors.set(sector, { high: before.high + high, low: before.low + low });
  }
  return { gross, netHigh, netLow, betaHigh, betaLow, sectors, names };
}

/** The weight of anything where there is no value to be a part of. */
const beyond = 1e6;

function nameAfter(ticker: string, context: LimitContext, batch: readonly OrderIntent[]): NameAfter {
  const { state, settings } = context;
  const bought = pendingOf(ticker, 'BUY', context, batch);
  const mark = priceAt(ticker, context);
  // What is bought may be paid at its worst price; what is short is worth what it is worth.
  const paid = Math.max(mark, ...bought.prices);
  const nav = state.account?.nav ?? 0;
  const weight = (size: number): number => {
    if (size === 0) return 0;
    return nav > 0 ? (size * (size > 0 ? paid : mark)) / nav : Math.sign(size) * beyond;
  };
  const { high, low } = sharesAfter(ticker, context, batch);
  const sector = state.instruments[ticker]?.sector ?? '';
  return {
    high: weight(high),
    low: weight(low),
    sector: sector === '' ? `(${ticker})` : sector,
    beta: state.betas[ticker] ?? 1,
    isHedge: ticker === settings.hedge?.ticker,
  };
}

/** Signed shares of a name at both ends: of a plan, once all of it has been carried out; as orders leave, whichever of what is open fills. */
export function sharesAfter(
  ticker: string,
  context: Pick<LimitContext, 'at' | 'state' | 'settings' | 'isPlan'>,
  batch: readonly OrderIntent[],
): { readonly high: number; readonly low: number } {
  const held = context.state.positions[ticker]?.shares ?? 0;
  const bought = pendingOf(ticker, 'BUY', context, batch);
  const sold = pendingOf(ticker, 'SELL', context, batch);
  const { high, low } = context.isPlan
    ? planned(held, bought, sold)
    : { high: held + bought.all, low: held - sold.all };
  // An order that has filled works no more, and its position may come later: a limit must not forget it in between.
  const unshown = context.state.unshown[ticker] ?? 0;
  return { high: high + Math.max(0, unshown), low: low + Math.min(0, unshown) };
}

/** What the plan takes away is gone; what works is not. */
function planned(
  held: number,
  bought: Pending,
  sold: Pending,
): { readonly high: number; readonly low: number } {
  const left = held - Math.min(sold.batch, Math.max(0, held)) + Math.min(bought.batch, Math.max(0, -held));
  return { high: left + grown(-held, bought.all), low: left - grown(held, sold.all) };
}

/** Shares beyond the opposite position that they first take away. */
const grown = (against: number, size: number): number => Math.max(0, size - Math.max(0, against));

interface Pending {
  readonly all: number;
  /** Of the batch alone. */
  readonly batch: number;
  readonly prices: readonly number[];
}

function pendingOf(
  ticker: string,
  side: Side,
  { at, state, settings }: Pick<LimitContext, 'at' | 'state' | 'settings'>,
  batch: readonly OrderIntent[],
): Pending {
  const isMeant = (intent: Pick<OrderIntent, 'ticker' | 'side'>): boolean =>
    intent.ticker === ticker && intent.side === side;
  // What is over still counts while fills of it may come: `Filled` may be told long before its executions.
  const late = state.children.filter((order) => mayStillTake(order, at, settings.execution.settleMs));
  const own = [...state.orders, ...late].filter((order) => isMeant(order.intent));
  const fresh = batch.filter(isMeant);
  const others = state.foreign[ticker]?.[side === 'BUY' ? 'buy' : 'sell'] ?? 0;
  const inBatch = fresh.reduce((sum, { shares }) => sum + shares, 0);
  return {
    all: others + inBatch + own.reduce((sum, order) => sum + leftOf(order), 0),
    batch: inBatch,
    prices: [...fresh, ...own.map(({ intent }) => intent)].map((intent) => worstPrice(intent, settings)),
  };
}

const leftOf = ({ intent, filled }: Order): number => Math.max(0, intent.shares - filled);

/** What a name is valued at now; what was paid where nothing is quoted. */
export function priceAt(ticker: string, { state }: Pick<LimitContext, 'state'>): number {
  return priceOf(state.quotes[ticker] ?? null) ?? state.positions[ticker]?.avgCost ?? 0;
}

/** Shares of an order that make the position larger, after all else of its side has filled. 0 = it only reduces. */
export function growthOf(
  intent: Pick<OrderIntent, 'ticker' | 'side' | 'shares'>,
  context: LimitContext,
  passed: readonly OrderIntent[],
): number {
  const held = context.state.positions[intent.ticker]?.shares ?? 0;
  const before = pendingOf(intent.ticker, intent.side, context, passed).all;
  const against = intent.side === 'SELL' ? held : -held;
  return grown(against - before, intent.shares);
}
