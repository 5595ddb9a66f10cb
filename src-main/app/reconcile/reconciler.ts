import type { Commission, Fill, Order, OrderReport } from '#shared/domain/order.ts';
import type { Position } from '#shared/domain/portfolio.ts';
import { money, toPercent, type EpochMs, type Fraction } from '#shared/units.ts';
import type { FillId, Ticker } from '#shared/ids.ts';
import { isOpen, type Ledger } from '../ledger.ts';
import type { BrokerBook, FillOutcome, Store } from '../ports.ts';
import type { ReconcileSettings } from '../reconcile-settings.ts';
import { isForeign, reconcile, type Reconciliation } from '../recovery.ts';
import { Books, type PriceOf } from './books.ts';
import { noteManualTrade, raiseMissingCommissions } from './facts.ts';
import { ForeignOrders, itemKeyOf, keyOf } from './foreign-orders.ts';
import { Items } from './items.ts';
import { OwedCommissions } from './owed-commissions.ts';
import { OwnOrders } from './own-orders.ts';
import { Watch } from './watch.ts';

export interface FrozenName {
  readonly ticker: Ticker;
  readonly why: string;
}

/** What the reconciler needs of the desk around it. */
export interface Surroundings {
  now(): EpochMs;
  /** Under which the desk is connected. */
  clientId(): number;
  settings(): ReconcileSettings;
  priceOf: PriceOf;
  /** Something happened that must stop everything. */
  alarm(why: string): void;
}

/** Both books of one account: what the desk knows, what the broker says, and every difference by name. */
export class Reconciler {
  readonly #store: Store;
  readonly #ledger: Ledger;
  readonly #around: Surroundings;
  readonly items: Items;
  readonly books: Books;
  readonly foreign = new ForeignOrders();
  readonly own = new OwnOrders();
  readonly watch = new Watch();
  readonly #owed: OwedCommissions;
  /** While a whole book is taken in: the last fill of each order that is not ours, so that each is noted once. */
  #manual: Map<FillId | number, Fill> | null = null;
  /** What the broker said last of each order that is not ours. */
  readonly #heardOf = new Map<string, string>();

  constructor(store: Store, ledger: Ledger, around: Surroundings) {
    this.#store = store;
    this.#ledger = ledger;
    this.#around = around;
    this.items = new Items(store);
    this.books = new Books(store, this.items);
    this.#owed = new OwedCommissions(store);
  }

  /** `askedAt` null = the first book of a connection: whatever is missing in it will not come by itself. */
  compare(book: BrokerBook, askedAt: EpochMs | null): Reconciliation {
    try {
      return this.#store.together(() => this.#compare(book, askedAt));
    } finally {
      this.#manual = null;
    }
  }

  #compare(book: BrokerBook, askedAt: EpochMs | null): Reconciliation {
    const now = this.#around.now();
    const patient = askedAt === null ? null : ((askedAt - this.#around.settings().answerMs) as EpochMs);
    if (askedAt === null) this.own.lost();
    this.#manual = new Map();
    const found = reconcile({
      ...{ ledger: this.#ledger, book, clientId: this.#around.clientId(), askedAt, now },
      takeFill: (fill) => this.#take(fill).outcome,
      differenceOf: (conId, { positions }) => {
        if (!this.books.settlement.isKnown) return null;
        const shown = positions.find((position) => position.conId === conId)?.shares ?? 0;
        return shown - this.books.settlement.ownOf(conId);
      },
      isPatient: (order) => askedAt !== null && this.watch.isPatient(order),
      isTwin: (report) => this.own.isTwin(report, this.#ledger),
    });
    const manual = [...this.#manual.values()];
    this.#manual = null;
    for (const fill of manual) noteManualTrade(this.#store, this.items, fill, now);
    const corrected = new Set(book.fills.flatMap(({ orderId, revision }) => (revision > 1 ? [orderId] : [])));
    for (const order of found.changed) this.#checkSize(order, corrected.has(order.intent.orderId), now);
    for (const report of [...book.open, ...book.completed]) this.#lookAt(this.#named(report));
    this.foreign.listed(new Set(book.open.map(keyOf)), this.items, askedAt, now);
    for (const order of this.#ledger.open()) this.own.noteLost(order, this.items, now);
    this.own.raiseUnproven(this.items, patient ?? now, this.#ledger, now);
    this.books.compare(this.#ledger, book, patient, now, this.#around.priceOf);
    for (const { orderId, key } of this.items.open())
      if (orderId !== null) this.#closeEnded(key, orderId, now);
    raiseMissingCommissions(this.#store, this.items, this.#around.settings().commissionMs, now);
    this.#owed.asked(askedAt ?? now, now);
    this.watch.compared(now);
    return found;
  }

  #closeEnded(key: string, id: NonNullable<OrderReport['orderId']>, now: EpochMs): void {
    const order = this.#ledger.get(id);
    if (order !== null && (key.startsWith('lost:') || !isOpen(order)))
      this.own.reported(order, null, this.items, now);
    if (order !== null && order.filled >= order.intent.shares)
      this.items.settle(`unproven:${id}`, 'Its executions are all here now.', now);
  }

  /** Everything about an order that is not its state. True = one that is not ours has changed. */
  #lookAt(report: OrderReport): boolean {
    const { orderId } = report;
    const twin = this.own.isTwin(report, this.#ledger);
    if (twin && this.own.twin(report, this.#ledger, this.items))
      this.#around.alarm(
        `two orders work under the reference ${String(orderId)}, of which one was never approved; cancel it in TWS`,
      );
    const isOther = twin || isForeign(this.#ledger, orderId);
    if (isOther) this.#recordForeign(report);
    const changed = this.foreign.heard(report, isOther, this.items);
    const order = orderId === null || twin ? null : this.#ledger.get(orderId);
    if (order !== null) this.own.reported(order, report, this.items, this.#around.now());
    return changed;
  }

  /** Own orders are recorded with what becomes of them. Said again, it is not written down again. */
  #recordForeign(report: OrderReport): void {
    const said = JSON.stringify({ ...report, at: 0 });
    if (this.#heardOf.get(keyOf(report)) === said) return;
    const { at, orderId } = report;
    this.#store.audit({ at, kind: 'broker', who: 'broker', orderId, body: report });
    this.#heardOf.set(keyOf(report), said);
  }

  /** A word of the broker about any order; the own one that it changed. */
  reported(told: OrderReport): { readonly order: Order | null; readonly foreign: boolean } {
    const report = this.#named(told);
    const twin = this.own.isTwin(report, this.#ledger);
    const order = twin ? null : this.#ledger.report(report, this.#around.clientId());
    return { order, foreign: this.#lookAt(report) };
  }

  #named(report: OrderReport): OrderReport {
    return this.#ledger.named(report, this.#around.clientId());
  }

  /** All open orders, without the rest of the book: says which of others work. False = none does, and none did. */
  listed(open: readonly OrderReport[], askedAt: EpochMs): boolean {
    const before = this.foreign.list().length;
    this.#store.together(() => {
      for (const report of open.map((told) => this.#named(told)))
        if (this.own.isTwin(report, this.#ledger) || isForeign(this.#ledger, report.orderId))
          this.#lookAt(report);
      this.foreign.listed(new Set(open.map(keyOf)), this.items, askedAt, this.#around.now());
    });
    return before + this.foreign.list().length > 0;
  }

  filled(fill: Fill): { readonly outcome: FillOutcome; readonly order: Order | null } {
    const heard = this.#take(fill);
    const now = this.#around.now();
    if (heard.order !== null) this.#checkSize(heard.order, fill.revision > 1, now);
    if (heard.outcome !== 'known') this.books.sweep(now);
    return heard;
  }

  /** An execution that comes without our reference is ours all the same where its order is. */
  #owned(fill: Fill): Fill {
    const order = fill.orderId === null ? this.#ledger.numbered(fill.permId) : null;
    return order === null ? fill : { ...fill, orderId: order.intent.orderId };
  }

  #take(told: Fill): { readonly outcome: FillOutcome; readonly order: Order | null } {
    const now = this.#around.now();
    const fill = this.#owned(told);
    const replaced = fill.revision > 1 ? this.#store.fillBefore(fill.fillId, fill.revision) : null;
    const heard = this.#ledger.fill(fill, now);
    if (heard.outcome !== 'known') {
      this.books.fill(fill);
      this.#owed.filled(fill, now);
      if (isForeign(this.#ledger, fill.orderId)) this.#noteManual(fill, now);
    }
    if (heard.outcome === 'corrected') this.own.corrected(fill, replaced, this.items, now);
    return heard;
  }

  #noteManual(fill: Fill, now: EpochMs): void {
    if (this.#manual === null) noteManualTrade(this.#store, this.items, fill, now);
    else this.#manual.set(fill.permId === 0 ? fill.fillId : fill.permId, fill);
  }

  /** True = something is new. */
  charged(commission: Commission): boolean {
    this.items.settle(`commission:${commission.execId}`, 'It has come.', this.#around.now());
    return this.#ledger.commission(commission, this.#around.now()) !== null;
  }

  positions(positions: readonly Position[]): void {
    const now = this.#around.now();
    if (!this.books.settlement.isKnown) return;
    this.books.settlement.positions(positions, now);
    this.books.sweep(now);
  }

  /** A holding in another contract than the one that is traded under its symbol. */
  noteOther({ conId, ticker, shares }: Position): void {
    const note = `Shown as ${ticker} #${conId}: counted, and never traded.`;
    const key = `contract:${conId}`;
    if (this.items.newest(key) !== null) return;
    this.items.note(
      {
        ...{ key, kind: 'other-contract', ticker, evidence: note },
        expected: `the contract that is traded as ${ticker}`,
        found: `${shares} of another contract (${conId}) of the same symbol`,
      },
      { by: 'desk', cause: 'not-traded', note },
      this.#around.now(),
    );
  }

  #checkSize(order: Order, corrected: boolean, now: EpochMs): void {
    // A correction of a filled order explains why its shares are not the ones that were sent.
    this.own.reported(order, corrected ? { ...bare(order), shares: order.filled } : null, this.items, now);
    if (this.own.overfilled(order, this.items, now))
      this.#around.alarm(
        `${order.filled} shares of order ${order.intent.orderId} are executed, and ${order.intent.shares} were sent`,
      );
  }

  /** Names that must not trade now, each with why. */
  frozenNames(): readonly FrozenName[] {
    const adopted = this.foreign
      .list()
      .filter((order) => this.items.newest(itemKeyOf(order))?.cause === 'adopted')
      .map(({ ticker, key }) => ({ ticker, why: `the adopted order ${key} works in this name` }));
    const waiting = [...this.books.unsettled(), ...this.own.unproven(this.items)];
    return [...this.items.frozen(), ...adopted, ...waiting.map(({ ticker, why }) => ({ ticker, why }))];
  }

  /** Why the broker's book is to be loaded now; null = it need not be. */
  askWhy(): string | null {
    const waiting = [...this.books.unsettled(), ...this.own.unproven(this.items)].map(({ since }) => since);
    const [settings, now] = [this.#around.settings(), this.#around.now()];
    const owed = this.#owed.isOverdue(settings.commissionMs, now);
    return this.watch.reason(this.#ledger.open(), waiting, owed, settings, now);
  }

  /** Why nothing may be sent at all; null = the differences are small enough. */
  bookFrozen(nav: number | null): string | null {
    const total = this.items.total();
    const share: Fraction = this.#around.settings().freezeBook;
    if (nav === null || total === 0 || total <= share * nav) return null;
    return `differences worth ${money(total).toFixed(0)} are unexplained, over ${toPercent(share)} % of NAV; explain them under Reconcile`;
  }

  lost(): void {
    this.#heardOf.clear();
    this.foreign.lost();
    this.own.lost();
    this.watch.lost();
  }
}

const bare = (order: Order): OrderReport => ({
  ...{ orderId: order.intent.orderId, permId: order.permId, apiOrderId: 0, clientId: null },
  ...{ ticker: null, side: null, shares: null, status: { says: 'filled' }, at: order.updatedAt },
});
