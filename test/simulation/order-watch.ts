import type { Desk } from '#app/desk.ts';
import type { EngineSettings } from '#engine/settings.ts';
import { indexOfConId, NAMES } from '#practice/market/universe.ts';
import type { Practice } from '#practice/practice.ts';
import { readRequest } from '#practice/protocol/requests.ts';
import type { PlaceOrder } from '#practice/protocol/place-order.ts';
import type { OrderIntent } from '#shared/domain/order.ts';
import { orderId } from '#shared/ids.ts';
import type { Events } from './events.ts';
import { arriving, booksOf } from './order-books.ts';
import { isBroken, measured, paceOf, type Measure } from './order-limits.ts';

// What must hold of each order as it leaves the desk and as it reaches the TWS, worked out from the TWS's own books.

const mostMessagesASecond = 50;
/** From this part of a limit on, an order has put it to the test. */
const testedFrom = 0.5;

interface Sent {
  readonly placed: PlaceOrder;
  /** Of the desk. */
  readonly life: string;
  readonly at: number;
  /** In force as it left. */
  readonly settings: EngineSettings | null;
}

export class OrderWatch {
  readonly #events: Events;
  readonly #now: () => number;
  /** By reference, everything that ever left, as it did for the first time. */
  readonly #sent = new Map<string, Sent>();
  readonly reached = new Set<string>();
  /** Orders over which the desk was killed: written down, and no word yet whether they left. */
  readonly inDoubt = new Set<string>();
  #recent: number[] = [];

  constructor(events: Events, now: () => number) {
    this.#events = events;
    this.#now = now;
  }

  get sent(): ReadonlySet<string> {
    return new Set(this.#sent.keys());
  }

  /** One message of the desk's, at the very moment of the send. */
  leaving(fields: readonly string[], desk: Desk, life: string): void {
    this.#pace();
    const placed = placedIn(fields);
    if (placed === null) {
      if (isPreview(fields)) this.#events.count('margin previews');
      return;
    }
    const { orderRef } = placed.order;
    this.#countWork(orderRef, desk);
    const state = desk.link.session?.state ?? 'none';
    if (state !== 'reconciled') this.#events.violated(`${orderRef} was sent while ${state}`);
    if (desk.halted !== null) this.#events.violated(`${orderRef} was sent while halted: ${desk.halted}`);
    if (desk.mode === 'observe') this.#events.violated(`${orderRef} was sent while observing`);
    const known = desk.store?.order(orderId(orderRef)) ?? null;
    if (known === null) this.#events.violated(`${orderRef} was sent and is not journalled`);
    else if (!agrees(known.intent, placed) && !this.#sent.has(orderRef))
      this.#events.violated(`${orderRef} was sent otherwise than journalled`);
    const before = this.#sent.get(orderRef);
    if (before !== undefined && before.placed.orderId !== placed.orderId)
      this.#events.violated(
        `${orderRef} was sent twice: as ${before.placed.orderId} and as ${placed.orderId}`,
      );
    if (before !== undefined && before.life !== life)
      this.#events.violated(`${orderRef} was sent by ${before.life} and by ${life}`);
    const { settings } = desk;
    if (before === undefined) this.#sent.set(orderRef, { placed, life, at: this.#now(), settings });
    if (settings !== null) this.#judge(`${orderRef} was sent`, [this.#minute(settings)]);
    this.#events.count('orders sent');
    this.#events.note(`sent ${orderRef} ${placed.order.action} ${placed.order.quantity}`);
  }

  #countWork(orderRef: string, desk: Desk): void {
    const work = desk.execution.works.find(({ children }) => children.some((id) => id === orderRef));
    if (work?.style !== 'SHORT_HORIZON') return;
    this.#events.count(`worked: ${work.level}`);
    if (work.isHedge) this.#events.count('hedges sent');
  }

  /** Orders go one after another, so of those that got no further than the journal a kill leaves only the first in doubt. */
  killed(desk: Desk): void {
    const first = desk.store?.openOrders().find(({ status }) => status.state === 'journalled');
    if (first !== undefined) this.inDoubt.add(first.intent.orderId);
  }

  /** Messages that reach the TWS together, before it looks at them. True = one of them is about an order. */
  reaching(messages: readonly (readonly string[])[], practice: Practice): boolean {
    const placed = messages.map(placedIn).filter((found) => found !== null);
    placed.forEach((order, n) => this.#reach(order, placed.slice(0, n), practice));
    return placed.length > 0 || messages.some(([id]) => id === '4' || id === '58');
  }

  #pace(): void {
    const now = this.#now();
    this.#recent = this.#recent.filter((at) => at > now - 1000);
    this.#recent.push(now);
    if (this.#recent.length > mostMessagesASecond)
      this.#events.violated(`${this.#recent.length} messages in one second`);
  }

  #minute(settings: EngineSettings): Measure {
    const sentAt = [...this.#sent.values()].map(({ at }) => at);
    return paceOf(sentAt, this.#now(), settings);
  }

  #reach(placed: PlaceOrder, earlier: readonly PlaceOrder[], practice: Practice): void {
    const { orderRef, action, quantity } = placed.order;
    this.reached.add(orderRef);
    this.#events.count('orders reached the TWS');
    const sent = this.#sent.get(orderRef);
    const settings = sent?.settings ?? null;
    if (sent === undefined || settings === null) return;
    const what = `${orderRef} ${action} ${quantity}`;
    const order = arriving(placed);
    const books = booksOf(practice, earlier, settings.hedge?.ticker ?? null);
    this.#judge(what, measured(order, books, settings));
    const symbol = NAMES[indexOfConId(order.conId) ?? 0]?.symbol ?? '';
    if ((settings.restricted as readonly string[]).includes(symbol))
      this.#events.violated(`${what}: ${symbol} is restricted`);
  }

  #judge(what: string, measures: readonly Measure[]): void {
    for (const measure of measures) {
      const { limit, value, most } = measure;
      if (value > testedFrom * most) this.#events.count(`tested: ${limit}`);
      if (isBroken(measure)) this.#events.violated(`${what}: ${limit} ${value}, over ${most}`);
    }
  }
}

const agrees = ({ shares, side }: OrderIntent, { order }: PlaceOrder): boolean =>
  shares === order.quantity && side === order.action;

function orderIn(fields: readonly string[]): PlaceOrder | null {
  if (fields[0] !== '3') return null;
  const request = readRequest(fields);
  return request?.topic === 'orders' && request.kind === 'place-order' ? request : null;
}

function placedIn(fields: readonly string[]): PlaceOrder | null {
  const request = orderIn(fields);
  return request === null || request.order.whatIf ? null : request;
}

const isPreview = (fields: readonly string[]): boolean => orderIn(fields)?.order.whatIf === true;
