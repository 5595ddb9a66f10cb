import { afterFills, afterReport, isTerminal } from '#engine/execution/lifecycle.ts';
import type { ApprovedOrder, Commission, Fill, Order, OrderReport } from '#shared/domain/order.ts';
import type { AccountId, OrderId, Ticker } from '#shared/ids.ts';
import { type EpochMs, money, shares } from '#shared/units.ts';
import type { AuditRecord } from './ports-audit.ts';
import type { FillOutcome, Store, TradeLogEntry } from './ports.ts';

/** Own orders as the desk knows them: every change is in the store before anybody sees it. */
export class Ledger {
  readonly #store: Store;
  readonly #orders = new Map<OrderId, Order>();
  readonly #byExec = new Map<string, OrderId>();
  /** What the broker said last of each order. */
  readonly #heard = new Map<OrderId, string>();
  /** Orders whose cancel was asked since this start, whatever became of it. */
  readonly #cancels = new Set<OrderId>();
  /** Orders whose fills changed while many are taken in; null = each is brought up to date at once. */
  #waiting: Set<OrderId> | null = null;
  /** Orders that are not written down as sent, and certainly never left. */
  readonly #stayed: Set<OrderId>;

  constructor(store: Store) {
    this.#store = store;
    const open = store.openOrders();
    for (const order of open) this.#orders.set(order.intent.orderId, order);
    this.#stayed = new Set(behindAnother(open));
  }

  /** Not terminal, oldest first. */
  open(): readonly Order[] {
    return [...this.#orders.values()].filter(isOpen);
  }

  get(id: OrderId): Order | null {
    return this.#orders.get(id) ?? this.#recall(id);
  }

  /** Whether a cancel of it was asked since this start, also one that came too late. */
  cancelAsked(id: OrderId): boolean {
    return this.#cancels.has(id);
  }

  /** The order of this desk that IBKR gave this number, as far as it is in memory; null = none of them. */
  numbered(permId: number): Order | null {
    if (permId <= 0) return null;
    return [...this.#orders.values()].find((order) => order.permId === permId) ?? null;
  }

  /** True = this desk's own word that it never handed the order over. False says nothing. */
  hasStayed(id: OrderId): boolean {
    return this.#stayed.has(id);
  }

  stayed(id: OrderId): void {
    this.#stayed.add(id);
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
    if (order === null) return null;
    // A cancel that was asked for says nothing about an order of which nobody knows where it stands, and revives none that has ended.
    const isSilent = order.status.state === 'unresolved' || !isOpen(order);
    if (status.state === 'cancelling' && isSilent) return null;
    return this.#keep(order, { ...order, status, updatedAt: at });
  }

  /** The report under the reference of the own order that it is about, where the TWS left that out. `clientId`: under which this desk is connected. */
  named(report: OrderReport, clientId: number): OrderReport {
    const order = report.orderId === null ? this.#byIds(report, clientId) : null;
    return order === null ? report : { ...report, orderId: order.intent.orderId };
  }

  /** Null where the report is not about an own order or changes nothing. */
  report(told: OrderReport, clientId: number): Order | null {
    const report = this.named(told, clientId);
    const order = report.orderId === null ? null : this.get(report.orderId);
    return order === null ? null : this.#keep(order, afterReport(order, report), report);
  }

  /** `heardAt`: when the desk heard of it, for the audit. */
  fill(
    fill: Fill,
    heardAt: EpochMs = fill.at,
  ): { readonly outcome: FillOutcome; readonly order: Order | null } {
    const outcome = this.#store.recordFill(fill, heardAt);
    // The desk may have died between a fill and its order, or hear only now whose fill it was: count at first sight, known or not.
    const isFirst = fill.orderId !== null && !this.#byExec.has(fill.execId);
    if (outcome === 'known' && !isFirst) return { outcome, order: null };
    const order = this.#recount(fill.orderId, fill.at);
    if (fill.orderId !== null) this.#byExec.set(fill.execId, fill.orderId);
    return { outcome, order };
  }

  /** Brings the open orders up to the fills in the store; returns those that lagged. */
  recountOpen(): readonly Order[] {
    return this.open().flatMap((order) => this.#recount(order.intent.orderId, order.updatedAt) ?? []);
  }

  /** Lets go of what ended before a moment, and of the executions behind it; the store still has them. */
  forgetEnded(before: EpochMs): void {
    for (const [id, order] of this.#orders)
      if (!isOpen(order) && order.updatedAt < before) this.#orders.delete(id);
    for (const id of this.#cancels) if (!this.#orders.has(id)) this.#cancels.delete(id);
    for (const id of this.#heard.keys()) if (!this.#orders.has(id)) this.#heard.delete(id);
    for (const [execId, id] of this.#byExec) if (!this.#orders.has(id)) this.#byExec.delete(execId);
  }

  commission(commission: Commission, at: EpochMs): Order | null {
    if (!this.#store.recordCommission(commission, at)) return null;
    return this.#recount(this.#byExec.get(commission.execId) ?? null, at);
  }

  /** Takes many fills and commissions in, and brings each order up to date once, after the last of them. Returns those that changed. */
  takeMany(take: () => void, at: EpochMs): readonly Order[] {
    const waiting = new Set<OrderId>();
    this.#waiting = waiting;
    try {
      take();
    } finally {
      this.#waiting = null;
    }
    return [...waiting].flatMap((id) => this.#recount(id, at) ?? []);
  }

  #recount(id: OrderId | null, at: EpochMs): Order | null {
    if (id !== null && this.#waiting !== null) {
      this.#waiting.add(id);
      return null;
    }
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

  /** `heard`: what the broker said, which is recorded whether it changes the order or not. */
  #keep(before: Order, after: Order, heard: OrderReport | null = null): Order | null {
    const changed = JSON.stringify(before) !== JSON.stringify(after);
    if (heard === null) {
      if (changed) this.#store.saveOrder(after);
    } else {
      // The regular check hears the same of every working order each minute: said again, it is not written down again.
      const said = JSON.stringify({ ...heard, at: 0 });
      const isNews = this.#heard.get(before.intent.orderId) !== said;
      this.#store.together(() => {
        if (isNews) this.#store.audit(heardRecord(before, heard));
        if (changed) this.#store.saveOrder(after);
      });
      this.#heard.set(before.intent.orderId, said);
    }
    if (!changed) return null;
    this.#orders.set(after.intent.orderId, after);
    if (after.status.state === 'cancelling') this.#cancels.add(after.intent.orderId);
    return after;
  }

  /** Orders that ended before this start are still in the store: late fills and corrections reach them. */
  #recall(id: OrderId): Order | null {
    const order = this.#store.order(id);
    if (order !== null) this.#orders.set(id, order);
    return order;
  }

  /**
   * permId is IBKR's for good. An API order id only means something within one client id: another client's order may carry the same number,
   * and what happens to it must never be taken for ours. Nor does it mean anything where the TWS shows another reference, or none: ours is on
   * every order of ours.
   */
  #byIds({ permId, apiOrderId, clientId: owner, ref = null }: OrderReport, clientId: number): Order | null {
    for (const order of this.#orders.values()) {
      if (permId !== 0 && order.permId === permId) return order;
    }
    if (apiOrderId === 0 || owner !== clientId || ref !== null) return null;
    const isOther = (order: Order): boolean => permId !== 0 && order.permId !== 0;
    return this.open().findLast((order) => order.apiOrderId === apiOrderId && !isOther(order)) ?? null;
  }
}

const heardRecord = ({ intent }: Order, report: OrderReport): AuditRecord => ({
  at: report.at,
  kind: 'broker',
  who: 'broker',
  orderId: intent.orderId,
  body: report,
});

/**
 * Orders are handed over one after another, and each is written down as sent before the next: of several that were journalled together and
 * got no further, only the first may have left.
 */
function behindAnother(oldestFirst: readonly Order[]): readonly OrderId[] {
  const journalled = oldestFirst.filter(({ status }) => status.state === 'journalled');
  return journalled.flatMap(({ intent, createdAt }, n) =>
    journalled[n - 1]?.createdAt === createdAt ? [intent.orderId] : [],
  );
}

export const isOpen = (order: Order): boolean => !isTerminal(order);

const later = (a: EpochMs, b: EpochMs): EpochMs => (a > b ? a : b);
