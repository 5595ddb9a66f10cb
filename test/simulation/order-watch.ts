import type { Desk } from '#app/desk.ts';
import type { EngineSettings } from '#engine/settings.ts';
import { remaining, signOf, type Order } from '#practice/exchange/order.ts';
import { indexOfConId, indexOfSymbol, NAMES } from '#practice/market/universe.ts';
import type { Practice } from '#practice/practice.ts';
import { readRequest } from '#practice/protocol/requests.ts';
import type { PlaceOrder } from '#practice/protocol/place-order.ts';
import type { OrderIntent } from '#shared/domain/order.ts';
import { orderId } from '#shared/ids.ts';
import type { Events } from './events.ts';

// What must hold of each order as it leaves the desk and as it reaches the TWS, worked out from the TWS's own books.

/** Prices move between the desk's decision and the order's arrival; sizes are whole shares. */
const drift = 0.02;
const roundingShare = 1e-9;
/** Of the strategy's own limits on name and gross: from there on nothing goes, whoever approved it. */
const hardRoom = 1.25;
const mostMessagesASecond = 50;

export class OrderWatch {
  readonly #events: Events;
  readonly #now: () => number;
  /** Of every reference that ever left: under which number, and in which life of the desk. */
  readonly #sent = new Map<string, { readonly number: number; readonly life: string }>();
  readonly reached = new Set<string>();
  /** Orders over which the desk was killed: written down, and no word yet whether they left. */
  readonly inDoubt = new Set<string>();
  #settings: EngineSettings | null = null;
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
    if (placed === null) return;
    const { orderRef } = placed.order;
    this.#settings = desk.settings;
    const state = desk.link.session?.state ?? 'none';
    if (state !== 'reconciled') this.#events.violated(`${orderRef} was sent while ${state}`);
    if (desk.halted !== null) this.#events.violated(`${orderRef} was sent while halted: ${desk.halted}`);
    if (desk.mode === 'observe') this.#events.violated(`${orderRef} was sent while observing`);
    const known = desk.store?.order(orderId(orderRef)) ?? null;
    if (known === null) this.#events.violated(`${orderRef} was sent and is not journalled`);
    else if (!agrees(known.intent, placed) && !this.#sent.has(orderRef))
      this.#events.violated(`${orderRef} was sent otherwise than journalled`);
    const before = this.#sent.get(orderRef);
    if (before !== undefined && before.number !== placed.orderId)
      this.#events.violated(`${orderRef} was sent twice: as ${before.number} and as ${placed.orderId}`);
    if (before !== undefined && before.life !== life)
      this.#events.violated(`${orderRef} was sent by ${before.life} and by ${life}`);
    this.#sent.set(orderRef, { number: placed.orderId, life });
    this.#events.count('orders sent');
    this.#events.note(`sent ${orderRef} ${placed.order.action} ${placed.order.quantity}`);
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

  #reach(placed: PlaceOrder, together: readonly PlaceOrder[], practice: Practice): void {
    const { orderRef } = placed.order;
    this.reached.add(orderRef);
    this.#events.count('orders reached the TWS');
    const settings = this.#settings;
    if (settings === null) return;
    for (const words of broken(placed, together, practice, settings))
      this.#events.violated(`${orderRef} ${placed.order.action} ${placed.order.quantity}: ${words}`);
  }
}

const agrees = ({ shares, side }: OrderIntent, { order }: PlaceOrder): boolean =>
  shares === order.quantity && side === order.action;

function placedIn(fields: readonly string[]): PlaceOrder | null {
  if (fields[0] !== '3') return null;
  const request = readRequest(fields);
  if (request?.topic !== 'orders' || request.kind !== 'place-order' || request.order.whatIf) return null;
  return request;
}

interface Share {
  readonly conId: number;
  /** Signed. */
  readonly shares: number;
}

const conIdOf = ({ contract }: PlaceOrder): number =>
  contract.conId !== 0 ? contract.conId : (NAMES[indexOfSymbol(contract.symbol) ?? 0]?.conId ?? 0);

/** The limits that this order would break if everything filled that works. */
function broken(
  placed: PlaceOrder,
  together: readonly PlaceOrder[],
  practice: Practice,
  settings: EngineSettings,
): readonly string[] {
  const { ledger, orders, market } = practice.world;
  const now = practice.now();
  const priceOf = (conId: number): number => market.quote(indexOfConId(conId) ?? 0, now).last / 100;
  const working: Share[] = [
    ...orders
      .alive()
      .map((order: Order) => ({ conId: order.conId, shares: signOf(order) * remaining(order) })),
    ...together.map((order) => ({ conId: conIdOf(order), shares: signed(order) })),
  ];
  const conId = conIdOf(placed);
  const held = ledger.sharesOf(conId);
  const nav = ledger.cash + ledger.holdings().reduce((sum, h) => sum + h.shares * priceOf(h.conId), 0);
  const words: string[] = [];
  const value = placed.order.quantity * (placed.order.limit ?? priceOf(conId));
  const { maxOrderValue } = settings.limits;
  if (value > maxOrderValue * (1 + drift)) words.push(`is worth ${value}, over ${maxOrderValue}`);
  const before = bookOf(ledger.holdings(), working);
  const after = bookOf(ledger.holdings(), [...working, { conId, shares: signed(placed) }]);
  const own = after.get(conId) ?? 0;
  const worst = held + sum(working.filter((one) => one.conId === conId && one.shares < 0)) + signed(placed);
  if (signed(placed) < 0 && !settings.rotation.longShort && worst < 0)
    words.push(`would leave ${worst} shares, having ${held}`);
  // What is over a limit already may come down; nothing may go up.
  const { wMax, gross } = settings.rotation;
  const name = Math.abs(own * priceOf(conId)) / nav;
  const grows = Math.abs(own) > Math.abs(before.get(conId) ?? 0);
  if (grows && name > wMax * hardRoom * (1 + drift) + priceOf(conId) / nav)
    words.push(`would make the name ${name}, over ${wMax}`);
  const [grossBefore, grossAfter] = [before, after].map((book) => grossOf(book, priceOf) / nav);
  if (grossAfter !== undefined && grossBefore !== undefined && grossAfter > grossBefore + roundingShare)
    if (grossAfter > gross * hardRoom * (1 + drift))
      words.push(`would make the gross ${grossAfter}, over ${gross}`);
  const symbol = NAMES[indexOfConId(conId) ?? 0]?.symbol ?? '';
  if ((settings.restricted as readonly string[]).includes(symbol)) words.push(`${symbol} is restricted`);
  return words;
}

/** Signed shares by contract if all that works fills. */
function bookOf(held: readonly Share[], working: readonly Share[]): ReadonlyMap<number, number> {
  const book = new Map<number, number>();
  for (const { conId, shares } of [...held, ...working]) book.set(conId, (book.get(conId) ?? 0) + shares);
  return book;
}

const grossOf = (book: ReadonlyMap<number, number>, priceOf: (conId: number) => number): number =>
  [...book].reduce((total, [conId, shares]) => total + Math.abs(shares * priceOf(conId)), 0);

const sum = (shares: readonly Share[]): number => shares.reduce((total, one) => total + one.shares, 0);

const signed = ({ order }: PlaceOrder): number => (order.action === 'BUY' ? order.quantity : -order.quantity);
