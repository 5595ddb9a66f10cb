import type { Contract, Order } from '@stoqey/ib';
import type { BrokerSays, OrderIntent, OrderReport, Side } from '#shared/domain/order.ts';
import type { OrderId, Ticker } from '#shared/ids.ts';
import { price, type EpochMs, type Price } from '#shared/units.ts';
import { idOrZero, isNumber, isPositive, ownOrderId, sideOf, tickerOf } from './translate.ts';

/** What this connection has learned about one order. */
export interface KnownOrder {
  readonly orderId: OrderId | null;
  permId: number;
  readonly apiOrderId: number;
  readonly clientId: number | null;
  readonly ticker: Ticker | null;
  readonly side: Side | null;
  /** Size and terms as the TWS last showed them: a trader may change them there. */
  shares: number | null;
  terms: Terms | null;
  filled: number | null;
  remaining: number | null;
  /** The TWS has shown it as an order of its own. */
  acknowledged: boolean;
  /** Its cancel left in this connection: from then on a refusal may be the cancel's. */
  cancelAsked: boolean;
  /** The last that IBKR said against it. */
  reason: string;
}

interface Terms {
  readonly type: string | null;
  readonly limit: Price | null;
  readonly ref: string;
}

/** One of our own that is about to leave. */
export const ownOrder = (intent: OrderIntent, apiOrderId: number, clientId: number): KnownOrder => ({
  orderId: intent.orderId,
  permId: 0,
  apiOrderId,
  clientId,
  ticker: intent.ticker,
  side: intent.side,
  shares: intent.shares,
  terms: null,
  filled: null,
  remaining: null,
  acknowledged: false,
  cancelAsked: false,
  reason: '',
});

/** One that the TWS shows for the first time. */
export const shownOrder = (apiOrderId: number, contract: Contract, order: Order): KnownOrder => ({
  orderId: ownOrderId(order.orderRef),
  permId: idOrZero(order.permId),
  apiOrderId,
  clientId: order.clientId ?? null,
  ticker: tickerOf(contract),
  side: sideOf(order.action),
  shares: sizeOf(order),
  terms: termsOf(order),
  filled: null,
  remaining: null,
  acknowledged: false,
  cancelAsked: false,
  reason: '',
});

/** Takes over what the TWS shows now, which may have been changed there. */
export function shownAgain(known: KnownOrder, order: Order): void {
  known.shares = sizeOf(order) ?? known.shares;
  known.terms = termsOf(order);
}

export const sizeOf = ({ totalQuantity }: Order): number | null =>
  isPositive(totalQuantity) ? totalQuantity : null;

export function termsOf({ orderType, lmtPrice, orderRef }: Order): Terms {
  return {
    type: orderType ?? null,
    // 0 = it has none
    limit: isPositive(lmtPrice) && lmtPrice < Number.MAX_VALUE ? price(lmtPrice) : null,
    ref: orderRef ?? '',
  };
}

/** Filled and remaining are for display: what counts as filled are executions. */
export function countedIn(
  known: KnownOrder,
  filled: number | undefined,
  remaining: number | undefined,
): void {
  if (isNumber(filled) && filled >= 0) known.filled = filled;
  if (isNumber(remaining) && remaining >= 0) known.remaining = remaining;
}

export function reportOf(known: KnownOrder, status: BrokerSays, at: EpochMs): OrderReport {
  const { orderId, permId, apiOrderId, clientId, ticker, side, shares, terms, filled, remaining } = known;
  return {
    ...{ orderId, permId, apiOrderId, clientId, ticker, side, shares, filled, remaining, status, at },
    type: terms?.type ?? null,
    limit: terms?.limit ?? null,
    ref: terms?.ref ?? null,
    isManual: isManual(clientId, apiOrderId),
  };
}

/** A status about an order that this connection has never been shown. */
export const strangerReport = (
  apiOrderId: number,
  permId: number,
  clientId: number | null,
  status: BrokerSays,
  at: EpochMs,
): OrderReport => ({
  ...{ orderId: null, permId, apiOrderId, clientId, ticker: null, side: null, shares: null, status, at },
  isManual: isManual(clientId, apiOrderId),
});

/** Typed in TWS itself: it has client 0 and no number, or a negative one once a client was bound to it. */
export const isManual = (clientId: number | null, apiOrderId: number): boolean =>
  clientId === 0 && apiOrderId <= 0;
