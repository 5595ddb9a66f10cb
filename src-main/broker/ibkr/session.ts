import {
  BrokerError,
  type BrokerBook,
  type BrokerEvent,
  type BrokerSession,
  type BookReport,
  type BrokerTarget,
  type InstrumentLookup,
  type PlaceResult,
  type SessionState,
} from '#app/ports.ts';
import type { RestartRule, SessionHealth } from '#app/ports-connection.ts';
import { ensure } from '#shared/assert.ts';
import type { Bar, BarSize, Instrument } from '#shared/domain/market.ts';
import type { ApprovedOrder, MarginPreview, OrderIntent, OrderReport } from '#shared/domain/order.ts';
import { accountId, type AccountId, type Ticker } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import { explain, isReadOnly, meaningOf } from './codes.ts';
import { Connection } from './connection.ts';
import type { Deps } from './deps.ts';
import { messageBudget } from './pacer.ts';
import { farmSaid, makeParts, type Parts } from './parts.ts';
import { nextRestart, whyNoOrders, wordsWhileDown } from './restart-calendar.ts';

/** The TWS puts this where an error belongs to no request. */
const noIdMax = 2_147_483_647;
/** Refusals that may be about any request without an id. */
const refusals: readonly number[] = [320, 321, 322, 323, 2101];

export class IbkrSession implements BrokerSession {
  readonly target: BrokerTarget;
  readonly #deps: Deps;
  readonly #listener: (event: BrokerEvent) => void;
  readonly #link: Connection;
  readonly #ready = Promise.withResolvers<AccountId>();
  #parts: Parts | null = null;
  #ended: BrokerError | null = null;
  #wanted: readonly Instrument[] | null = null;
  #pinned: readonly Ticker[] = [];
  #loading: { readonly epoch: number; readonly book: Promise<BrokerBook> } | null = null;
  /** Rises when facts may have been missed; a book that spans two of them is not one. */
  #epoch = 0;

  constructor(target: BrokerTarget, deps: Deps, listener: (event: BrokerEvent) => void) {
    this.target = target;
    this.#deps = deps;
    this.#listener = listener;
    // nobody may be waiting for it
    this.#ready.promise.catch(() => undefined);
    this.#link = new Connection(target, deps, {
      state: (state, message, code) => this.#changed(state, message, code),
      ready: (nextOrderId, accounts) => this.#start(nextOrderId, accounts),
      numbered: (nextOrderId) => this.#parts?.orders.from(nextOrderId),
      notice: (id, code, text) => this.#notice(id, code, text),
      restored: (dataLost) => {
        if (dataLost) this.#parts?.marketData.resubscribe();
        else this.#parts?.marketData.verify();
        this.#emit({ kind: 'restored', dataLost });
      },
    });
  }

  /** Begins to connect. */
  open(): void {
    this.#link.open();
  }

  get state(): SessionState {
    return this.#link.state;
  }

  now(): EpochMs {
    return this.#link.now();
  }

  ready(): Promise<AccountId> {
    return this.#ready.promise;
  }

  book(): Promise<BrokerBook> {
    // the reports carry no ids, so there is one download at a time; whoever asks while it runs shares it, unless it is known to fail
    const running = this.#loading;
    if (running?.epoch === this.#epoch) return running.book;
    const before = running?.book.catch(() => null) ?? Promise.resolve(null);
    const loading = { epoch: this.#epoch, book: before.then(() => this.#load()) };
    this.#loading = loading;
    const done = (): void => {
      if (this.#loading === loading) this.#loading = null;
    };
    loading.book.then(done, done);
    return loading.book;
  }

  reconciled(): void {
    if (this.state === 'synced') this.#link.advance('reconciled', 'Ready to trade');
    else if (this.state !== 'reconciled')
      this.#deps.log.warn('reconciled out of turn', { state: this.state });
  }

  async instruments(tickers: readonly Ticker[]): Promise<InstrumentLookup> {
    return this.#use().contracts.lookup(tickers);
  }

  subscribe(instruments: readonly Instrument[]): void {
    this.#wanted = instruments;
    this.#parts?.marketData.subscribe(instruments);
  }

  pin(tickers: readonly Ticker[]): void {
    this.#pinned = tickers;
    this.#parts?.marketData.pin(tickers);
  }

  async history(instrument: Instrument, size: BarSize, days: number): Promise<readonly Bar[]> {
    return this.#use().history.load(instrument, size, days);
  }

  keepClear(apiOrderIds: readonly number[]): void {
    this.#parts?.requests.keepClear(apiOrderIds);
  }

  reserveApiOrderId(): number {
    return ensure(this.#parts, 'a ready session to number orders').orders.reserve();
  }

  place(order: ApprovedOrder, apiOrderId: number): PlaceResult {
    const { state } = this;
    if (state !== 'reconciled' || this.#parts === null) return { sent: false, why: whyNot[state] };
    const blocked = this.sendBlocked();
    return blocked === null ? this.#parts.orders.place(order, apiOrderId) : { sent: false, why: blocked };
  }

  cancel(apiOrderId: number): boolean {
    return this.#parts?.orders.cancel(apiOrderId) ?? false;
  }

  cancelEverything(): boolean {
    return this.#parts?.orders.cancelEverything() ?? false;
  }

  async preview(order: OrderIntent): Promise<MarginPreview> {
    const { previews } = this.#use();
    if (this.state === 'degraded') throw new BrokerError(`No margin preview: ${whyNot.degraded}`);
    return previews.preview(order);
  }

  async openOrders(): Promise<readonly OrderReport[]> {
    return this.#use().book.open();
  }

  sendBlocked(): string | null {
    if (!this.#link.isLive) return null;
    return whyNoOrders(this.#restarts, this.now()) ?? this.#link.noRoom;
  }

  health(): SessionHealth {
    const { heardAt, sentLastSecond } = this.#link.traffic();
    return {
      lastMessageAt: heardAt,
      messagesLastSecond: sentLastSecond,
      messageBudget,
      nextRestartAt: nextRestart(this.#restarts, this.now()),
      ...(this.#parts?.marketData.lines() ?? {
        linesOpen: 0,
        lineLimit: this.#deps.settings.marketDataLines,
      }),
    };
  }

  close(why: string): void {
    this.#link.close(why, null);
  }

  /** The practice TWS does not restart by itself. */
  get #restarts(): readonly RestartRule[] {
    return this.target.kind === 'practice' ? [] : this.#deps.settings.restarts;
  }

  #use(): Parts {
    if (this.#ended !== null) throw this.#ended;
    if (this.#parts === null) throw new BrokerError('The connection to TWS is not ready yet.');
    return this.#parts;
  }

  async #load(): Promise<BrokerBook> {
    const { account, book, executions } = this.#use();
    if (this.state === 'degraded')
      throw new BrokerError(
        'TWS has no connection to IBKR, so its account cannot be trusted. Wait until it is back.',
      );
    const epoch = this.#epoch;
    const loading = (report: BookReport): void => this.#emit({ kind: 'loading', report });
    loading('account');
    const values = await account.values();
    loading('open orders');
    const open = await book.open();
    loading('completed orders');
    const completed = await book.completed();
    loading('executions');
    const { fills, commissions } = await executions.today();
    // last, so that they show every fill that the book lists
    loading('positions');
    const positions = await account.positions();
    if (this.#ended !== null) throw this.#ended;
    if (epoch !== this.#epoch)
      throw new BrokerError(
        'The connection of TWS to IBKR broke while the account was loading. Load it again.',
      );
    // a check while trading goes on takes nothing back
    if (this.state !== 'reconciled') this.#link.advance('synced', 'Account loaded');
    return { values, positions, open, completed, fills, commissions };
  }

  #start(nextOrderId: number, accounts: readonly string[]): void {
    const account = accountId(ensure(accounts[0], 'an account'));
    this.#parts = makeParts(this.#link, account, nextOrderId, (event) => this.#emit(event));
    if (accounts.length > 1) {
      const text = `This login has several accounts (${accounts.join(', ')}); the desk trades ${account} only.`;
      this.#emit({ kind: 'notice', level: 'warning', code: 0, text });
    }
    this.#parts.marketData.pin(this.#pinned);
    if (this.#wanted !== null) this.#parts.marketData.subscribe(this.#wanted);
    this.#ready.resolve(account);
  }

  #changed(state: SessionState, said: string, code: number | null): void {
    const message = this.#inContext(state, said, code);
    if (state === 'degraded' || state === 'closed') this.#epoch++;
    if (state === 'degraded') this.#parts?.marketData.standStill();
    if (state === 'closed') {
      this.#ended = new BrokerError(message, code);
      this.#ready.reject(this.#ended);
      this.#parts?.requests.end(this.#ended);
    }
    this.#emit({ kind: 'state', state, message, code });
  }

  /** The same loss means something else on the night of a restart. */
  #inContext(state: SessionState, message: string, code: number | null): string {
    const lost = state === 'degraded' || (state === 'closed' && (code === null || code === 502));
    const words = lost ? wordsWhileDown(this.#restarts, this.now()) : null;
    return words === null ? message : `${message} ${words}`;
  }

  #notice(id: number, code: number, text: string): void {
    const parts = this.#parts;
    if (id === -1 || id === noIdMax) {
      if (parts !== null) farmSaid(parts, code);
      if (refusals.includes(code)) {
        const refusal = new BrokerError(explain(code, text), code);
        parts?.requests.refuseUnnamed(refusal);
        parts?.previews.refuse(refusal);
      }
    } else if (parts?.requests.isRequestId(id) === true) {
      // quotes that are refused are worth a word; other requests tell whoever asked
      const quotes = parts.marketData.error(id, code);
      if (quotes === 'quiet' || (quotes === 'not-mine' && parts.requests.error(id, code, text))) return;
    } else if (parts?.previews.error(id, code, text) === true) return;
    else if (parts?.book.error(id, code, text) === true) return;
    const level = isReadOnly(code, text) ? 'error' : meaningOf(code).level;
    this.#emit({ kind: 'notice', level, code, text: explain(code, text) });
  }

  #emit(event: BrokerEvent): void {
    try {
      this.#listener(event);
    } catch (error) {
      this.#deps.log.error('a broker event could not be handled', { kind: event.kind, error: String(error) });
    }
  }
}

/** Why an order may not go in each state. */
const whyNot: Readonly<Record<SessionState, string>> = {
  tcp: 'The connection to TWS is still being made.',
  greeting: 'The connection to TWS is still being made.',
  started: 'TWS is not ready yet.',
  ready: 'The account has not been loaded yet.',
  synced: "The broker's book has not been compared with the desk's yet.",
  reconciled: 'The session is not ready.',
  degraded: 'TWS has lost its connection to IBKR.',
  closed: 'There is no connection to TWS.',
};
