import { EventName, type Contract, type Order, type OrderState } from '@stoqey/ib';
import type { BrokerEvent } from '#app/ports.ts';
import type { BrokerSays, OrderIntent, OrderReport, Side } from '#shared/domain/order.ts';
import type { AccountId, OrderId, Ticker } from '#shared/ids.ts';
import { explainOrder, meaningOf } from './codes.ts';
import type { Connection } from './connection.ts';
import { sayCode, sayStatus } from './order-report.ts';
import type { Pending, Requests } from './requests.ts';
import { idOrZero, isPositive, ownOrderId, sideOf, tickerOf } from './translate.ts';
import { parseTime } from './zone-time.ts';

/** What this connection has learned about one order. */
interface Known {
  readonly orderId: OrderId | null;
  permId: number;
  readonly apiOrderId: number;
  readonly clientId: number | null;
  readonly ticker: Ticker | null;
  readonly side: Side | null;
  readonly shares: number | null;
  /** The TWS has shown it as an order of its own. */
  acknowledged: boolean;
  /** The last that IBKR said against it. */
  reason: string;
}

const ended: readonly BrokerSays['says'][] = ['filled', 'cancelled', 'rejected'];
const alive: readonly string[] = ['PreSubmitted', 'Submitted', 'PendingCancel', 'Filled'];

/**
 * Orders of this account, whoever made them, found again by permId (which is IBKR's for good) or by the number that this client id gave them
 * (which is not: numbers of other clients collide, and a restarted TWS may give them out again).
 */
export class OrderBook {
  readonly #link: Connection;
  readonly #requests: Requests;
  readonly #emit: (event: BrokerEvent) => void;
  readonly #account: AccountId;
  readonly #byPermId = new Map<number, Known>();
  readonly #byApiId = new Map<number, Known>();
  readonly #references = new Set<OrderId>();
  #highestId = 0;
  #open: {
    readonly pending: Pending<readonly OrderReport[]>;
    readonly reports: Map<Known, OrderReport>;
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
        if (this.#isOurs(order) && order.whatIf !== true) this.#opened(id, contract, order, state);
      }),
    );
    api.on(
      EventName.orderStatus,
      link.guard(
        'facts',
        (
          id: number,
          status: string,
          _filled: number,
          _remaining: number,
          _average: number,
          permId?: number,
          _parent?: number,
          _last?: number,
          clientId?: number,
          whyHeld?: string,
        ) => this.#status(id, status, idOrZero(permId), clientId ?? null, whyHeld ?? ''),
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
    this.#byApiId.set(apiOrderId, {
      orderId: intent.orderId,
      permId: 0,
      apiOrderId,
      clientId: this.#link.target.clientId,
      ticker: intent.ticker,
      side: intent.side,
      shares: intent.shares,
      acknowledged: false,
      reason: '',
    });
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
    const open = { pending, reports: new Map<Known, OrderReport>() };
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
    const status = sayCode(code, text, known.acknowledged);
    if (['cancelled', 'rejected', 'rejected-if-new', 'inactive'].includes(meaningOf(code).order)) {
      known.reason = explainOrder(code, text, known.acknowledged);
    }
    this.#emit({ kind: 'order', report: this.#report(known, status) });
    return true;
  }

  #isOurs(order: Order): boolean {
    return order.account === undefined || order.account === '' || order.account === this.#account;
  }

  #opened(id: number, contract: Contract, order: Order, state: OrderState): void {
    this.#highestId = Math.max(this.#highestId, id);
    const known = this.#learn(id, contract, order);
    if (alive.includes(state.status)) known.acknowledged = true;
    const report = this.#report(
      known,
      sayStatus(state.status, '', known.reason || (state.warningText ?? '')),
    );
    this.#open?.reports.set(known, report);
    this.#emit({ kind: 'order', report });
  }

  #learn(id: number, contract: Contract, order: Order): Known {
    const orderId = ownOrderId(order.orderRef);
    const permId = idOrZero(order.permId);
    const clientId = order.clientId ?? null;
    const found = this.#find(permId, id, clientId);
    if (orderId !== null) this.#references.add(orderId);
    if (found !== undefined && found.orderId === orderId) {
      if (permId !== 0) {
        found.permId = permId;
        this.#byPermId.set(permId, found);
      }
      return found;
    }
    const known: Known = {
      orderId,
      permId,
      apiOrderId: id,
      clientId,
      ticker: tickerOf(contract),
      side: sideOf(order.action),
      shares: isPositive(order.totalQuantity) ? order.totalQuantity : null,
      acknowledged: false,
      reason: '',
    };
    if (permId !== 0) this.#byPermId.set(permId, known);
    if (clientId === this.#link.target.clientId && id > 0) this.#byApiId.set(id, known);
    return known;
  }

  #find(permId: number, apiOrderId: number, clientId: number | null): Known | undefined {
    const byPermId = permId === 0 ? undefined : this.#byPermId.get(permId);
    if (byPermId !== undefined) return byPermId;
    const mine = clientId === this.#link.target.clientId && apiOrderId > 0;
    const byApiId = mine ? this.#byApiId.get(apiOrderId) : undefined;
    // the same number with another permId is another order
    return byApiId !== undefined && (permId === 0 || byApiId.permId === 0) ? byApiId : undefined;
  }

  #status(id: number, status: string, permId: number, clientId: number | null, whyHeld: string): void {
    this.#highestId = Math.max(this.#highestId, id);
    const known = this.#find(permId, id, clientId);
    if (known === undefined) {
      this.#emit({
        kind: 'order',
        report: this.#stranger(id, permId, clientId, sayStatus(status, whyHeld, '')),
      });
      return;
    }
    if (permId !== 0 && known.permId === 0) {
      known.permId = permId;
      this.#byPermId.set(permId, known);
    }
    if (alive.includes(status)) known.acknowledged = true;
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
    const size = isPositive(order.totalQuantity) ? order.totalQuantity : order.filledQuantity;
    this.#completed?.reports.push({
      orderId,
      permId,
      apiOrderId: 0,
      clientId: null,
      ticker: tickerOf(contract),
      side: sideOf(order.action),
      shares: isPositive(size) ? size : null,
      status: sayStatus(state.status, '', state.completedStatus ?? ''),
      at: parseTime(state.completedTime ?? '') ?? this.#link.now(),
    });
  }

  #report(known: Known, status: BrokerSays): OrderReport {
    const { orderId, permId, apiOrderId, clientId, ticker, side, shares } = known;
    return { orderId, permId, apiOrderId, clientId, ticker, side, shares, status, at: this.#link.now() };
  }

  #stranger(apiOrderId: number, permId: number, clientId: number | null, status: BrokerSays): OrderReport {
    return {
      orderId: null,
      permId,
      apiOrderId,
      clientId,
      ticker: null,
      side: null,
      shares: null,
      status,
      at: this.#link.now(),
    };
  }
}
