import { afterFills, afterReport, isTerminal } from '#engine/execution/lifecycle.ts';
import type { ApprovedOrder, Commission, Fill, Order, OrderReport } from '#shared/domain/order.ts';
import type { AccountId, OrderId, Ticker } from '#shared/ids.ts';
import { type EpochMs, money, shares } from '#shared/units.ts';
import type { FillOutcome, Store, TradeLogEntry } from './ports.ts';

/** Own orders as the desk knows them: every change is in the store before anybody sees it. */
export class Ledger {
  readonly #store: Store;
  readonly #orders = new Map<OrderId, Order>();
  readonly #byExec = new Map<string, OrderId>();

  constructor(store: Store) {
    this.#store = store;
    for (const order of store.openOrders()) this.#orders.set(order.intent.orderId, order);
  }

  /** Not terminal, oldest first. */
  open(): readonly Order[] {
    return [...this.#orders.values()].filter(isOpen);
  }

  get(id: OrderId): Order | null {
    return this.#orders.get(id) ?? this.#recall(id);
  }

  workingByTicker(): ReadonlyMap<Ticker, number> {
    const counts = new Map<Ticker, number>();
    for (const { intent } of this.open()) counts.set(intent.ticker, (counts.get(intent.ticker) ?? 0) + 1);
    return counts;
  }

  /** A new order as it goes into the journal, under the id that it will be sent under. */
  static journalled(intent: ApprovedOrder, account: AccountId, apiOrderId: number, at: EpochMs): Order {
    return {
      intent,
      account,
      status: { state: 'journalled' },
      permId: 0,
      apiOrderId,
      filled: shares(0),
      avgFillPrice: null,
      commission: null,
      createdAt: at,
      updatedAt: at,
    };
  }

  /** Orders that `Store.journal` has written. */
  add(orders: readonly Order[]): void {
    for (const order of orders) this.#orders.set(order.intent.orderId, order);
  }

  /** Saves a state that the desk itself concludes. */
  settle(id: OrderId, status: Order['status'], at: EpochMs): Order | null {
    const order = this.get(id);
    return order === null ? null : this.#keep(order, { ...order, status, updatedAt: at });
  }

  /** Null where the report is not about an own order or changes nothing. */
  report(report: OrderReport): Order | null {
    const order = report.orderId === null ? this.#byIds(report) : this.get(report.orderId);
    return order === null ? null : this.#keep(order, afterReport(order, report));
  }

  fill(fill: Fill): { readonly outcome: FillOutcome; readonly order: Order | null } {
    const outcome = this.#store.recordFill(fill);
    if (fill.orderId !== null) this.#byExec.set(fill.execId, fill.orderId);
    if (outcome === 'known') return { outcome, order: null };
    return { outcome, order: this.#recount(fill.orderId, fill.at) };
  }

  commission(commission: Commission, at: EpochMs): Order | null {
    if (!this.#store.recordCommission(commission)) return null;
    return this.#recount(this.#byExec.get(commission.execId) ?? null, at);
  }

  #recount(id: OrderId | null, at: EpochMs): Order | null {
    const order = id === null ? null : this.get(id);
    if (order === null) return null;
    const entries: readonly TradeLogEntry[] = this.#store.fillsOf(order.intent.orderId);
    const paid = entries.filter(({ commission }) => commission !== null);
    const commission = paid.reduce((total, entry) => total + (entry.commission ?? 0), 0);
    const filled = afterFills(
      order,
      entries.map(({ fill }) => fill),
    );
    return this.#keep(order, {
      ...filled,
      commission: paid.length === 0 ? null : money(commission),
      updatedAt: later(filled.updatedAt, at),
    });
  }

  #keep(before: Order, after: Order): Order | null {
    if (JSON.stringify(before) === JSON.stringify(after)) return null;
    this.#store.saveOrder(after);
    this.#orders.set(after.intent.orderId, after);
    return after;
  }

  /** Orders that ended before this start are still in the store: late fills and corrections reach them. */
  #recall(id: OrderId): Order | null {
    const order = this.#store.order(id);
    if (order !== null) this.#orders.set(id, order);
    return order;
  }

  /** Errors carry an API order id and nothing else. Only orders of this start are looked up by it: the ids restart with the TWS. */
  #byIds({ permId, apiOrderId }: OrderReport): Order | null {
    for (const order of this.#orders.values()) {
      if (permId !== 0 && order.permId === permId) return order;
    }
    if (apiOrderId === 0) return null;
    return this.open().findLast((order) => order.apiOrderId === apiOrderId) ?? null;
  }
}

export const isOpen = (order: Order): boolean => !isTerminal(order);

const later = (a: EpochMs, b: EpochMs): EpochMs => (a > b ? a : b);
