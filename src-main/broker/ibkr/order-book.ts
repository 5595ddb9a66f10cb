import { EventName, type Contract, type Order, type OrderState } from '@stoqey/ib';
import type { BrokerEvent } from '#app/ports.ts';
import type { BrokerSays, OrderIntent, OrderReport } from '#shared/domain/order.ts';
import type { AccountId, OrderId } from '#shared/ids.ts';
import { explainOrder, meaningOf } from './codes.ts';
import type { Connection } from './connection.ts';
import {
  countedIn,
  ownOrder,
  reportOf,
  shownAgain,
  shownOrder,
  sizeOf,
  strangerReport,
  termsOf,
  type KnownOrder,
} from './known-order.ts';
import { sayCode, sayStatus } from './order-report.ts';
import { largestOrderNumber, type Pending, type Requests } from './requests.ts';
import { idOrZero, isPositive, ownOrderId, sideOf, tickerOf } from './translate.ts';
import { parseTime } from './zone-time.ts';

const ended: readonly BrokerSays['says'][] = ['filled', 'cancelled', 'rejected'];
const alive: readonly string[] = ['PreSubmitted', 'Submitted', 'PendingCancel', 'Filled'];

/** Int32 on the wire; one that is not cannot be any order's, and whatever it came with cannot be relied on. */
function orderNumber(id: number): number {
  if (!Number.isInteger(id) || Math.abs(id) > largestOrderNumber) throw new Error(`order number ${id}`);
  return id;
}

const statusKey = (id: number, permId: number, clientId: number | null): string =>
  permId === 0 ? `${clientId}/${id}` : String(permId);

/**
 * Orders of this account, whoever made them, found again by permId (which is IBKR's for good) or by the number that this client id gave them
 * (which is not: numbers of other clients collide, and a restarted TWS may give them out again).
 */
export class OrderBook {
  readonly #link: Connection;
  readonly #requests: Requests;
  readonly #emit: (event: BrokerEvent) => void;
  readonly #account: AccountId;
  readonly #byPermId = new Map<number, KnownOrder>();
  readonly #byApiId = new Map<number, KnownOrder>();
  readonly #references = new Set<OrderId>();
  /** Orders of other accounts of this login: their statuses do not say whose they are. */
  readonly #ofOthers = new Set<string>();
  #highestId = 0;
  #open: {
    readonly pending: Pending<readonly OrderReport[]>;
    readonly reports: Map<KnownOrder, OrderReport>;
  } | null = null;
  #completed: { readonly pending: Pending<readonly OrderReport[]>; readonly reports: OrderReport[] } | null =
    null;

  constructor(link: Connection, requests: Requests, emit: (event: BrokerEvent) => void, account: AccountId) {
    this.#link = link;
    this.#requests = requests;
    this.#emit = emit;
    this.#account = account;
    const { api } = link;
    api.on(
      EventName.openOrder,
      link.guard('facts', (id: number, contract: Contract, order: Order, state: OrderState) => {
        if (!this.#isOurs(order)) this.#ofAnother(orderNumber(id), order);
        else if (order.whatIf !== true) this.#opened(orderNumber(id), contract, order, state);
      }),
    );
    api.on(
      EventName.orderStatus,
      link.guard(
        'facts',
        (
          id: number,
          status: string,
          filled: number,
          remaining: number,
          _average: number,
          permId?: number,
          _parent?: number,
          _last?: number,
          clientId?: number,
          whyHeld?: string,
        ) => {
          const counts = [filled, remaining] as const;
          this.#status(orderNumber(id), status, idOrZero(permId), clientId ?? null, whyHeld ?? '', counts);
        },
      ),
    );
    api.on(
      EventName.completedOrder,
      link.guard('facts', (contract: Contract, order: Order, state: OrderState) => {
        if (this.#isOurs(order)) this.#ended(contract, order, state);
      }),
    );
    api.on(
      EventName.openOrderEnd,
      link.guard('facts', () => this.#openEnd()),
    );
    api.on(
      EventName.completedOrdersEnd,
      link.guard('facts', () => {
        this.#completed?.pending.resolve(this.#completed.reports);
        this.#completed = null;
      }),
    );
  }

  /** Largest order number that any message has carried; new ones must be above it. */
  get highestId(): number {
    return this.#highestId;
  }

  /** An own one may still live and be spoken of: nothing else goes under it. */
  sawNumber(id: number, clientId: number | null): void {
    this.#highestId = Math.max(this.#highestId, id);
    if (clientId === this.#link.target.clientId && id > 0) this.#requests.keepClear([id]);
  }

  /** True = the TWS has had an order under this reference, as far as this connection knows. */
  hasSeen(orderId: OrderId): boolean {
    return this.#references.has(orderId);
  }

  /** null = not known, or not one of this desk's. */
  orderIdOf(permId: number, apiOrderId: number, clientId: number | null): OrderId | null {
    return this.#find(permId, apiOrderId, clientId)?.orderId ?? null;
  }

  /** Before the order leaves, so that an answer always finds it. */
  add(intent: OrderIntent, apiOrderId: number): void {
    this.#references.add(intent.orderId);
    this.#byApiId.set(apiOrderId, ownOrder(intent, apiOrderId, this.#link.target.clientId));
  }

  /** Before its cancel leaves. */
  cancelAsked(apiOrderId: number): void {
    const known = this.#byApiId.get(apiOrderId);
    if (known !== undefined) known.cancelAsked = true;
  }

  /** Open orders of every client and of TWS itself. */
  open(): Promise<readonly OrderReport[]> {
    // The reports carry no id: whoever asks while a list is under way shares it.
    if (this.#open !== null) return this.#open.pending.promise;
    const pending = this.#requests.start<readonly OrderReport[]>({
      what: 'the open orders',
      priority: 'query',
      timeoutMs: this.#link.deps.timeouts.reportMs,
      withoutId: true,
      send: () => this.#link.api.reqAllOpenOrders(),
    });
    const open = { pending, reports: new Map<KnownOrder, OrderReport>() };
    this.#open = open;
    const done = (): void => {
      if (this.#open === open) this.#open = null;
    };
    pending.promise.then(done, done);
    return pending.promise;
  }

  completed(): Promise<readonly OrderReport[]> {
    const pending = this.#requests.start<readonly OrderReport[]>({
      what: "today's completed orders",
      priority: 'query',
      timeoutMs: this.#link.deps.timeouts.reportMs,
      withoutId: true,
      send: () => this.#link.api.reqCompletedOrders(false),
    });
    this.#completed = { pending, reports: [] };
    return pending.promise;
  }

  /** True = the code was about an order that is known, and was reported. */
  error(apiOrderId: number, code: number, text: string): boolean {
    const known = this.#byApiId.get(apiOrderId);
    if (known === undefined) return false;
    const mayWork = known.acknowledged || known.cancelAsked;
    if (['cancelled', 'rejected', 'rejected-if-new', 'inactive'].includes(meaningOf(code).order)) {
      known.reason = explainOrder(code, text, mayWork);
    }
    const status = sayCode(code, text, mayWork);
    this.#emit({ kind: 'order', report: this.#report(known, status) });
    return true;
  }

  #isOurs(order: Order): boolean {
    return order.account === undefined || order.account === '' || order.account === this.#account;
  }

  /** It uses up its number all the same. */
  #ofAnother(id: number, order: Order): void {
    this.#highestId = Math.max(this.#highestId, id);
    this.#ofOthers.add(statusKey(id, idOrZero(order.permId), order.clientId ?? null));
  }

  #opened(id: number, contract: Contract, order: Order, state: OrderState): void {
    this.sawNumber(id, order.clientId ?? null);
    const known = this.#learn(id, contract, order);
    if (alive.includes(state.status)) known.acknowledged = true;
    const report = this.#report(
      known,
      sayStatus(state.status, '', known.reason || (state.warningText ?? '')),
    );
    this.#open?.reports.set(known, report);
    this.#emit({ kind: 'order', report });
  }

  #learn(id: number, contract: Contract, order: Order): KnownOrder {
    const orderId = ownOrderId(order.orderRef);
    const permId = idOrZero(order.permId);
    const clientId = order.clientId ?? null;
    const found = this.#find(permId, id, clientId);
    if (orderId !== null) this.#references.add(orderId);
    if (found !== undefined && found.orderId === orderId) {
      shownAgain(found, order);
      if (permId !== 0) {
        found.permId = permId;
        this.#byPermId.set(permId, found);
      }
      return found;
    }
    const known = shownOrder(id, contract, order);
    if (permId !== 0) this.#byPermId.set(permId, known);
    if (clientId === this.#link.target.clientId && id > 0) this.#byApiId.set(id, known);
    return known;
  }

  #find(permId: number, apiOrderId: number, clientId: number | null): KnownOrder | undefined {
    const byPermId = permId === 0 ? undefined : this.#byPermId.get(permId);
    if (byPermId !== undefined) return byPermId;
    const mine = clientId === this.#link.target.clientId && apiOrderId > 0;
    const byApiId = mine ? this.#byApiId.get(apiOrderId) : undefined;
    // the same number with another permId is another order
    return byApiId !== undefined && (permId === 0 || byApiId.permId === 0) ? byApiId : undefined;
  }

  #status(
    id: number,
    status: string,
    permId: number,
    clientId: number | null,
    whyHeld: string,
    counts: readonly [filled: number, remaining: number],
  ): void {
    this.sawNumber(id, clientId);
    const known = this.#find(permId, id, clientId);
    if (known === undefined) {
      if (this.#ofOthers.has(statusKey(id, permId, clientId))) return;
      this.#emit({
        kind: 'order',
        report: strangerReport(id, permId, clientId, sayStatus(status, whyHeld, ''), this.#link.now()),
      });
      return;
    }
    if (permId !== 0 && known.permId === 0) {
      known.permId = permId;
      this.#byPermId.set(permId, known);
    }
    if (alive.includes(status)) known.acknowledged = true;
    countedIn(known, ...counts);
    const report = this.#report(known, sayStatus(status, whyHeld, known.reason));
    if (this.#open?.reports.has(known) === true) this.#open.reports.set(known, report);
    this.#emit({ kind: 'order', report });
  }

  #openEnd(): void {
    const reports = [...(this.#open?.reports.values() ?? [])];
    this.#open?.pending.resolve(reports.filter((each) => !ended.includes(each.status.says)));
    this.#open = null;
  }

  #ended(contract: Contract, order: Order, state: OrderState): void {
    const permId = idOrZero(order.permId);
    const orderId = ownOrderId(order.orderRef) ?? this.#byPermId.get(permId)?.orderId ?? null;
    if (orderId !== null) this.#references.add(orderId);
    const filled = isPositive(order.filledQuantity) ? order.filledQuantity : null;
    this.#completed?.reports.push({
      orderId,
      permId,
      apiOrderId: 0,
      clientId: null,
      ticker: tickerOf(contract),
      side: sideOf(order.action),
      shares: sizeOf(order) ?? filled,
      ...termsOf(order),
      filled,
      status: sayStatus(state.status, '', state.completedStatus ?? ''),
      at: parseTime(state.completedTime ?? '') ?? this.#link.now(),
    });
  }

  #report(known: KnownOrder, status: BrokerSays): OrderReport {
    return reportOf(known, status, this.#link.now());
  }
}
