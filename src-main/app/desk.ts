import type { Decision } from '#engine/decision.ts';
import type { ProposalCommand, TradingMode } from '#engine/input.ts';
import type { EngineSettings } from '#engine/settings.ts';
import { ContractError } from '#shared/contract/wire.ts';
import type { AccountKind, AccountValues, Position } from '#shared/domain/portfolio.ts';
import type { AccountId, OrderId, Ticker } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import { cancelAllOrders, cancelOrder } from './cancel.ts';
import type { DeskListener, DeskParts } from './desk-parts.ts';
import { defaultDeskSettings, type DeskSettings } from './desk-settings.ts';
import { Execution } from './execution.ts';
import { Inbox } from './inbox.ts';
import { Intake } from './intake.ts';
import { type Decided, Interval } from './interval.ts';
import { Intraday } from './intraday.ts';
import { Ledger } from './ledger.ts';
import { DeskLimits } from './limits/desk-limits.ts';
import { linePins } from './line-pins.ts';
import { Link } from './link.ts';
import { loadDeskSettings, loadStrategy } from './load-settings.ts';
import { Market } from './market.ts';
import { Notices } from './notices.ts';
import { OwnCosts } from './own-costs.ts';
import {
  type BrokerEvent,
  type BrokerSession,
  type BrokerTarget,
  type Store,
  StoreError,
  type TradeLogEntry,
} from './ports.ts';
import { Safety } from './safety/safety.ts';
import { SettingsRecord } from './settings-record.ts';
import { practiceTarget } from './targets.ts';
import { whyBlocked } from './why-blocked.ts';

const practiceIntervalMs = 30_000;
const otherIntervalMs = 300_000;

/** The desk: what is connected, what is known, and the facts as they arrive. Decisions are taken in interval.ts only. */
export class Desk {
  readonly parts: DeskParts;
  readonly link: Link;
  readonly market = new Market();
  readonly notices = new Notices();
  readonly inbox = new Inbox();
  readonly intake: Intake;
  readonly interval: Interval;
  readonly execution: Execution;
  readonly safety: Safety;
  readonly limits: DeskLimits;
  readonly ownCosts: OwnCosts;
  readonly intraday: Intraday;
  mode: TradingMode = 'propose';
  store: Store | null = null;
  storeError: string | null = null;
  ledger: Ledger | null = null;
  settings: EngineSettings | null = null;
  strategyError: string | null = null;
  /** Of this workstation, whatever the strategy; those of the last file that could be read. */
  deskSettings: DeskSettings = defaultDeskSettings;
  deskSettingsError: string | null = null;
  /** Whose TWS this is; null while none is connected. The store may still show an earlier account's history. */
  connected: { readonly kind: AccountKind; readonly account: AccountId } | null = null;
  account: AccountValues | null = null;
  positions: ReadonlyMap<Ticker, Position> = new Map();
  /** Closes the file of an account that another one takes the place of. */
  leave: (store: Store) => void = (store) => store.close();
  readonly #listeners = new Set<DeskListener>();
  readonly record = new SettingsRecord();

  constructor(parts: DeskParts) {
    this.parts = parts;
    this.link = new Link(parts, {
      bringUp: (session, account) => this.intake.bringUp(session, account),
      event: (session, event) => this.#heard(session, event),
      changed: () => this.tell('status'),
      lost: () => this.#lost(),
    });
    this.intake = new Intake(this);
    this.interval = new Interval(this);
    this.execution = new Execution(this);
    this.safety = new Safety(this);
    this.limits = new DeskLimits(this);
    this.ownCosts = new OwnCosts(this);
    this.intraday = new Intraday(this);
    this.listen(linePins(this));
  }

  start(): void {
    this.safety.start();
    this.loadDeskSettings();
    this.loadStrategy();
    try {
      const last = this.parts.stores.openLast();
      if (last !== null) this.#use(last);
    } catch (error) {
      this.#storeFailed(error);
    }
    if (this.parts.autoConnect) this.connect(practiceTarget);
  }

  async stop(): Promise<void> {
    this.safety.stop();
    this.intraday.stop();
    this.interval.stop();
    await this.link.stop();
    this.store?.close();
    this.store = null;
  }

  listen(listener: DeskListener): void {
    this.#listeners.add(listener);
  }

  tell(what: 'status' | 'drift' | 'proposals' | 'orders'): void {
    if (what === 'orders') this.ownCosts.changed();
    for (const listener of this.#listeners) listener[what]();
  }

  tellFill(entry: TradeLogEntry): void {
    for (const listener of this.#listeners) listener.fill(entry);
  }

  /** The market's clock where one is connected, else the desk's. */
  now(): EpochMs {
    return this.link.session?.now() ?? this.parts.clock.now();
  }

  get kind(): AccountKind | null {
    return this.connected?.kind ?? null;
  }

  get intervalMs(): number {
    return (
      this.parts.intervalMs ??
      (this.kind === 'practice' || this.kind === null ? practiceIntervalMs : otherIntervalMs)
    );
  }

  get halted(): string | null {
    return this.safety.halted;
  }

  get decision(): Decision | null {
    return this.interval.decision;
  }

  // ---- What the trader does

  connect(target: BrokerTarget): void {
    this.link.connect(target);
  }

  setMode(mode: TradingMode): void {
    this.safety.checkMode(mode);
    this.mode = mode;
    this.tell('status');
  }

  /** Stops new orders until the trader resumes; cancels still go. */
  halt(reason: string, who = 'desk'): void {
    this.safety.halt(reason, who);
  }

  resume(reason: string, who = 'desk'): void {
    this.safety.reset(reason, who);
  }

  /** Null, or what is wrong with the file. */
  loadDeskSettings(): string | null {
    return loadDeskSettings(this);
  }

  /** Null, or what is wrong with the file. */
  loadStrategy(): string | null {
    return loadStrategy(this);
  }

  /** Approves or rejects; returns what the extra interval made of it. */
  decide(command: ProposalCommand, who: string): Decided {
    if (command.kind === 'approve' && this.mode === 'observe')
      throw new ContractError('refused', 'The desk only observes. Switch to propose to send orders.');
    return this.interval.decide(command, who);
  }

  cancel(id: OrderId): void {
    cancelOrder(this, id);
  }

  /** Returns how many cancels were sent. */
  cancelAll(): number {
    return cancelAllOrders(this);
  }

  /** Why no order may go now; null = they may. */
  ordersBlocked(): string | null {
    return whyBlocked(this);
  }

  #heard(session: BrokerSession, event: BrokerEvent): void {
    try {
      this.intake.heard(session, event);
      this.safety.heard(session, event);
    } catch (error) {
      this.broke(error);
      if (event.kind !== 'quote' && event.kind !== 'notice') this.intake.missedSomething(session);
    }
  }

  #lost(): void {
    this.intraday.stop();
    this.interval.stop();
    this.intake.lost();
    this.connected = null;
    this.inbox.forgetQuotes(this.market.quotes.values(), this.parts.clock.now());
    this.market.forgetQuotes();
    for (const what of ['status', 'drift'] as const) this.tell(what);
  }

  // ---- Store and strategy

  openStore(kind: AccountKind, account: AccountId): void {
    const { store } = this;
    if (store?.kind === kind && store.account === account && store.readOnly === null) return;
    if (store !== null && store.readOnly === null) this.leave(store);
    else store?.close();
    this.store = null;
    this.ledger = null;
    this.safety.record.waitFor({ kind, account });
    try {
      this.#use(this.parts.stores.open(kind, account));
    } catch (error) {
      this.#storeFailed(error);
    }
  }

  #use(store: Store): void {
    this.store = store;
    this.safety.record.waitFor(store);
    if (store.readOnly !== null) {
      this.#showOnly(store.readOnly);
      return;
    }
    this.ledger = new Ledger(store);
    this.intake.restore(store, this.ledger);
    this.storeError = null;
    for (const finding of store.findings) this.notices.add('warning', finding, this.now());
    // What another account's TWS told is nothing to this one.
    this.inbox.clear();
    this.interval.restore(store);
    this.safety.use(store);
    this.limits.use(store);
    this.guarded(() => this.record.writeTo(store, this.now()));
    for (const what of ['status', 'orders', 'proposals'] as const) this.tell(what);
  }

  /** What can be read is shown; without a ledger no fact is taken in and nothing is computed or sent. */
  #showOnly(why: string): void {
    this.ledger = null;
    this.interval.decision = null;
    this.#storeFailed(new StoreError(why));
    for (const what of ['orders', 'proposals'] as const) this.tell(what);
  }

  /** What is in memory may be ahead of the store: it is taken from there anew. */
  rereadStore(): void {
    if (this.store === null) return;
    this.ledger = new Ledger(this.store);
    this.intake.restore(this.store, this.ledger);
  }

  #storeFailed(error: unknown): void {
    if (!(error instanceof StoreError)) throw error;
    this.storeError = error.message;
    this.notices.add('error', error.message, this.now());
    this.parts.log.error('store', { message: error.message });
    this.tell('status');
  }

  /** Runs a fact's consequence; whatever breaks stops new orders and says why, and the desk lives on. */
  guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.broke(error);
    }
  }

  broke(error: unknown): void {
    this.halt(error instanceof Error ? error.message : String(error));
    this.parts.log.error('broken', {
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}
