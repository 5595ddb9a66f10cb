import { remaining, signOf, type Order } from '#practice/exchange/order.ts';
import { standing } from '#practice/exchange/standing.ts';
import { epochAt } from '#practice/market/exchange-time.ts';
import { momentOf, type Market } from '#practice/market/market.ts';
import { indexOfConId, indexOfSymbol, NAMES } from '#practice/market/universe.ts';
import type { Practice } from '#practice/practice.ts';
import type { PlaceOrder } from '#practice/protocol/place-order.ts';
import type { Arriving, Books } from './order-limits.ts';

// The TWS's own books, market and contracts, as the limits are judged by.

export const isOwn = (orderRef: string): boolean => orderRef.startsWith('dd-');

export function arriving({ contract, order }: PlaceOrder): Arriving {
  return {
    conId: contract.conId !== 0 ? contract.conId : (NAMES[indexOfSymbol(contract.symbol) ?? 0]?.conId ?? 0),
    sign: order.action === 'BUY' ? 1 : -1,
    shares: order.quantity,
    limit: order.limit !== null && order.limit > 0 ? order.limit : null,
  };
}

/** As they are when an order comes. `earlier`: those that come in one piece with it, before it; `hedge`: the symbol that the strategy hedges with. */
export function booksOf(practice: Practice, earlier: readonly PlaceOrder[], hedge: string | null): Books {
  const { ledger, orders, market } = practice.world;
  const now = practice.now();
  const { session, day } = momentOf(now);
  const priceOf = (conId: number): number => market.quote(place(conId), now).last / 100;
  const holdings = ledger.holdings();
  const today = standing(orders.executionsSince(epochAt(day, 0)));
  const traded = today.filter(({ orderRef }) => isOwn(orderRef));
  const isNews = ({ orderRef, at }: (typeof today)[number]): boolean =>
    !isOwn(orderRef) && at > now - unheardMs;
  return {
    nav: ledger.cash + holdings.reduce((sum, { conId, shares }) => sum + shares * priceOf(conId), 0),
    held: new Map(holdings.map(({ conId, shares }) => [conId, shares])),
    working: [
      ...orders.alive().map((order) => ({ ...left(order), isOwn: isOwn(order.request.orderRef) })),
      ...earlier.map((placed) => ({ ...arriving(placed), isOwn: isOwn(placed.order.orderRef) })),
    ],
    traded,
    priceOf,
    recent: (conId) => recentOf(market, place(conId), now),
    advOf: (conId) =>
      known(`adv ${market.seed} ${session} ${conId}`, () => adv(market, place(conId), session)),
    betaOf: (conId) =>
      known(`beta ${market.seed} ${session} ${conId}`, () => beta(market, place(conId), session)),
    sectorOf: (conId) => NAMES[place(conId)]?.sector ?? `(${conId})`,
    disturbed: today.some(isNews),
    hedge: hedge === null ? null : (NAMES[indexOfSymbol(hedge) ?? -1]?.conId ?? null),
  };
}

/** Nothing tells the desk of a trade of others but its position, which comes with the account's next values, and the comparison that follows. */
const unheardMs = 15_000;

const place = (conId: number): number => indexOfConId(conId) ?? 0;

const left = (order: Order): Arriving => ({
  conId: order.conId,
  sign: signOf(order),
  shares: remaining(order),
  limit: order.request.limit !== null && order.request.limit > 0 ? order.request.limit : null,
});

const remembered = new Map<string, number>();

/** The past of a market does not change. */
function known(key: string, work: () => number): number {
  const value = remembered.get(key) ?? work();
  remembered.set(key, value);
  return value;
}

/** The desk trades on quotes of up to ten seconds (`clamps.maxQuoteAgeSec`), which may have come as late as they can, and so may the order. */
const rememberedMs = 15_000;
const stepMs = 250;

function recentOf(market: Market, name: number, now: number): ReturnType<Books['recent']> {
  const quotes = Array.from({ length: rememberedMs / stepMs + 1 }, (_, n) =>
    market.quote(name, now - rememberedMs + n * stepMs),
  );
  return {
    middles: quotes.map(({ bid, ask }) => (bid + ask) / 200),
    lasts: quotes.map(({ last }) => last / 100),
  };
}

const advSessions = 20;

/** The mean of the sessions before this one (spec 8). */
function adv(market: Market, name: number, session: number): number {
  const volumes = Array.from(
    { length: Math.min(advSessions, session) },
    (_, n) => market.daily(name, session - 1 - n).volume,
  );
  return volumes.reduce((sum, volume) => sum + volume, 0) / volumes.length;
}

const halfLife = 60;
const fewestRows = 60;
const mostRows = 500;
const priorVariance = 0.3 ** 2;
const benchmark = indexOfSymbol('SPY') ?? 0;

/** Spec 4.3, from the official closes before this session. */
function beta(market: Market, name: number, session: number): number {
  const rows = Array.from({ length: Math.min(mostRows, session - 1) }, (_, n) => ({
    weight: 0.5 ** (n / halfLife),
    own: returnOf(market, name, session - 1 - n),
    their: returnOf(market, benchmark, session - 1 - n),
  }));
  if (rows.length < fewestRows) return 1;
  const weighted = (of: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((sum, row) => sum + row.weight * of(row), 0);
  const weight = weighted(() => 1);
  const effective = weight ** 2 / rows.reduce((sum, row) => sum + row.weight ** 2, 0);
  const [own, their] = [weighted((row) => row.own) / weight, weighted((row) => row.their) / weight];
  const spread = weighted((row) => (row.their - their) ** 2);
  const slope = weighted((row) => (row.own - own) * (row.their - their)) / spread;
  const errors = weighted((row) => (row.own - own - slope * (row.their - their)) ** 2);
  const squaredError = errors / (weight * (effective - 2)) / (spread / weight);
  const trust = priorVariance / (priorVariance + squaredError);
  return trust * slope + (1 - trust);
}

const returnOf = (market: Market, name: number, session: number): number =>
  market.closeOf(name, session) / market.closeOf(name, session - 1) - 1;
