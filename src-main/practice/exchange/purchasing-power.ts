/** What an order would do to the account's margin, and whether the account can bear it. Dollars. */
import { dollars, type Quote } from '../market/market.ts';
import type { WhatIf } from '../protocol/order-answers.ts';
import type { OrderRequest } from '../protocol/place-order.ts';
import { orderCommission } from './commission.ts';
import type { Ledger } from './ledger.ts';
import { remaining, signOf, type Order } from './order.ts';
import { marginOf, valueLedger, type Marks } from './valuation.ts';

/** The account before and after the order filled whole at its likely price. */
export function afterOrder(
  ledger: Ledger,
  marks: Marks,
  conId: number,
  request: OrderRequest,
  quote: Quote,
): WhatIf {
  const before = valueLedger(ledger, marks);
  const sign = request.action === 'BUY' ? 1 : -1;
  const price = likelyPrice(request, quote);
  const mark = marks(conId).last;
  const commission = orderCommission(request.quantity, request.quantity * price);
  const held = ledger.sharesOf(conId);
  const then = held + sign * request.quantity;
  const long = before.longValue + mark * (Math.max(then, 0) - Math.max(held, 0));
  const short = before.shortValue + mark * (Math.min(then, 0) - Math.min(held, 0));
  const margin = marginOf(long, short);
  return {
    initBefore: cents(before.initialMargin),
    maintBefore: cents(before.maintenanceMargin),
    equityBefore: cents(before.equity),
    initAfter: cents(margin.initial),
    maintAfter: cents(margin.maintenance),
    equityAfter: cents(before.equity - sign * request.quantity * (price - mark) - commission),
    commission: Number(commission.toFixed(6)),
  };
}

/** Orders that only reduce a position are always borne; others must leave funds for what else is working. */
export function canAfford(
  ledger: Ledger,
  marks: Marks,
  conId: number,
  request: OrderRequest,
  quote: Quote,
  working: readonly Order[],
): boolean {
  const result = afterOrder(ledger, marks, conId, request, quote);
  const increase = result.initAfter - result.initBefore;
  if (increase <= 0) return true;
  return result.equityAfter - result.initAfter - reserved(ledger, marks, working) >= 0;
}

/** Initial margin that the working orders would need if all of them filled. */
function reserved(ledger: Ledger, marks: Marks, working: readonly Order[]): number {
  let total = 0;
  for (const order of working) {
    const held = ledger.sharesOf(order.conId);
    const then = held + signOf(order) * remaining(order);
    const growth = Math.abs(then) - Math.abs(held);
    if (growth > 0) total += marginOf(growth * marks(order.conId).last, 0).initial;
  }
  return total;
}

/** The limit where there is one, else the side of the book it would take. */
function likelyPrice(request: OrderRequest, quote: Quote): number {
  if (request.limit !== null && request.limit > 0) return request.limit;
  return dollars(request.action === 'BUY' ? quote.ask : quote.bid);
}

function cents(amount: number): number {
  return Number(amount.toFixed(2));
}
