import type { Fill, Order, OrderReport } from '#shared/domain/order.ts';
import type { OrderId, Ticker } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import { isOpen, type Ledger } from '../ledger.ts';
import type { Items } from './items.ts';

interface Unproven {
  readonly ticker: Ticker;
  readonly why: string;
  readonly since: EpochMs;
}

const describe = ({ intent }: Order): string => `${intent.side} ${intent.shares} ${intent.ticker}`;

/** What goes wrong with own orders at the broker, each a named item. */
export class OwnOrders {
  /** Called filled by the TWS before the executions say so: the position may not show it yet either. */
  readonly #unproven = new Map<OrderId, Unproven>();

  /** True = another live order carries the same reference; the report is not about ours. */
  isTwin(report: OrderReport, ledger: Ledger): boolean {
    const order = report.orderId === null ? null : ledger.get(report.orderId);
    return order !== null && order.permId > 0 && report.permId > 0 && order.permId !== report.permId;
  }

  /** True = it was not known before: nothing more may be sent. */
  twin(report: OrderReport, ledger: Ledger, items: Items): boolean {
    const order = report.orderId === null ? null : ledger.get(report.orderId);
    if (order === null) return false;
    const { orderId, ticker } = order.intent;
    const before = items.newest(`twin:${orderId}`);
    // It is listed among the completed ones for the rest of the day.
    const isOld = before !== null && before.explainedAt !== null && before.permId === report.permId;
    if (isOld && hasEnded(report)) return false;
    return items.raise(
      {
        ...{ key: `twin:${orderId}`, kind: 'two-orders', ticker, orderId, permId: report.permId },
        expected: `one order of ${describe(order)} (permId ${order.permId})`,
        found: `the TWS has a second one under the same reference ${orderId} (permId ${report.permId})`,
        evidence: 'One of the two was never approved. Cancel it in TWS, then explain this.',
      },
      report.at,
    );
  }

  /** After each word of the TWS about an own order. */
  reported(order: Order, report: OrderReport | null, items: Items, at: EpochMs): void {
    this.#noteUnproven(order, report, at);
    this.#noteChanged(order, report, items, at);
    this.noteLost(order, items, at);
  }

  /** True = it filled more than was approved, and that was not known before. */
  overfilled(order: Order, items: Items, at: EpochMs): boolean {
    const { orderId, ticker, shares } = order.intent;
    if (order.filled <= shares) return false;
    return items.raise(
      {
        ...{ key: `overfilled:${orderId}`, kind: 'overfilled', ticker, orderId, permId: order.permId },
        expected: `${shares} shares were approved and sent`,
        found: `${order.filled} shares of ${describe(order)} are executed`,
        evidence: 'More was executed than this desk ever sent. Ask IBKR; trade nothing until it is clear.',
      },
      at,
    );
  }

  /** An order of which nobody knows where it stands. */
  noteLost(order: Order, items: Items, at: EpochMs): void {
    const { orderId, ticker } = order.intent;
    const key = `lost:${orderId}`;
    if (order.status.state !== 'unresolved') {
      items.settle(key, `It is ${order.status.state} now.`, at);
      return;
    }
    items.raise(
      {
        ...{ key, kind: 'unknown-order', ticker, orderId, permId: order.permId },
        expected: `${describe(order)} was approved and left this desk, or may have`,
        found: `nobody knows where ${describe(order)} stands`,
        evidence: order.status.why,
      },
      at,
    );
  }

  corrected(fill: Fill, before: Fill | null, items: Items, now: EpochMs): void {
    const words = ({ side, shares, price }: Fill): string => `${side} ${shares} at ${price}`;
    const note = `The exchange corrected the execution: ${before === null ? '?' : words(before)} became ${words(fill)}.`;
    items.note(
      {
        ...{ key: `correction:${fill.execId}`, kind: 'correction', ticker: fill.ticker, evidence: note },
        ...{ orderId: fill.orderId, permId: fill.permId, execId: fill.execId },
        expected: before === null ? '' : words(before),
        found: words(fill),
      },
      { by: 'desk', cause: 'correction', note },
      now,
    );
  }

  /** What the TWS calls filled and no execution has told, after the executions were asked for again. */
  raiseUnproven(items: Items, older: EpochMs, ledger: Ledger, now: EpochMs): void {
    for (const [id, { ticker, since }] of this.#unproven) {
      const order = ledger.get(id);
      if (order === null || since > older) continue;
      if ((items.newest(unprovenKey(id))?.explainedAt ?? null) !== null) continue;
      items.raise(
        {
          ...{ key: unprovenKey(id), kind: 'missing-fill', ticker, orderId: id, permId: order.permId },
          expected: `the TWS calls ${describe(order)} filled`,
          found: `executions tell of ${order.filled} shares of order ${id} only`,
          evidence: 'Look at the trades of this name in TWS. Executions are listed since midnight only.',
        },
        now,
      );
    }
  }

  unproven(items: Items): readonly Unproven[] {
    return [...this.#unproven].flatMap(([id, each]) =>
      items.newest(unprovenKey(id)) === null ? [each] : [],
    );
  }

  lost(): void {
    this.#unproven.clear();
  }

  #noteUnproven({ intent, status, filled }: Order, report: OrderReport | null, at: EpochMs): void {
    const { orderId, ticker } = intent;
    // Its size may have been lowered in TWS.
    const size = Math.min(intent.shares, report?.shares ?? intent.shares);
    if (status.state !== 'filled' || filled >= size) this.#unproven.delete(orderId);
    else {
      const why = `order ${orderId} is filled, but only ${filled} of its ${size} shares are told yet`;
      this.#unproven.set(orderId, { ticker, why, since: this.#unproven.get(orderId)?.since ?? at });
    }
  }

  #noteChanged(order: Order, report: OrderReport | null, items: Items, at: EpochMs): void {
    const key = `changed:${order.intent.orderId}`;
    if (!isOpen(order)) items.settle(key, `The order has ended: ${order.status.state}.`, at);
    else if (report !== null && (items.newest(key)?.explainedAt ?? null) === null) {
      const changes = changesOf(order, report);
      const { orderId, ticker } = order.intent;
      const finding = { key, kind: 'order-changed' as const, ticker, orderId, permId: order.permId };
      if (changes !== null) items.raise({ ...finding, ...changes }, at);
    }
  }
}

const hasEnded = ({ status }: OrderReport): boolean =>
  status.says === 'filled' || status.says === 'cancelled' || status.says === 'rejected';

const unprovenKey = (id: OrderId): string => `unproven:${id}`;

const priceStep = 1e-6;

/** What somebody changed in TWS since it was sent; null = nothing, as far as the report says. */
function changesOf({ intent }: Order, report: OrderReport): { expected: string; found: string } | null {
  const sent = 'limit' in intent.style ? intent.style.limit : null;
  const sized = report.shares !== null && report.shares !== intent.shares;
  const limit = report.limit ?? sent;
  const priced = sent !== null && limit !== null && Math.abs(limit - sent) > priceStep;
  if (!sized && !priced) return null;
  const words = (shares: number, limit: number | null): string =>
    `${intent.side} ${shares} ${intent.ticker}${limit === null ? '' : ` at ${limit}`}`;
  return {
    expected: `${words(intent.shares, sent)} was sent`,
    found: `the TWS works ${words(report.shares ?? intent.shares, sent === null ? null : limit)}`,
  };
}
