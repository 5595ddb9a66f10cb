import {
  type Broker,
  type BrokerBook,
  BrokerError,
  type BrokerEvent,
  type BrokerSession,
  type BrokerTarget,
  type Clock,
  type SessionState,
} from '#app/ports.ts';
import { wallClock, addDays, dateStamp, isTradingDay } from '#shared/calendar.ts';
import type { Bar, BarSize, Instrument, Quote } from '#shared/domain/market.ts';
import type { ApprovedOrder, Fill, MarginPreview, OrderIntent, OrderReport } from '#shared/domain/order.ts';
import type { AccountValues, Position } from '#shared/domain/portfolio.ts';
import { accountId, conId, fillId, type Ticker, ticker } from '#shared/ids.ts';
import { type EpochMs, epochMs, money, price, shares } from '#shared/units.ts';

export interface PlacedOrder {
  readonly order: ApprovedOrder;
  readonly apiOrderId: number;
}

/**
 * A broker in memory: what it knows survives its sessions, as a TWS's knowledge does. Tests move it by hand (`fill`, `drop`, …), so that
 * each message comes exactly when they say.
 */
export class FakeBroker implements Broker {
  account = accountId('DU1000001');
  readonly clock: Clock;
  readonly placed: PlacedOrder[] = [];
  readonly cancelled: number[] = [];
  readonly previewed: OrderIntent[] = [];
  /** How often everything was cancelled at once. */
  cancelledEverything = 0;
  /** Set to make the next previews fail with these words. */
  failPreview: string | null = null;
  /** What previews answer; a 2:1 margin of the order at 100 a share unless set. */
  previewOf: ((order: OrderIntent) => MarginPreview) | null = null;
  /** Names that must have a quote stream of their own. */
  pinned: readonly Ticker[] = [];
  /** Set to make the session want no orders, in these words. */
  blocked: string | null = null;
  readonly openOrders: OrderReport[] = [];
  readonly completed: OrderReport[] = [];
  readonly fills: Fill[] = [];
  positions: Position[] = [];
  unknownNames = new Set<string>();
  /** Today's bars; a throw refuses them. */
  intraday: (name: Ticker) => readonly Bar[] = () => [];
  /** Set to make the next connections fail with these words. */
  refuse: string | null = null;
  failBook: string | null = null;
  /** True = subscribing brings no quotes. */
  silent = false;
  #bookGate: Promise<void> = Promise.resolve();
  #lookUpGate: Promise<void> = Promise.resolve();
  #readyGate: Promise<void> | null = null;
  session: FakeSession | null = null;
  sessions = 0;
  nextApiOrderId = 1;
  #nextExec = 1;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  open(target: BrokerTarget, listener: (event: BrokerEvent) => void): BrokerSession {
    this.sessions += 1;
    this.session = new FakeSession(this, target, listener);
    return this.session;
  }

  values(): AccountValues {
    return {
      account: this.account,
      currency: 'USD',
      nav: money(1_000_000),
      cash: money(400_000),
      grossPositionValue: money(600_000),
      buyingPower: money(800_000),
      availableFunds: money(400_000),
      at: this.clock.now(),
    };
  }

  book(): BrokerBook {
    if (this.failBook !== null) throw new BrokerError(this.failBook);
    return {
      values: this.values(),
      positions: this.positions,
      open: [...this.openOrders],
      completed: [...this.completed],
      fills: [...this.fills],
      commissions: [],
    };
  }

  /** The next book waits until the returned function is called; later ones do not. */
  holdNextBook(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#bookGate = promise;
    return resolve;
  }

  /** The next connection hangs before it is ready until the returned function is called; later ones do not. */
  holdNextReady(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#readyGate = promise;
    return resolve;
  }

  async readyWhenReleased(): Promise<void> {
    const gate = this.#readyGate;
    this.#readyGate = null;
    if (gate !== null) await gate;
  }

  get hangs(): boolean {
    return this.#readyGate !== null;
  }

  /** The next look-up of names waits until the returned function is called; later ones do not. */
  holdNextLookUp(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lookUpGate = promise;
    return resolve;
  }

  async bookWhenReleased(): Promise<BrokerBook> {
    const gate = this.#bookGate;
    this.#bookGate = Promise.resolve();
    await gate;
    return this.book();
  }

  async lookUpWhenReleased(): Promise<void> {
    const gate = this.#lookUpGate;
    this.#lookUpGate = Promise.resolve();
    await gate;
  }

  /** The newest order of that name, filled in part or whole; `told` = the desk hears of it now. */
  fill(name: string, size: number, told = true): Fill {
    const placed = this.placed.findLast(({ order }) => order.ticker === name);
    if (placed === undefined) throw new Error(`nothing was placed in ${name}`);
    const { order, apiOrderId } = placed;
    const exec = `0000e0d5.${String(this.#nextExec).padStart(8, '0')}.01`;
    this.#nextExec += 1;
    const fill: Fill = {
      fillId: fillId(exec),
      revision: 1,
      execId: `${exec}.01`,
      orderId: order.orderId,
      permId: 900_000 + apiOrderId,
      account: this.account,
      ticker: order.ticker,
      conId: order.conId,
      side: order.side,
      shares: shares(size),
      price: price(100),
      exchange: 'NYSE',
      at: this.clock.now(),
    };
    this.fills.push(fill);
    if (told) this.session?.emit({ kind: 'fill', fill });
    return fill;
  }

  /** The position that the TWS shows from now on. */
  hold(name: string, size: number): void {
    const others = this.positions.filter(({ ticker: held }) => held !== name);
    this.positions = size === 0 ? others : [...others, positionOf(name, size)];
    this.session?.emit({ kind: 'positions', positions: this.positions });
  }

  quote(name: string, mid: number): void {
    this.session?.emit({ kind: 'quote', quote: quoteOf(name, mid, this.clock.now()) });
  }
}

export const fakeConId = (name: string) =>
  conId(Array.from(name).reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 1_000_003);

export const positionOf = (name: string, size: number): Position => ({
  ticker: ticker(name),
  conId: fakeConId(name),
  shares: shares(size),
  avgCost: price(100),
});

export const quoteOf = (name: string, mid: number, at: EpochMs): Quote => ({
  ticker: ticker(name),
  bid: price(mid - 0.01),
  ask: price(mid + 0.01),
  last: price(mid),
  close: price(mid),
  bidSize: 500,
  askSize: 500,
  volume: 1_000_000,
  kind: 'live',
  halted: false,
  shortable: 3,
  shortableShares: 1_000_000,
  at,
});

/** No cancel leaves in these. */
const notLive: readonly SessionState[] = ['tcp', 'greeting', 'started', 'closed'];

class FakeSession implements BrokerSession {
  readonly target: BrokerTarget;
  readonly #broker: FakeBroker;
  readonly #listener: (event: BrokerEvent) => void;
  #taken: ReadonlySet<number> = new Set();
  state: SessionState = 'tcp';

  constructor(broker: FakeBroker, target: BrokerTarget, listener: (event: BrokerEvent) => void) {
    this.#broker = broker;
    this.target = target;
    this.#listener = listener;
  }

  emit(event: BrokerEvent): void {
    if (this.state !== 'closed') this.#listener(event);
  }

  now() {
    return this.#broker.clock.now();
  }

  ready() {
    if (this.#broker.refuse !== null) return Promise.reject(new BrokerError(this.#broker.refuse));
    if (this.#broker.hangs) return this.#readyLater();
    this.#become('ready');
    return Promise.resolve(this.#broker.account);
  }

  async #readyLater() {
    await this.#broker.readyWhenReleased();
    this.#become('ready');
    return this.#broker.account;
  }

  async book() {
    const book = await this.#broker.bookWhenReleased();
    this.#become('synced');
    return book;
  }

  reconciled() {
    this.#become('reconciled');
  }

  async instruments(tickers: readonly Ticker[]) {
    await this.#broker.lookUpWhenReleased();
    const known = tickers.filter((name) => !this.#broker.unknownNames.has(name));
    const unknown = tickers.filter((name) => this.#broker.unknownNames.has(name));
    return {
      found: known.map((name, index) => instrumentOf(name, index)),
      unknown: unknown.map((name) => ({ ticker: name, why: 'TWS knows no such stock (200)' })),
    };
  }

  subscribe(instruments: readonly Instrument[]) {
    for (const { ticker: name } of this.#broker.silent ? [] : instruments)
      this.emit({ kind: 'quote', quote: quoteOf(name, 100, this.now()) });
  }

  pin(tickers: readonly Ticker[]) {
    this.#broker.pinned = tickers;
  }

  history(instrument: Instrument, size: BarSize) {
    if (size === '5 mins') return Promise.resolve().then(() => this.#broker.intraday(instrument.ticker));
    return Promise.resolve(historyOf(instrument.ticker, this.now()));
  }

  keepClear(apiOrderIds: readonly number[]) {
    this.#taken = new Set([...this.#taken, ...apiOrderIds]);
  }

  reserveApiOrderId(): number {
    this.#broker.nextApiOrderId += 1;
    const id = this.#broker.nextApiOrderId - 1;
    return this.#taken.has(id) ? this.reserveApiOrderId() : id;
  }

  place(order: ApprovedOrder, apiOrderId: number) {
    if (this.state !== 'reconciled') return { sent: false as const, why: `the session is ${this.state}` };
    if (this.#broker.blocked !== null) return { sent: false as const, why: this.#broker.blocked };
    this.#broker.placed.push({ order, apiOrderId });
    return { sent: true as const };
  }

  cancel(apiOrderId: number) {
    if (notLive.includes(this.state)) return false;
    this.#broker.cancelled.push(apiOrderId);
    return true;
  }

  preview(order: OrderIntent): Promise<MarginPreview> {
    this.#broker.previewed.push(order);
    const { failPreview, previewOf } = this.#broker;
    if (failPreview !== null) return Promise.reject(new BrokerError(failPreview));
    return Promise.resolve(previewOf === null ? halfMargin(order, this.#broker.values()) : previewOf(order));
  }

  cancelEverything() {
    if (notLive.includes(this.state)) return false;
    this.#broker.cancelledEverything += 1;
    return true;
  }

  openOrders() {
    if (this.state === 'closed') return Promise.reject(new BrokerError('the connection is gone'));
    if (this.#broker.failBook !== null) return Promise.reject(new BrokerError(this.#broker.failBook));
    return Promise.resolve([...this.#broker.openOrders]);
  }

  sendBlocked() {
    return this.#broker.blocked;
  }

  health() {
    return {
      ...{ lastMessageAt: this.now(), messagesLastSecond: 0, messageBudget: 50, nextRestartAt: null },
      ...{ linesOpen: 0, lineLimit: 100 },
    };
  }

  close() {
    this.state = 'closed';
  }

  /** The TWS loses IBKR (1100), and stays. */
  lose(): void {
    this.#become('degraded', 'TWS lost its connection to IBKR', 1100);
  }

  /** The TWS goes away. */
  drop(why: string, code: number | null = null): void {
    this.#become('closed', why, code);
  }

  #become(state: SessionState, message: string = state, code: number | null = null): void {
    this.#listener({ kind: 'state', state, message, code });
    this.state = state;
  }
}

/** Margin of half the order's value at 100 a share, and a commission of one dollar. */
function halfMargin(order: OrderIntent, values: AccountValues): MarginPreview {
  const margin = values.grossPositionValue / 2;
  const change = ((order.side === 'BUY' ? 1 : -1) * order.shares * 100) / 2;
  return {
    initMarginBefore: money(margin),
    initMarginChange: money(change),
    initMarginAfter: money(margin + change),
    maintMarginBefore: money(margin),
    maintMarginChange: money(change),
    maintMarginAfter: money(margin + change),
    equityWithLoanBefore: values.nav,
    equityWithLoanChange: money(0),
    equityWithLoanAfter: values.nav,
    commission: money(1),
    minCommission: null,
    maxCommission: null,
    warning: null,
  };
}

export const instrumentOf = (name: string, index: number): Instrument => ({
  ticker: ticker(name),
  conId: fakeConId(name),
  name: `${name} Inc`,
  sector: ['Energy', 'Financials', 'Health Care', 'Industrials'][index % 4] ?? '',
  primaryExchange: 'NYSE',
  currency: 'USD',
  timeZone: 'US/Eastern',
  sessions: [{ open: epochMs(Date.UTC(2026, 10, 23, 14, 30)), close: epochMs(Date.UTC(2026, 10, 23, 21)) }],
  priceIncrements: [{ lowEdge: 0, increment: 0.01 }],
  lot: 1,
});

/** Two years of bars that end at 100, each name with a slope and a wobble of its own. */
function historyOf(name: Ticker, now: EpochMs): readonly Bar[] {
  const dates: number[] = [];
  for (let date = addDays(wallClock(now).date, -1); dates.length < 504; date = addDays(date, -1)) {
    if (isTradingDay(date)) dates.unshift(date);
  }
  const seed = fakeConId(name);
  const slope = ((seed % 21) - 10) / 12_000;
  return dates.map((date, index) => {
    const close = 100 * Math.exp(slope * (index - 503) + 0.01 * Math.sin(seed + index * (1 + (seed % 7))));
    return {
      at: dateStamp(date),
      open: price(close),
      high: price(close * 1.01),
      low: price(close * 0.99),
      close: price(close),
      volume: 5_000_000,
    };
  });
}
