/** The exchange's own steps: from submitted to filled, cancelled or expired, and the closing auction. */
import { closeOfDay } from '../market/clock.ts';
import { TICKS_PER_DOLLAR } from '../market/intraday-path.ts';
import { dollars, momentOf, type Moment, type Quote } from '../market/market.ts';
import { uniform } from '../market/random.ts';
import { SESSIONS } from '../market/trading-days.ts';
import { indexOfConId } from '../market/universe.ts';
import { chargeOf, orderCommission } from './commission.ts';
import type { ExchangeParts } from './exchange-parts.ts';
import { isMarketable, matchOrder, type Take, type Working } from './matching.ts';
import { endOrder, remaining, signOf, type Execution, type Order } from './order.ts';

/** How long an adaptive order waits at the midpoint before it crosses the spread, market milliseconds. */
const PATIENCE_MS: Readonly<Record<string, number>> = { Urgent: 1500, Normal: 6000, Patient: 20_000 };
const VENUES = ['ARCA', 'NASDAQ', 'NYSE', 'BATS', 'IEX', 'EDGX'];

export class Trading {
  readonly #parts: ExchangeParts;
  /** Shares that orders took out of a book, by contract and side, while that book stands. */
  readonly #taken = new Map<string, { book: number; shares: number }>();
  readonly #late: { readonly order: Order; readonly at: number; readonly shares: number }[] = [];
  #closedSession: number | null;
  #session: number;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.#closedSession = parts.closedSession;
    this.#session = parts.session;
  }

  get closedSession(): number | null {
    return this.#closedSession;
  }

  get session(): number {
    return this.#session;
  }

  step(now: number): boolean {
    const moment = momentOf(now);
    let changed = this.#turnDay(moment);
    changed = this.#fillLate(now) || changed;
    for (const order of this.#parts.orders.alive()) {
      const wasLeaving = order.status === 'PendingCancel';
      if (moment.phase === 'open') changed = this.#work(order, moment, now) || changed;
      if (wasLeaving && order.completedAt !== null) this.#tooLate(order);
      if (order.status === 'PendingCancel') {
        this.#cancelled(order, now, '');
        changed = true;
      }
    }
    if (moment.phase === 'after' && this.#closedSession !== moment.session) {
      this.#close(moment.session);
      changed = true;
    }
    return changed;
  }

  /** A new morning, however the time in between went by. */
  #turnDay(moment: Moment): boolean {
    const previous = this.#session;
    this.#session = moment.session;
    if (previous === moment.session) return false;
    if (this.#closedSession !== previous) this.#close(previous);
    this.#parts.ledger.newDay();
    return true;
  }

  #work(order: Order, moment: Moment, now: number): boolean {
    if (order.status === 'Inactive' || this.#parts.conditions.isHalted(order.conId)) return false;
    if (order.heldUntil !== null) {
      if (now < order.heldUntil) return false;
      order.heldUntil = null;
      order.whyHeld = '';
    }
    const wasWaiting = order.workingSince === null;
    if (wasWaiting && order.status === 'PreSubmitted') {
      order.status = 'Submitted';
      order.workingSince = now;
      this.#parts.listener.order(order);
      return true;
    }
    if (order.workingSince === null || isAuction(order)) return false;
    const name = indexOfConId(order.conId);
    if (name === null) return false;
    const quote = this.#parts.market.quote(name, now);
    const chance = uniform(
      this.#parts.market.seed,
      order.conId,
      moment.step,
      order.orderId > 0 ? order.clientId * 65_536 + order.orderId : order.permId,
    );
    order.isTaker ??= isMarketable(signOf(order), limitOf(order), quote);
    const found = matchOrder(workingOf(order, now), quote, this.#takenOf(order, quote), chance);
    const takes = found.length === 0 ? found : this.#inParts(order, found);
    for (const take of takes) this.fill(order, take, quote, now);
    if (order.request.tif === 'IOC' && order.status !== 'Filled' && order.status !== 'PendingCancel') {
      this.#cancelled(order, now, 'The rest of the IOC order found no counterpart');
      return true;
    }
    return takes.length > 0;
  }

  #takenOf(order: Order, quote: Quote): number {
    const taken = this.#taken.get(`${order.conId} ${signOf(order)}`);
    return taken?.book === quote.book ? taken.shares : 0;
  }

  /** A fill that the fault keeps small. */
  #inParts(order: Order, takes: readonly Take[]): readonly Take[] {
    const [first] = takes;
    const small = this.#parts.switches.take('partial-fills', order);
    if (small === null || first === undefined) return takes;
    return [{ ...first, shares: Math.min(first.shares, small.most) }];
  }

  /** The fills that were already on their way when a cancel was confirmed. */
  #fillLate(now: number): boolean {
    const due = this.#late.filter(({ at }) => at <= now);
    for (const { order, shares } of due) {
      this.#late.splice(
        this.#late.findIndex((late) => late.order === order),
        1,
      );
      const name = indexOfConId(order.conId);
      if (name === null || remaining(order) === 0) continue;
      const quote = this.#parts.market.quote(name, now);
      const price = limitOf(order) ?? (signOf(order) > 0 ? quote.ask : quote.bid);
      const wanted = shares === 0 ? remaining(order) : Math.min(shares, remaining(order));
      this.fill(order, { shares: wanted, price, liquidity: 1 }, null, now);
    }
    return due.length > 0;
  }

  /** Trades it, whatever the market says. */
  fill(order: Order, take: Take, quote: Quote | null, now: number): void {
    if (quote !== null && take.liquidity === 2) {
      const shares = this.#takenOf(order, quote) + take.shares;
      this.#taken.set(`${order.conId} ${signOf(order)}`, { book: quote.book, shares });
    }
    const { ledger, listener, orders } = this.#parts;
    const price = take.price / TICKS_PER_DOLLAR;
    const side = signOf(order) > 0 ? 'BOT' : 'SLD';
    const before = { shares: order.filled, value: order.filledValue };
    const commission = chargeOf(before, side, take.shares, price, take.liquidity);
    const profit = ledger.book(order.conId, signOf(order) * take.shares, price, commission);
    const realizedPnl = profit === null ? null : Number(profit.toFixed(6));
    order.filled += take.shares;
    order.filledValue += take.shares * price;
    order.commission = orderCommission(order.filled, order.filledValue);
    order.avgFillPrice = Number((order.filledValue / order.filled).toFixed(8));
    order.lastFillPrice = price;
    const execution = this.#executionOf(order, take, price, commission, realizedPnl, now);
    orders.addExecution(execution);
    if (remaining(order) === 0) endOrder(order, 'Filled', now, `Filled Size: ${order.filled}`);
    listener.filled(execution);
    listener.order(order);
    listener.charged(execution);
  }

  #executionOf(
    order: Order,
    take: Take,
    price: number,
    commission: number,
    realizedPnl: number | null,
    now: number,
  ): Execution {
    const { clientId, orderId, permId, conId, symbol, primaryExchange, request } = order;
    const execId = this.#parts.orders.newExecId();
    return {
      ...{ execId, at: now, clientId, orderId, permId, conId, symbol, primaryExchange },
      exchange: venueOf(order, take, this.#parts.orders.executionCount),
      account: this.#parts.account,
      orderRef: request.orderRef,
      side: signOf(order) > 0 ? 'BOT' : 'SLD',
      ...{ shares: take.shares, price, cumQty: order.filled, avgPrice: order.avgFillPrice },
      ...{ liquidity: take.liquidity, commission, realizedPnl },
    };
  }

  /** The last fill came before the cancel. */
  #tooLate(order: Order): void {
    const text = `Cancel attempted when order is not in a cancellable state. Order permId = ${order.permId}`;
    this.#parts.listener.notice(order.clientId, order.orderId, 161, text);
  }

  #cancelled(order: Order, now: number, reason: string): void {
    if (order.completedAt !== null) return;
    const late = reason === '' ? this.#parts.switches.take('fill-after-cancel', order) : null;
    if (late !== null) this.#late.push({ order, at: now + late.seconds * 1000, shares: late.shares });
    endOrder(
      order,
      'Cancelled',
      now,
      reason === '' ? 'Cancelled by Trader' : `Cancelled by System: ${reason}`,
    );
    this.#parts.listener.order(order);
    this.#parts.listener.notice(order.clientId, order.orderId, 202, `Order Canceled - reason:${reason}`);
  }

  /** The closing auction at the official price, then the end of what was good for the day. */
  #close(session: number): void {
    this.#closedSession = session;
    const day = SESSIONS[session];
    if (day === undefined) return;
    const at = closeOfDay(day);
    for (const order of this.#parts.orders.alive()) {
      const name = indexOfConId(order.conId);
      if (name === null || order.placedAt >= at) continue;
      if (isAuction(order) && order.status !== 'Inactive') {
        const price = this.#parts.market.closeOf(name, session);
        if (isWithinLimit(order, price)) {
          this.fill(order, { shares: remaining(order), price, liquidity: 3 }, null, at);
        }
      }
      const isDone = order.completedAt !== null;
      if (!isDone && order.request.tif !== 'GTC') this.#cancelled(order, at, 'The session has ended');
    }
  }
}

function workingOf(order: Order, now: number): Working {
  const { algoParams } = order.request;
  const priority = algoParams.find((param) => param.tag === 'adaptivePriority')?.value ?? 'Normal';
  return {
    sign: signOf(order),
    remaining: remaining(order),
    style: styleOf(order),
    limit: limitOf(order),
    patienceMs: PATIENCE_MS[priority] ?? 0,
    ageMs: now - (order.workingSince ?? now),
    isTaker: order.isTaker ?? false,
  };
}

/** Ticks; null: none. */
function limitOf({ request }: Order): number | null {
  if (request.type === 'MKT' || request.limit === null || request.limit === 0) return null;
  return Number((request.limit * TICKS_PER_DOLLAR).toFixed(4));
}

function styleOf({ request }: Order): Working['style'] {
  if (request.algoStrategy !== '') return 'adaptive';
  if (request.type === 'MIDPRICE') return 'mid';
  return request.type === 'MKT' ? 'market' : 'limit';
}

function isAuction({ request }: Order): boolean {
  return request.type === 'MOC' || request.type === 'LOC';
}

/** price in ticks. */
function isWithinLimit(order: Order, price: number): boolean {
  const { limit } = order.request;
  return order.request.type === 'MOC' || limit === null || signOf(order) * (limit - dollars(price)) >= -1e-9;
}

function venueOf(order: Order, take: Take, salt: number): string {
  if (take.liquidity === 3) return order.primaryExchange;
  if (order.request.type === 'MIDPRICE') return 'IBKRATS';
  return VENUES[Math.floor(uniform(order.conId, salt, take.shares) * VENUES.length)] ?? 'ARCA';
}
