import type { Fill } from '#shared/domain/order.ts';
import type { Position } from '#shared/domain/portfolio.ts';
import type { AccountId, Ticker } from '#shared/ids.ts';
import { epochMs } from '#shared/units.ts';
import type { Desk } from './desk.ts';
import { namesToWatch } from './market.ts';
import { BrokerError, type BrokerEvent, type BrokerSession } from './ports.ts';
import { foreignWords, reconcile } from './recovery.ts';
import { Settlement } from './settlement.ts';
import { accountKindOf, checkChoice, practiceTarget } from './targets.ts';

/** After so long, fills that no position shows are worth a word to the trader. */
const settlementPatienceMs = 60_000;

/** Brings a session up, and records each fact of the broker's the moment it arrives. Takes no decisions. */
export class Intake {
  readonly #desk: Desk;
  readonly #settlement = new Settlement();
  readonly #foreign = new Map<number, { ticker: Ticker; why: string }>();
  /** Fills of this connection by execution id, so that a commission finds its own. */
  readonly #fills = new Map<string, Fill>();

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
    const book = await session.book();
    if (this.#desk.link.session !== session) return;
    this.#desk.account = book.values;
    this.#desk.inbox.account(book.values);
    this.#takePositions(book.positions);
    const ledger = this.#desk.ledger;
    if (ledger === null) return;
    const { changed, findings } = reconcile(ledger, book, session.now());
    this.#settlement.reconciled(book.positions);
    this.#foreign.clear();
    for (const report of book.open)
      if (report.orderId === null) this.#noteForeign(report.permId, report.ticker, report.clientId, true);
    for (const finding of findings)
      this.#desk.notices.add('warning', `After connecting: ${finding}.`, session.now());
    this.#desk.parts.log.info('reconciled', { changed: changed.length, findings });
    session.reconciled();
    for (const what of ['status', 'orders', 'drift', 'proposals'] as const) this.#desk.tell(what);
  }

  async loadMarket(session: BrokerSession): Promise<void> {
    const settings = this.#desk.settings;
    if (settings === null) return;
    const { instruments, unknown } = await this.#desk.market.subscribe(
      session,
      namesToWatch(settings, this.#desk.positions.keys()),
    );
    if (this.#desk.link.session !== session) return;
    this.#desk.inbox.instruments(instruments);
    for (const { ticker, why } of unknown)
      this.#desk.notices.add('warning', `${ticker} is left out: ${why}`, session.now());
    this.#desk.interval.loading(instruments.length);
    const failed = await this.#desk.market.loadHistory(session, (instrument, bars) => {
      this.#desk.inbox.history(instrument.ticker, bars);
      this.#desk.guarded(() => this.#desk.store?.saveBars(instrument.conId, '1 day', bars));
      this.#desk.interval.loadedOne();
    });
    if (this.#desk.link.session !== session) return;
    for (const [ticker, why] of failed)
      this.#desk.notices.add('warning', `No daily bars for ${ticker}: ${why}`, session.now());
    this.#desk.interval.begin();
  }

  /** A new trading day has begun: yesterday's bars are complete now. */
  reloadMarket(): void {
    const session = this.#desk.link.session;
    this.#desk.market.loadedFor = null;
    if (session !== null) void this.loadMarket(session).catch((error: unknown) => this.#loadFailed(error));
  }

  #loadFailed(error: unknown): void {
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
        this.#settlement.positions(event.positions);
        this.#desk.tell('drift');
        return;
      case 'order':
        if (event.report.orderId === null)
          this.#noteForeign(
            event.report.permId,
            event.report.ticker,
            event.report.clientId,
            isAlive(event.report.status.says),
          );
        if (this.#desk.ledger?.report(event.report)) this.#desk.tell('orders');
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
        void this.#restored(session);
    }
  }

  #filled(fill: Fill): void {
    this.#fills.set(fill.execId, fill);
    const outcome = this.#desk.ledger?.fill(fill);
    if (outcome === undefined || outcome.outcome === 'known') return;
    if (outcome.outcome === 'new') this.#settlement.fill(fill, this.#desk.now());
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

  async #restored(session: BrokerSession): Promise<void> {
    try {
      await this.#reconcile(session);
    } catch (error) {
      session.close(error instanceof BrokerError ? error.message : String(error));
      this.#desk.link.connect(session.target.kind === 'practice' ? practiceTarget : session.target);
    }
  }

  #takePositions(positions: readonly Position[]): void {
    this.#desk.positions = new Map(
      positions.filter(({ shares }) => shares !== 0).map((position) => [position.ticker, position]),
    );
    this.#desk.inbox.positions([...this.#desk.positions.values()]);
  }

  #noteForeign(permId: number, ticker: Ticker | null, clientId: number | null, alive: boolean): void {
    if (!alive) this.#foreign.delete(permId);
    else if (ticker !== null) this.#foreign.set(permId, { ticker, why: foreignWords(clientId) });
  }

  /** Names that must not trade in this interval, and why: somebody else's orders, fills that no position shows yet. */
  frozenNames(): readonly { readonly ticker: Ticker; readonly why: string }[] {
    const unsettled = this.#settlement.unsettled();
    for (const { ticker, why, since } of unsettled) {
      if (this.#desk.now() - since > settlementPatienceMs)
        this.#desk.notices.add(
          'warning',
          `${ticker} stays frozen: ${why}. Look at the position in TWS.`,
          this.#desk.now(),
        );
    }
    return [...this.#foreign.values(), ...unsettled.map(({ ticker, why }) => ({ ticker, why }))];
  }

  lost(): void {
    this.#foreign.clear();
    this.#fills.clear();
  }
}

const isAlive = (says: string): boolean =>
  says === 'acknowledged' || says === 'working' || says === 'held' || says === 'cancelling';
