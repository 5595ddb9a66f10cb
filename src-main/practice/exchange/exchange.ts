/** The practice exchange: takes, changes and cancels orders, and fills them as the market passes by. */
import { formatStamp } from '../market/exchange-time.ts';
import { openOfDay } from '../market/clock.ts';
import { dollars, momentOf, type Market, type Moment, type Quote } from '../market/market.ts';
import { SESSIONS } from '../market/trading-days.ts';
import { indexOfConId } from '../market/universe.ts';
import type { ContractLabel } from '../protocol/contract-fields.ts';
import type { WhatIf } from '../protocol/order-answers.ts';
import type { OrderRequest } from '../protocol/place-order.ts';
import type { ExchangeParts } from './exchange-parts.ts';
import type { Ledger } from './ledger.ts';
import { endOrder, isAlive, newOrder, signOf, type Order } from './order.ts';
import { afterOrder, canAfford } from './purchasing-power.ts';
import { holdOf, refusalOf } from './rehearsed.ts';
import { Trading } from './trading.ts';
import { isAuctionFrozen, objectionTo, rejected, type Refusal } from './validate.ts';
import type { Marks } from './valuation.ts';

export class Exchange {
  readonly #parts: ExchangeParts;
  readonly trading: Trading;
  /** What was asked for so far: the ratio of these to executions is what IB calls order efficiency. */
  readonly activity = { placed: 0, changed: 0, cancelled: 0 };

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.trading = new Trading(parts);
  }

  get closedSession(): number | null {
    return this.trading.closedSession;
  }

  get session(): number {
    return this.trading.session;
  }

  /** A new order, or the change of one that the same client placed under this id. */
  place(
    clientId: number,
    orderId: number,
    contract: ContractLabel,
    request: OrderRequest,
    now: number,
  ): void {
    const { orders } = this.#parts;
    const existing = orders.find(clientId, orderId);
    if (existing !== null && isAlive(existing)) {
      this.#modify(existing, contract, request, now);
      return;
    }
    if (existing?.status === 'Filled') {
      this.#refuse(clientId, orderId, { code: 104, text: 'Cannot modify a filled order.' });
    } else if (orderId < orders.nextOrderId(clientId)) {
      this.#refuse(clientId, orderId, { code: 103, text: 'Duplicate order id' });
    } else {
      this.#placeNew(clientId, orderId, contract, request, now);
    }
  }

  /** What the order would do to margin and cash; nothing is stored. */
  whatIf(contract: ContractLabel, request: OrderRequest, now: number): WhatIf | Refusal {
    const { account, market, ledger } = this.#parts;
    const objection = objectionTo(request, account, contract.primaryExchange, now, momentOf(now));
    if (objection !== null) return objection;
    return afterOrder(ledger, this.marks(now), contract.conId, request, quoteOf(market, contract.conId, now));
  }

  cancel(clientId: number, orderId: number, now: number): void {
    this.activity.cancelled += 1;
    const order = this.#parts.orders.find(clientId, orderId);
    if (order === null) {
      this.#refuse(clientId, orderId, {
        code: 10147,
        text: `OrderId ${orderId} that needs to be cancelled is not found.`,
      });
    } else if (!isAlive(order) || isTooLate(order, now)) {
      const text = `OrderId ${orderId} that needs to be cancelled cannot be cancelled, state: ${order.status}.`;
      this.#refuse(clientId, orderId, { code: 10148, text });
    } else if (order.status !== 'PendingCancel') {
      this.#requestCancel(order);
    }
  }

  cancelAll(): void {
    for (const order of this.#parts.orders.alive()) {
      if (order.status !== 'PendingCancel') this.#requestCancel(order);
    }
  }

  /** One look at the market: matches what works, ends what was cancelled, runs the close. True when anything changed. */
  step(now: number): boolean {
    return this.trading.step(now);
  }

  marks(now: number): Marks {
    const { market } = this.#parts;
    return (conId) => {
      const quote = quoteOf(market, conId, now);
      return { last: dollars(quote.last), close: dollars(quote.close) };
    };
  }

  #requestCancel(order: Order): void {
    order.status = 'PendingCancel';
    this.#parts.listener.order(order);
  }

  #placeNew(
    clientId: number,
    orderId: number,
    contract: ContractLabel,
    raw: OrderRequest,
    now: number,
  ): void {
    const { account, ledger, market, orders, listener } = this.#parts;
    const moment = momentOf(now);
    const objection =
      refusalOf(this.#parts, contract, 'new') ??
      objectionTo(raw, account, contract.primaryExchange, now, moment) ??
      crowdObjection(orders.alive(), contract.conId, raw.action);
    this.activity.placed += 1;
    orders.useOrderId(clientId, orderId);
    if (objection !== null && objection.code !== 201) {
      this.#refuse(clientId, orderId, objection);
      return;
    }
    const request = { ...raw, account, tif: raw.tif === '' ? 'DAY' : raw.tif };
    const order = newOrder(clientId, orderId, orders.newPermId(), contract, request, now);
    orders.add(order);
    const quote = quoteOf(market, contract.conId, now);
    const refusal =
      objection ?? fundsObjection(ledger, this.marks(now), contract.conId, request, quote, orders.alive());
    if (refusal !== null) {
      endOrder(order, 'Inactive', now, refusal.text);
      listener.order(order);
      this.#refuse(clientId, orderId, refusal);
      return;
    }
    if (!request.transmit) order.status = 'Inactive';
    const hold = holdOf(this.#parts.switches, order, now);
    listener.order(order);
    if (hold !== null) this.#refuse(clientId, orderId, hold);
    if (request.transmit) this.#announceWaiting(order, moment);
  }

  #modify(order: Order, contract: ContractLabel, raw: OrderRequest, now: number): void {
    const { account, ledger, market, orders, listener } = this.#parts;
    const moment = momentOf(now);
    const request = { ...raw, account, tif: raw.tif === '' ? 'DAY' : raw.tif };
    this.activity.changed += 1;
    const objection =
      refusalOf(this.#parts, contract, 'change') ??
      changeObjection(order, contract, request) ??
      objectionTo(request, account, contract.primaryExchange, now, moment);
    if (objection !== null) {
      this.#refuse(order.clientId, order.orderId, objection);
      return;
    }
    const others = orders.alive().filter((other) => other !== order);
    const rest = { ...request, quantity: request.quantity - order.filled };
    const quote = quoteOf(market, order.conId, now);
    const noFunds = fundsObjection(ledger, this.marks(now), order.conId, rest, quote, others);
    if (noFunds !== null) {
      this.#refuse(order.clientId, order.orderId, noFunds);
      return;
    }
    const wasHeld = order.status === 'Inactive';
    if (order.request.limit !== request.limit) order.isTaker = null;
    order.request = { ...request, transmit: request.transmit || !wasHeld };
    if (wasHeld && request.transmit) {
      order.status = 'PreSubmitted';
      order.placedAt = now;
    }
    listener.order(order);
    if (wasHeld && request.transmit) this.#announceWaiting(order, moment);
  }

  /** Outside the session an order waits, and TWS says until when. */
  #announceWaiting(order: Order, moment: Moment): void {
    if (moment.phase === 'open') return;
    const session = moment.phase === 'before' ? moment.session : moment.session + 1;
    const day = SESSIONS[session];
    const until = day === undefined ? '' : formatStamp(openOfDay(day));
    const { action, quantity } = order.request;
    const text = `Order Message:\n${action} ${quantity} ${order.symbol} ${order.primaryExchange}\nWarning: Your order will not be placed at the exchange until ${until}`;
    this.#refuse(order.clientId, order.orderId, { code: 399, text });
  }

  #refuse(clientId: number, orderId: number, { code, text, json }: Refusal): void {
    this.#parts.listener.notice(clientId, orderId, code, text, json);
  }
}

/** As IB has it: so many orders of one account on one side of one contract. */
const MOST_ACTIVE = 20;

function crowdObjection(alive: readonly Order[], conId: number, action: string): Refusal | null {
  const same = alive.filter((order) => order.conId === conId && order.request.action === action);
  if (same.length < MOST_ACTIVE) return null;
  return rejected(`The account has ${MOST_ACTIVE} active orders on this side of this contract already`);
}

/** In TWS's words, with the figures that a what-if would show. */
function fundsObjection(
  ledger: Ledger,
  marks: Marks,
  conId: number,
  request: OrderRequest,
  quote: Quote,
  working: readonly Order[],
): Refusal | null {
  if (canAfford(ledger, marks, conId, request, quote, working)) return null;
  const { equityAfter, initAfter } = afterOrder(ledger, marks, conId, request, quote);
  return rejected(
    `YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY WITH LOAN VALUE [${equityAfter.toFixed(2)} USD] MUST EXCEED THE INITIAL MARGIN [${initAfter.toFixed(2)} USD]`,
  );
}

function isTooLate(order: Order, now: number): boolean {
  return isAuctionFrozen(order.request.type, order.primaryExchange, now, momentOf(now));
}

/** Only price, size, time in force and transmit may change. */
function changeObjection(order: Order, contract: ContractLabel, request: OrderRequest): Refusal | null {
  const { conId, status, filled } = order;
  if (status === 'PendingCancel') {
    return {
      code: 10148,
      text: `OrderId ${order.orderId} that needs to be modified is being cancelled, state: ${status}.`,
    };
  }
  if (conId !== contract.conId || signOf(order) !== (request.action === 'BUY' ? 1 : -1)) {
    return { code: 105, text: 'Order being modified does not match original order.' };
  }
  if (hasOtherChanges(order.request, request)) {
    return { code: 105, text: 'Order being modified does not match original order.' };
  }
  if (order.request.type !== request.type || order.request.algoStrategy !== request.algoStrategy) {
    return { code: 329, text: 'Order modify failed. Cannot change to the new order type.' };
  }
  if (request.quantity > 0 && request.quantity <= filled) {
    return rejected(`The new size ${request.quantity} is not above the ${filled} already filled`);
  }
  return null;
}

/** Beyond price, size, time in force and transmit. */
function hasOtherChanges(was: OrderRequest, is: OrderRequest): boolean {
  return (
    was.orderRef !== is.orderRef ||
    was.outsideRth !== is.outsideRth ||
    was.hidden !== is.hidden ||
    JSON.stringify(was.algoParams) !== JSON.stringify(is.algoParams)
  );
}

function quoteOf(market: Market, conId: number, now: number) {
  const name = indexOfConId(conId);
  if (name === null) throw new RangeError(`no contract ${conId}`);
  return market.quote(name, now);
}

export function isRefusal(answer: WhatIf | Refusal): answer is Refusal {
  return 'code' in answer;
}
