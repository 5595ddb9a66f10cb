import { instantOf, wallClock } from '#shared/calendar.ts';
import type { DayFacts } from '#shared/domain/limit.ts';
import type { Order } from '#shared/domain/order.ts';
import type { OrderId } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import { isOpen, type Ledger } from '../ledger.ts';
import type { Store } from '../ports.ts';

type Counts = Omit<DayFacts, 'messagesLastSecond' | 'loss' | 'drawdown'>;

const minuteMs = 60_000;

/** Today's own orders, counted: read once from the store, and kept up with the ledger from then on. */
export class DayBook {
  #date = 0;
  readonly #orders = new Map<OrderId, Order>();
  /** Those that may still change. */
  readonly #live = new Set<OrderId>();

  /** Another account's file, or the same one anew. */
  forget(): void {
    this.#date = 0;
  }

  /** New orders, and those of which a fill came. */
  note(ids: readonly OrderId[]): void {
    for (const id of ids) this.#live.add(id);
  }

  counts(store: Store, ledger: Ledger, at: EpochMs): Counts {
    const { date } = wallClock(at);
    if (date !== this.#date) this.#begin(store, date);
    for (const { intent } of ledger.open()) this.#live.add(intent.orderId);
    for (const id of this.#live) {
      const order = ledger.get(id);
      if (order === null) continue;
      this.#orders.set(id, order);
      if (!isOpen(order)) this.#live.delete(id);
    }
    return { date, ...countsOf([...this.#orders.values()], at) };
  }

  #begin(store: Store, date: number): void {
    this.#date = date;
    this.#orders.clear();
    this.#live.clear();
    const start = instantOf(date, 0);
    for (const order of store.ordersSince(start))
      if (order.createdAt >= start) this.#orders.set(order.intent.orderId, order);
  }
}

/** An order that never left counts for nothing. The desk never revises one: it cancels it and sends another. */
export function countsOf(orders: readonly Order[], at: EpochMs): Omit<Counts, 'date'> {
  let [submits, cancels, executed, ordersLastMinute] = [0, 0, 0, 0];
  const traded: Record<string, { shares: number; value: number }> = {};
  for (const { intent, status, filled, avgFillPrice, createdAt } of orders) {
    if (status.state === 'never-sent') continue;
    submits += 1;
    if (status.state === 'cancelling' || status.state === 'cancelled') cancels += 1;
    if (Math.abs(at - createdAt) < minuteMs) ordersLastMinute += 1;
    if (filled === 0) continue;
    executed += 1;
    const sum = (traded[intent.ticker] ??= { shares: 0, value: 0 });
    sum.shares += filled;
    sum.value += filled * (avgFillPrice ?? intent.decision.ask);
  }
  return { submits, cancels, executed, ordersLastMinute, traded };
}
