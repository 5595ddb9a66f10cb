import type { EngineSettings } from '#engine/settings.ts';
import type { Fill, Order, OrderReport } from '#shared/domain/order.ts';
import type { Position } from '#shared/domain/portfolio.ts';
import type { AccountId, OrderId, Ticker } from '#shared/ids.ts';
import { epochMs, type EpochMs } from '#shared/units.ts';
import type { Desk } from './desk.ts';
import { namesToWatch } from './market.ts';
import type { BrokerEvent, BrokerSession } from './ports.ts';
import { foreignWords, isForeign, reconcile } from './recovery.ts';
import { Settlement } from './settlement.ts';
import { accountKindOf, checkChoice } from './targets.ts';

/** After so long, what does not add up is asked for again, all of it. */
const patienceMs = 60_000;

interface FrozenName {
  readonly ticker: Ticker;
  readonly why: string;
}

/** Brings a session up, and records each fact of the broker's the moment it arrives. Takes no decisions. */
export class Intake {
  readonly #desk: Desk;
  readonly #settlement = new Settlement();
  /** Somebody else's orders that work, by permId, or by client and number where there is none. */
  readonly #foreign = new Map<string, FrozenName>();
  /** Own orders that the TWS calls filled before their executions say so: the position may not show it yet either. */
  readonly #unproven = new Map<OrderId, FrozenName & { readonly since: EpochMs }>();
  /** Fills of this connection by execution id, so that a commission finds its own. */
  readonly #fills = new Map<string, Fill>();
  #comparing: BrokerSession | null = null;
  /** A fact could not be taken in, so the books may differ: nothing is sent until they were compared again. */
  #missed = false;
  /** Rises with each load of the market: an earlier one that is still under way has nothing more to say. */
  #load = 0;
  #loadedFor: EngineSettings | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  async bringUp(session: BrokerSession, account: AccountId): Promise<void> {
    checkChoice(session.target, account);
    const kind = accountKindOf(session.target, account);
    this.#desk.openStore(kind, account);
    this.#desk.connected = { kind, account };
    if (kind === 'live' && this.#desk.mode !== 'observe') {
      this.#desk.mode = 'observe';
      this.#desk.notices.add(
        'warning',
        `${account} is a live account: the desk observes until you switch to propose.`,
        this.#desk.now(),
      );
    }
    await this.#reconcile(session);
    await this.loadMarket(session);
  }

  async #reconcile(session: BrokerSession): Promise<void> {
    this.#missed = false;
    const book = await session.book();
    if (this.#desk.link.session !== session) return;
    this.#desk.account = book.values;
    this.#desk.inbox.account(book.values);
    this.#takePositions(book.positions);
    const ledger = this.#desk.ledger;
    if (ledger === null) return;
    const { changed, findings } = reconcile(ledger, book, session.now(), session.target.clientId);
    this.#settlement.reconciled(book.positions);
    this.#unproven.clear();
    this.#foreign.clear();
    for (const report of book.open) this.#noteForeign(report);
    for (const finding of findings)
      this.#desk.notices.add('warning', `After connecting: ${finding}.`, session.now());
    this.#desk.parts.log.info('reconciled', { changed: changed.length, findings });
    session.reconciled();
    for (const what of ['status', 'orders', 'drift', 'proposals'] as const) this.#desk.tell(what);
  }

  /** Loads the broker's book anew; a failure ends the session, and the next one begins with the same. */
  async #compareAgain(session: BrokerSession, why: string): Promise<void> {
    if (this.#comparing === session) return;
    this.#comparing = session;
    this.#desk.parts.log.info('comparing the books again', { why });
    try {
      await this.#reconcile(session);
      // A strategy that was loaded while the TWS was away has not had its names yet.
      if (this.#loadedFor !== this.#desk.settings) this.reloadMarket();
    } catch (error) {
      this.#desk.link.fail(session, error);
    } finally {
      if (this.#comparing === session) this.#comparing = null;
    }
  }

  /** What broke was about something that the TWS told: it may be missing from the books. */
  missedSomething(session: BrokerSession): void {
    this.#missed = true;
    void this.#compareAgain(session, 'a message could not be taken in');
  }

  /** Why nothing may be sent although the connection stands; null = it may. */
  get doubt(): string | null {
    return this.#missed
      ? 'something that the TWS told could not be recorded, so the books are compared again first'
      : null;
  }

  async loadMarket(session: BrokerSession): Promise<void> {
    const settings = this.#desk.settings;
    if (settings === null) return;
    this.#load += 1;
    const load = this.#load;
    const isOver = (): boolean => this.#desk.link.session !== session || load !== this.#load;
    this.#loadedFor = settings;
    const loaded = await this.#desk.market.lookUp(
      session,
      namesToWatch(settings, this.#desk.positions.keys()),
    );
    if (isOver()) return;
    this.#desk.market.subscribe(session, loaded);
    this.#desk.inbox.instruments(loaded.found);
    for (const { ticker, why } of loaded.unknown)
      this.#desk.notices.add('warning', `${ticker} is left out: ${why}`, session.now());
    this.#desk.interval.loading(loaded.found.length);
    const failed = await this.#desk.market.loadHistory(session, (instrument, bars) => {
      if (isOver()) return;
      this.#desk.inbox.history(instrument.ticker, bars);
      this.#desk.guarded(() => this.#desk.store?.saveBars(instrument.conId, '1 day', bars));
      this.#desk.interval.loadedOne();
    });
    if (isOver()) return;
    for (const [ticker, why] of failed)
      this.#desk.notices.add('warning', `No daily bars for ${ticker}: ${why}`, session.now());
    this.#desk.interval.begin();
  }

  /** A new trading day has begun, or another strategy. */
  reloadMarket(): void {
    const session = this.#desk.link.session;
    if (session !== null)
      void this.loadMarket(session).catch((error: unknown) => this.#loadFailed(session, error));
  }

  /** Yesterday's bars are complete now, its orders have ended, and what ended before that is only history. */
  newDay(session: BrokerSession, startOfDay: EpochMs): void {
    this.#desk.ledger?.forgetEnded(startOfDay);
    this.#fills.clear();
    void this.#compareAgain(session, 'a new day');
    this.reloadMarket();
  }

  #loadFailed(session: BrokerSession, error: unknown): void {
    if (this.#desk.link.session !== session) return;
    const load = this.#load;
    this.#desk.parts.clock.after(patienceMs, () => {
      if (this.#desk.link.session === session && load === this.#load) this.reloadMarket();
    });
    this.#desk.notices.add(
      'error',
      `The market could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
      this.#desk.now(),
    );
    this.#desk.tell('status');
  }

  heard(session: BrokerSession, event: BrokerEvent): void {
    switch (event.kind) {
      case 'state':
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
        this.#settlement.positions(event.positions, this.#desk.now());
        this.#desk.tell('drift');
        return;
      case 'order':
        this.#reported(event.report, session.target.clientId);
        return;
      case 'fill':
        this.#filled(event.fill);
        return;
      case 'commission':
        if (this.#desk.ledger?.commission(event.commission, this.#desk.now())) this.#desk.tell('orders');
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
        void this.#compareAgain(session, 'the TWS is back on IBKR');
    }
  }

  #reported(report: OrderReport, clientId: number): void {
    this.#noteForeign(report);
    const order = this.#desk.ledger?.report(report, clientId) ?? null;
    if (order === null) return;
    this.#noteUnproven(order);
    this.#desk.tell('orders');
  }

  #filled(fill: Fill): void {
    this.#fills.set(fill.execId, fill);
    const { outcome, order } = this.#desk.ledger?.fill(fill) ?? { outcome: 'known', order: null };
    if (order !== null) this.#noteUnproven(order);
    if (outcome === 'known' && order === null) return;
    if (outcome === 'new') this.#settlement.fill(fill, this.#desk.now());
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

  #takePositions(positions: readonly Position[]): void {
    this.#desk.positions = new Map(
      positions.filter(({ shares }) => shares !== 0).map((position) => [position.ticker, position]),
    );
    this.#desk.inbox.positions([...this.#desk.positions.values()]);
  }

  #noteForeign(report: OrderReport): void {
    const { permId, apiOrderId, clientId, ticker, orderId, status } = report;
    const key = permId === 0 ? `${clientId}/${apiOrderId}` : String(permId);
    if (hasEnded(status.says)) this.#foreign.delete(key);
    else if (ticker !== null && isAlive(status.says) && isForeign(this.#desk.ledger, orderId))
      this.#foreign.set(key, { ticker, why: foreignWords(clientId, orderId) });
  }

  #noteUnproven({ intent, status, filled }: Order): void {
    const { orderId, ticker, shares } = intent;
    if (status.state !== 'filled' || filled >= shares) this.#unproven.delete(orderId);
    else {
      const why = `order ${orderId} is filled, but only ${filled} of its ${shares} shares are told yet`;
      this.#unproven.set(orderId, { ticker, why, since: this.#desk.now() });
    }
  }

  /** Names that must not trade in this interval, and why: somebody else's orders, fills and positions that do not agree yet. */
  frozenNames(): readonly FrozenName[] {
    const now = this.#desk.now();
    const waiting = [...this.#settlement.unsettled(now), ...this.#unproven.values()];
    this.#askAgain(waiting.filter(({ since }) => Math.abs(now - since) > patienceMs));
    return [...this.#foreign.values(), ...waiting.map(({ ticker, why }) => ({ ticker, why }))];
  }

  /** What does not come by itself is asked for: a name must not stay frozen for ever, nor a gap in the books stay open. */
  #askAgain(overdue: readonly FrozenName[]): void {
    const session = this.#desk.link.session;
    if (session?.state !== 'reconciled' || (overdue.length === 0 && !this.#missed)) return;
    for (const { ticker, why } of overdue)
      this.#desk.notices.add(
        'warning',
        `${ticker} was frozen for a minute: ${why}. The account is loaded again; look at the position in TWS.`,
        this.#desk.now(),
      );
    void this.#compareAgain(session, 'something is overdue');
  }

  lost(): void {
    this.#foreign.clear();
    this.#fills.clear();
    this.#missed = false;
    this.#load += 1;
  }
}

const isAlive = (says: OrderReport['status']['says']): boolean =>
  says === 'acknowledged' || says === 'working' || says === 'held' || says === 'cancelling';

const hasEnded = (says: OrderReport['status']['says']): boolean =>
  says === 'filled' || says === 'cancelled' || says === 'rejected' || says === 'inactive';
