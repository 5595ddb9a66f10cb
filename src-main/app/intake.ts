import { priceOf } from '#engine/names.ts';
import type { Fill, OrderReport } from '#shared/domain/order.ts';
import type { Position } from '#shared/domain/portfolio.ts';
import type { AccountId } from '#shared/ids.ts';
import { epochMs, type EpochMs } from '#shared/units.ts';
import type { Desk } from './desk.ts';
import type { Ledger } from './ledger.ts';
import { MarketLoad } from './market-load.ts';
import type { BookReport, BrokerBook, BrokerEvent, BrokerSession, Store } from './ports.ts';
import { namePositions } from './reconcile/contracts.ts';
import { ForeignLook } from './reconcile/foreign-look.ts';
import { type FrozenName, Reconciler } from './reconcile/reconciler.ts';
import type { Reconciliation } from './recovery.ts';
import { accountKindOf, checkChoice } from './targets.ts';

/** So often the desk looks whether something waits to be asked about. */
const watchMs = 5_000;

/** Brings a session up, and records each fact of the broker's the moment it arrives. Takes no decisions. */
export class Intake {
  readonly #desk: Desk;
  /** Both books of the account in the store; null while there is none. */
  reconciler: Reconciler | null = null;
  /** Fills of this connection by execution id, so that a commission finds its own. */
  readonly #fills = new Map<string, Fill>();
  #comparing: { readonly session: BrokerSession; readonly done: Promise<void> } | null = null;
  #stopWatch: () => void = () => {};
  /** Positions as the TWS told them last. */
  #held: readonly Position[] = [];
  /** The report that is being loaded; null = none is. */
  loading: BookReport | null = null;
  /** The broker's book as it was compared last, in this connection. */
  lastBook: BrokerBook | null = null;
  /** When that was; it stays when the connection goes. */
  reconciledAt: EpochMs | null = null;
  /** Facts that could not be taken in, so the books may differ: nothing is sent until a comparison that began after the last is over. */
  #misses = 0;
  #mended = 0;
  readonly #market: MarketLoad;
  readonly #others: ForeignLook;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#others = new ForeignLook(desk);
    // A contract that is known now says which of two holdings under one symbol is traded.
    this.#market = new MarketLoad(desk, () => this.#takePositions(this.#held));
  }

  /** Takes up what an account's file remembers. */
  restore(store: Store, ledger: Ledger): void {
    this.reconciler = new Reconciler(store, ledger, {
      now: () => this.#desk.now(),
      clientId: () => this.#desk.link.session?.target.clientId ?? 0,
      settings: () => this.#desk.deskSettings.reconcile,
      priceOf: ({ ticker }) => priceOf(this.#desk.market.quotes.get(ticker) ?? null),
      alarm: (why) => this.#desk.halt(why),
    });
  }

  async bringUp(session: BrokerSession, account: AccountId): Promise<void> {
    checkChoice(session.target, account);
    const kind = accountKindOf(session.target, account);
    this.#desk.openStore(kind, account);
    session.keepClear(this.#desk.ledger?.open().flatMap(({ apiOrderId }) => apiOrderId ?? []) ?? []);
    this.#desk.connected = { kind, account };
    this.#desk.safety.connected(session.target, kind, account);
    await this.#reconcile(session);
    await this.loadMarket(session);
  }

  async #reconcile(session: BrokerSession): Promise<void> {
    const misses = this.#misses;
    const isGate = session.state !== 'reconciled';
    const askedAt = session.now();
    const book = await session.book();
    this.loading = null;
    const { ledger, store } = this.#desk;
    if (this.#desk.link.session !== session || ledger === null || store === null) return;
    this.#desk.account = book.values;
    this.#desk.inbox.account(book.values);
    this.#takePositions(book.positions);
    const { changed, findings } = this.#compare(book, isGate ? null : askedAt);
    this.#desk.limits.compared(changed);
    for (const finding of findings)
      this.#desk.notices.add('warning', `Compared with the TWS: ${finding}.`, session.now());
    this.#desk.safety.reconciled(book);
    this.#desk.parts.log.info('reconciled', { changed: changed.length, findings });
    this.#mended = misses;
    this.lastBook = book;
    this.reconciledAt = session.now();
    session.reconciled();
    this.#stopWatch();
    this.#stopWatch = this.#desk.parts.clock.every(watchMs, () => this.#watch(session));
    for (const what of ['status', 'orders', 'drift', 'proposals'] as const) this.#desk.tell(what);
  }

  /** What memory holds after a failure may be ahead of the store: it is read anew, and the next connection compares again. */
  #compare(book: BrokerBook, askedAt: EpochMs | null): Reconciliation {
    const nothing = { changed: [], newFills: 0, findings: [] };
    try {
      return this.reconciler?.compare(book, askedAt) ?? nothing;
    } catch (error) {
      this.#desk.rereadStore();
      throw error;
    }
  }

  /** Is there an order without an answer, a difference that waits, or is the regular check due? If not, a look at others' orders may be. */
  #watch(session: BrokerSession): void {
    if (this.#desk.link.session !== session || session.state !== 'reconciled') return;
    if (this.#comparing?.session === session) return;
    this.#desk.guarded(() => {
      const why = this.reconciler?.askWhy() ?? null;
      if (why !== null) void this.compareAgain(session, why);
      else this.#others.look(session, (failure) => void this.compareAgain(session, failure));
    });
  }

  /** Loads the broker's book anew; a failure ends the session, and the next one begins with the same. */
  compareAgain(session: BrokerSession, why: string): Promise<void> {
    if (this.#comparing?.session === session) return this.#comparing.done;
    const done = this.#comparison(session, why);
    this.#comparing = { session, done };
    return done;
  }

  async #comparison(session: BrokerSession, why: string): Promise<void> {
    this.#desk.parts.log.info('comparing the books again', { why });
    try {
      await this.#reconcile(session);
      // A strategy that was loaded while the TWS was away has not had its names yet.
      if (this.#market.loadedFor !== this.#desk.settings) this.reloadMarket();
    } catch (error) {
      this.#desk.link.fail(session, error);
    } finally {
      if (this.#comparing?.session === session) this.#comparing = null;
    }
  }

  /** What broke was about something that the TWS told: it may be missing from the books. */
  missedSomething(session: BrokerSession): void {
    this.#misses += 1;
    void this.compareAgain(session, 'a message could not be taken in');
  }

  get #missed(): boolean {
    return this.#misses > this.#mended;
  }

  /** Why nothing may be sent although the connection stands; null = it may. */
  get doubt(): string | null {
    if (this.#missed)
      return 'something that the TWS told could not be recorded, so the books are compared again first';
    return this.reconciler?.bookFrozen(this.#desk.account?.nav ?? null) ?? null;
  }

  loadMarket(session: BrokerSession): Promise<void> {
    return this.#market.load(session);
  }

  /** A new trading day has begun, or another strategy. */
  reloadMarket(): void {
    this.#market.reload();
  }

  /** Yesterday's bars are complete now, its orders have ended, and what ended before that is only history. */
  newDay(session: BrokerSession, startOfDay: EpochMs): void {
    this.#desk.ledger?.forgetEnded(startOfDay);
    this.#fills.clear();
    this.reconciler?.books.settlement.forgetFills();
    void this.compareAgain(session, 'a new day');
    this.reloadMarket();
  }

  heard(session: BrokerSession, event: BrokerEvent): void {
    switch (event.kind) {
      case 'state':
        return;
      case 'loading':
        this.loading = event.report;
        this.#desk.tell('orders');
        return;
      case 'quote':
        this.#desk.market.quote(event.quote);
        this.#desk.inbox.quote(event.quote);
        this.#desk.tell('drift');
        return;
      case 'account':
        this.#desk.account = event.values;
        this.#desk.inbox.account(event.values);
        this.#desk.tell('status');
        this.#desk.tell('drift');
        return;
      case 'positions':
        this.#takePositions(event.positions);
        this.reconciler?.positions(event.positions);
        this.#desk.tell('drift');
        return;
      case 'order':
        this.#reported(event.report);
        return;
      case 'fill':
        this.#filled(event.fill);
        return;
      case 'commission':
        if (this.reconciler?.charged(event.commission) === true) this.#desk.tell('orders');
        this.#tellFill(event.commission.execId);
        return;
      case 'notice':
        this.#desk.parts.log.info('TWS', { code: event.code, text: event.text });
        // What only says that all is well is for the log, not for the trader.
        if (event.level !== 'info')
          this.#desk.notices.add(event.level, event.text, this.#desk.now(), event.code);
        this.#desk.tell('status');
        return;
      case 'restored':
        void this.compareAgain(session, 'the TWS is back on IBKR');
    }
  }

  #reported(report: OrderReport): void {
    const heard = this.reconciler?.reported(report);
    if (heard !== undefined && (heard.order !== null || heard.foreign)) this.#desk.tell('orders');
  }

  #filled(fill: Fill): void {
    this.#fills.set(fill.execId, fill);
    const { outcome, order } = this.reconciler?.filled(fill) ?? { outcome: 'known', order: null };
    if (outcome === 'known' && order === null) return;
    this.#desk.tell('orders');
    this.#desk.tell('drift');
    this.#tellFill(fill.execId);
  }

  /** Shows a fill as the trade log has it, with its commission as far as that is known. */
  #tellFill(execId: string): void {
    const fill = this.#fills.get(execId);
    if (fill === undefined) return;
    const { at, ticker } = fill;
    const entries =
      this.#desk.store?.tradeLog({ from: at, to: epochMs(at + 1), ticker, side: null, reason: null }) ?? [];
    const entry = entries.find((candidate) => candidate.fill.fillId === fill.fillId);
    if (entry) this.#desk.tellFill(entry);
  }

  #takePositions(held: readonly Position[]): void {
    this.#held = held;
    const { positions, others } = namePositions(held, this.#desk.market.instruments);
    this.#desk.positions = positions;
    this.#desk.inbox.positions([...positions.values()]);
    for (const other of others) this.reconciler?.noteOther(other);
  }

  /** Names that must not trade in this interval, and why: open differences, somebody else's orders, fills and positions that do not agree yet. */
  frozenNames(): readonly FrozenName[] {
    const session = this.#desk.link.session;
    if (session?.state === 'reconciled' && this.#missed)
      void this.compareAgain(session, 'something was missed');
    return this.reconciler?.frozenNames() ?? [];
  }

  lost(): void {
    this.#stopWatch();
    this.reconciler?.lost();
    this.loading = null;
    this.lastBook = null;
    this.#held = [];
    this.#fills.clear();
    this.#mended = this.#misses;
    this.#market.stop();
  }
}
