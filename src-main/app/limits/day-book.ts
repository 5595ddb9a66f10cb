import { instantOf, wallClock } from '#shared/calendar.ts';
import type { DayFacts } from '#shared/domain/limit.ts';
import type { Fill, Order } from '#shared/domain/order.ts';
import type { FillId, OrderId } from '#shared/ids.ts';
import { epochMs } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { isOpen, type Ledger } from '../ledger.ts';
import type { Store } from '../ports.ts';

type Counts = Omit<DayFacts, 'messagesLastSecond' | 'loss' | 'drawdown'>;

const minuteMs = 60_000;

/**
 * Today's own orders, counted: read once from the store, and kept up with the ledger from then on. What was traded counts for the account: also
 * what was typed in TWS, by other clients, and on orders from before today.
 */
export class DayBook {
  #date = 0;
  #start = epochMs(0);
  readonly #orders = new Map<OrderId, Order>();
  /** Those whose cancel was asked. */
  readonly #cancels = new Set<OrderId>();
  /** Today's fills of no order of today, at their newest revision. */
  readonly #others = new Map<FillId, Fill>();
  #mark = 0;
  /** Those that may still change. */
  readonly #live = new Set<OrderId>();

  /** Another account's file, or the same one anew. */
  forget(): void {
    this.#date = 0;
  }

  /** New orders. */
  note(ids: readonly OrderId[]): void {
    for (const id of ids) this.#live.add(id);
  }

  /** Whose a fill is may be told later than the fill. */
  filled({ orderId, fillId }: Pick<Fill, 'orderId' | 'fillId'>): void {
    if (orderId === null) return;
    this.#live.add(orderId);
    this.#others.delete(fillId);
  }

  counts(store: Store, ledger: Ledger, at: EpochMs): Counts {
    const { date } = wallClock(at);
    if (date !== this.#date) this.#begin(store, date);
    for (const { intent } of ledger.open()) this.#live.add(intent.orderId);
    for (const id of this.#live) {
      const order = ledger.get(id);
      if (order === null) continue;
      const isOfToday = order.createdAt >= this.#start;
      if (isOfToday) this.#orders.set(id, order);
      if (ledger.cancelAsked(id)) this.#cancels.add(id);
      if (!isOfToday || !isOpen(order)) this.#live.delete(id);
    }
    const mark = store.fillMark();
    if (mark !== this.#mark) this.#take(store.fillsAfter(this.#mark));
    this.#mark = mark;
    return { date, ...countsOf([...this.#orders.values()], at, [...this.#others.values()], this.#cancels) };
  }

  #take(fills: readonly Fill[]): void {
    for (const fill of fills) {
      const { fillId, orderId, revision, at } = fill;
      const isOfToday = orderId !== null && this.#orders.has(orderId);
      if (at < this.#start || isOfToday || revision < (this.#others.get(fillId)?.revision ?? 0)) continue;
      this.#others.set(fillId, fill);
    }
  }

  #begin(store: Store, date: number): void {
    this.#date = date;
    this.#orders.clear();
    this.#live.clear();
    this.#others.clear();
    this.#cancels.clear();
    const start = instantOf(date, 0);
    this.#start = start;
    for (const order of store.ordersSince(start))
      if (order.createdAt >= start) this.#orders.set(order.intent.orderId, order);
    for (const id of store.cancelsSince(start)) this.#cancels.add(id);
    this.#mark = store.fillMark();
    const all = { to: null, ticker: null, side: null, reason: null };
    this.#take(store.tradeLog({ from: start, ...all }).map(({ fill }) => fill));
  }
}

const isCancel = ({ state }: Order['status']): boolean => state === 'cancelling' || state === 'cancelled';

/** An order that never left counts for nothing. The desk never revises one: it cancels it and sends another. */
export function countsOf(
  orders: readonly Order[],
  at: EpochMs,
  others: readonly Fill[] = [],
  cancelled: ReadonlySet<OrderId> = new Set(),
): Omit<Counts, 'date'> {
  let [submits, cancels, executed, ordersLastMinute] = [0, 0, 0, 0];
  const traded: Record<string, { shares: number; value: number }> = {};
  const add = (ticker: string, shares: number, price: number): void => {
    const sum = (traded[ticker] ??= { shares: 0, value: 0 });
    sum.shares += shares;
    sum.value += shares * price;
  };
  for (const { intent, status, filled, avgFillPrice, createdAt } of orders) {
    if (status.state === 'never-sent') continue;
    submits += 1;
    // Also one that lost against a fill was sent.
    if (isCancel(status) || cancelled.has(intent.orderId)) cancels += 1;
    if (Math.abs(at - createdAt) < minuteMs) ordersLastMinute += 1;
    if (filled === 0) continue;
    executed += 1;
    add(intent.ticker, filled, avgFillPrice ?? intent.decision.ask);
  }
  for (const { ticker, shares, price } of others) if (shares > 0) add(ticker, shares, price);
  return { submits, cancels, executed, ordersLastMinute, traded };
}
