import type { Decision } from '#engine/decision.ts';
import type { EngineInput } from '#engine/input.ts';
import type { SavedState } from '#engine/state.ts';
import type { AccountId, ConId, OrderId, ProposalId, Ticker, WorkId } from '#shared/ids.ts';
import type { Bar, BarSize, Instrument, Quote } from '#shared/domain/market.ts';
import type {
  ApprovedOrder,
  Commission,
  Fill,
  MarginPreview,
  Order,
  OrderIntent,
  OrderReport,
  Side,
} from '#shared/domain/order.ts';
import type { AccountKind, AccountValues, Position } from '#shared/domain/portfolio.ts';
import type { ProposalStatus, Reason, RotationProposal } from '#shared/domain/proposal.ts';
import type { Work } from '#shared/domain/work.ts';
import type { SafetyStore } from '#shared/domain/safety.ts';
import type { EpochMs, Fraction, Money, Price } from '#shared/units.ts';
import type { SessionHealth } from './ports-connection.ts';
import type { AuditStore } from './ports-audit.ts';
import type { LimitStore } from './ports-limits.ts';
import type { MarkedStore } from './ports-mark.ts';
import type { ReconcileStore } from './ports-reconcile.ts';
import type { UpkeepStore } from './ports-upkeep.ts';

// What the outside must supply. Adapters implement these; the use cases know nothing else.

export interface Clock {
  now(): EpochMs;
  /** Milliseconds that nobody can set, from an arbitrary start; what `now` says is checked against them. */
  elapsed(): number;
  /** Calls until the returned function is called. */
  every(ms: number, run: () => void): () => void;
  after(ms: number, run: () => void): () => void;
}

export interface Log {
  info(what: string, detail?: Readonly<Record<string, unknown>>): void;
  warn(what: string, detail?: Readonly<Record<string, unknown>>): void;
  error(what: string, detail?: Readonly<Record<string, unknown>>): void;
}

// ---- Broker

export type TargetKind = 'practice' | 'tws-paper' | 'tws-live' | 'gateway-paper' | 'gateway-live' | 'custom';

export interface BrokerTarget {
  readonly kind: TargetKind;
  readonly host: string;
  readonly port: number;
  readonly clientId: number;
}

/**
 * One TCP connection's life. Orders pass in `reconciled` only.
 * `ready`: nextValidId and managedAccounts seen. `synced`: account, positions, orders and executions loaded.
 * `degraded`: the TWS lost IBKR (1100, 2110); facts still arrive, orders do not go.
 */
export type SessionState =
  'tcp' | 'greeting' | 'started' | 'ready' | 'synced' | 'reconciled' | 'degraded' | 'closed';

export type BrokerEvent =
  /** `message` is for the trader: what happened and what to do. `lost` = the TWS said that data requests were lost (1101), or kept (1102). */
  | {
      readonly kind: 'state';
      readonly state: SessionState;
      readonly message: string;
      readonly code: number | null;
    }
  /** The TWS is back on IBKR: reconcile again; `dataLost` = resubscribe too (the session does that by itself). */
  | { readonly kind: 'restored'; readonly dataLost: boolean }
  | {
      readonly kind: 'notice';
      readonly level: 'info' | 'warning' | 'error';
      readonly code: number;
      readonly text: string;
    }
  /** A report of the account is being asked for. */
  | { readonly kind: 'loading'; readonly report: BookReport }
  | { readonly kind: 'account'; readonly values: AccountValues }
  /** The whole book, after each change. */
  | { readonly kind: 'positions'; readonly positions: readonly Position[] }
  | { readonly kind: 'quote'; readonly quote: Quote }
  | { readonly kind: 'order'; readonly report: OrderReport }
  | { readonly kind: 'fill'; readonly fill: Fill }
  | { readonly kind: 'commission'; readonly commission: Commission };

/** The five reports that make up a book, in the order in which they are asked for. */
export const bookReports = ['account', 'open orders', 'completed orders', 'executions', 'positions'] as const;
export type BookReport = (typeof bookReports)[number];

/** Everything that the broker knows and a restarted desk must compare itself with. */
export interface BrokerBook {
  readonly values: AccountValues;
  readonly positions: readonly Position[];
  /** Open orders of every client and of TWS itself. */
  readonly open: readonly OrderReport[];
  /** Orders that ended today. */
  readonly completed: readonly OrderReport[];
  /** Executions since midnight, with the commissions that came along. */
  readonly fills: readonly Fill[];
  readonly commissions: readonly Commission[];
}

export type PlaceResult = { readonly sent: true } | { readonly sent: false; readonly why: string };

/** One connection. A new one is made for every attempt; a closed one never comes back. */
export interface BrokerSession {
  readonly target: BrokerTarget;
  readonly state: SessionState;
  /** The TWS's clock: the local clock plus the offset that its time answers show. */
  now(): EpochMs;
  /** Resolves with the account once the session is ready; rejects with a BrokerError that a trader understands. */
  ready(): Promise<AccountId>;
  /** Loads the broker's book (state becomes `synced`). Rejects with a BrokerError when any report fails: a failed report is not "flat". */
  book(): Promise<BrokerBook>;
  /** The desk has compared the book with its own: orders may go from here on. */
  reconciled(): void;
  instruments(tickers: readonly Ticker[]): Promise<InstrumentLookup>;
  /** Streams live quotes from now on; called again it replaces the list. */
  subscribe(instruments: readonly Instrument[]): void;
  /** Names whose quotes must not wait where there are more names than quote streams, the most important first; replaces what it said before. */
  pin(tickers: readonly Ticker[]): void;
  /** Bars ending now, oldest first, regular session only. `days` back, in trading days for day bars. */
  history(instrument: Instrument, size: BarSize, days: number): Promise<readonly Bar[]>;
  /** Numbers of orders that may still live, of earlier connections too: no order, preview or question goes under them, whatever the TWS gives out. */
  keepClear(apiOrderIds: readonly number[]): void;
  /** An id for the next order, to be journalled before `place`. Never given twice. */
  reserveApiOrderId(): number;
  /** Sends at once or says why not; never queues, never throws for a closed session. */
  place(order: ApprovedOrder, apiOrderId: number): PlaceResult;
  /** Asks for a cancel of an own order; the answer arrives as order reports. False = not connected. */
  cancel(apiOrderId: number): boolean;
  /** Asks what the order would do to the account; nothing is placed, under no number or reference of a real order. Rejects with a BrokerError. */
  preview(order: OrderIntent): Promise<MarginPreview>;
  /** Asks for a cancel of every open order of this login, also of other clients and those typed in TWS. False = not connected. */
  cancelEverything(): boolean;
  /** What is open now by every client and by TWS itself, asked for anew; also while degraded. Rejects with a BrokerError. */
  openOrders(): Promise<readonly OrderReport[]>;
  /** Why the session itself wants no order now (a restart of the TWS is near, too many messages), for the trader; null = it takes them. */
  sendBlocked(): string | null;
  health(): SessionHealth;
  close(why: string): void;
}

export interface InstrumentLookup {
  readonly found: readonly Instrument[];
  readonly unknown: readonly { readonly ticker: Ticker; readonly why: string }[];
}

export interface Broker {
  /** Starts connecting; progress arrives at `listener`, which must not throw. */
  open(target: BrokerTarget, listener: (event: BrokerEvent) => void): BrokerSession;
}

/** An operating error that the trader reads: `message` says what happened and what to do. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly code: number | null;
  constructor(message: string, code: number | null = null) {
    super(message);
    this.code = code;
  }
}

// ---- Store

export type FillOutcome = 'new' | 'corrected' | 'known';

/** One row of the trade log. */
export interface TradeLogEntry {
  readonly fill: Fill;
  readonly commission: Money | null;
  /** Currency that the commission was charged in; null while it is unknown. */
  readonly commissionCurrency: string | null;
  readonly realizedPnl: Money | null;
  readonly reason: Reason | null;
  readonly proposalId: ProposalId | null;
  readonly apiOrderId: number | null;
  /** Mid at the decision; null for orders that this desk did not make. */
  readonly decisionMid: number | null;
}

/** A fill of ours, and what its proposal expected it to cost. */
export interface OwnFillCost extends Pick<Fill, 'ticker' | 'side' | 'shares' | 'price'> {
  /** Middle of bid and ask when the first child order went, else at the decision. */
  readonly arrivalMid: Price;
  readonly commission: Money;
  /** One way, fraction of traded value, before any calibration. */
  readonly predicted: Fraction;
}

/** Times are inclusive at `from`, exclusive at `to`; null = no bound or any. */
export interface TradeLogFilter {
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
  readonly ticker: Ticker | null;
  readonly side: Side | null;
  readonly reason: Reason | null;
}

export interface StoredProposal {
  readonly proposal: RotationProposal;
  readonly status: ProposalStatus;
  readonly decidedAt: EpochMs | null;
  /** Who decided: window, browser, auto, desk. */
  readonly decidedBy: string | null;
  readonly why: string;
  readonly legs: readonly number[];
}

export interface CommandRecord {
  readonly at: EpochMs;
  readonly who: string;
  readonly name: string;
  readonly input: unknown;
}

/** Synchronous on purpose: journal and decision commit in one call, with nothing in between. Any failure throws a StoreError. */
export interface Store extends ReconcileStore, AuditStore, LimitStore, MarkedStore, UpkeepStore {
  readonly file: string;
  /** Why nothing may be written into it, and so nothing sent; in words for the trader. null = it may. */
  readonly readOnly: string | null;
  /** What was odd about it when it was opened, in words for the trader. Empty = nothing. */
  readonly findings: readonly string[];
  readonly kind: AccountKind;
  readonly account: AccountId;
  /** Last used interval number; 0 in a new file. */
  lastSeq(): number;
  savedState(): SavedState | null;
  /**
   * In one transaction: the input, the decision, the state to keep, the proposal's status and every order to be sent (state `journalled`,
   * with the api id it will be sent under). Throws if an order id is already there.
   */
  journal(entry: JournalEntry): void;
  saveOrder(order: Order): void;
  order(id: OrderId): Order | null;
  /** Orders not in a terminal state, oldest first. */
  openOrders(): readonly Order[];
  /** Newest first. */
  ordersSince(at: EpochMs): readonly Order[];
  /** Those of them whose cancel was asked at any time, whatever became of it. */
  cancelsSince(at: EpochMs): readonly OrderId[];
  /** `heardAt`: when the desk heard of it, for the audit. */
  recordFill(fill: Fill, heardAt?: EpochMs): FillOutcome;
  /** Commissions may come before their fill. False = already known with the same amount. */
  recordCommission(commission: Commission, heardAt?: EpochMs): boolean;
  /** All fills of an order at their highest revision, oldest first, with commissions where known. */
  fillsOf(id: OrderId): readonly TradeLogEntry[];
  /** Oldest first. */
  tradeLog(filter: TradeLogFilter): readonly TradeLogEntry[];
  /** Approved trades that were worked and of which anything happened since then, the newest approval first. */
  worksSince(at: EpochMs): readonly Work[];
  work(id: WorkId): Work | null;
  /** The newest own fills whose cost is known and was predicted, oldest first. */
  ownFillCosts(): readonly OwnFillCost[];
  /** Newest first. */
  proposals(limit: number): readonly StoredProposal[];
  endProposal(id: ProposalId, ended: Omit<StoredProposal, 'proposal'>): void;
  saveBars(conId: ConId, size: BarSize, bars: readonly Bar[]): void;
  bars(conId: ConId, size: BarSize, since: EpochMs): readonly Bar[];
  recordCommand(command: CommandRecord): void;
  /** Everything that `run` writes is one transaction: all of it or, where `run` throws, nothing. For many facts at once. */
  together<T>(run: () => T): T;
  /** Trading state, arming, trips and kill switches, and what a day's result is measured from. */
  readonly safety: SafetyStore;
  close(): void;
}

export interface JournalEntry {
  readonly input: EngineInput;
  readonly decision: Decision;
  readonly saved: SavedState;
  readonly orders: readonly Order[];
}

export interface StoreFolder {
  /** Opens (or makes) the file of this account. Throws StoreError: newer version, damaged, locked, disk. */
  open(kind: AccountKind, account: AccountId): Store;
  /** The account file used last, for showing history before anything is connected; null = there is none yet. */
  openLast(): Store | null;
}

/** An operating error of the store, in words for the trader, naming the file. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

// ---- Strategy and preferences

export interface TextFile {
  /** Shown to the trader in messages. */
  readonly path: string;
  /** Throws with the reason when it cannot be read. */
  read(): string;
}
