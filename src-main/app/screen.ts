import { instantOf, wallClock } from '#shared/calendar.ts';
import type { BookRow } from '#shared/contract/book-row.ts';
import type { BlotterRow, DriftRow, ProposalRow } from '#shared/contract/rows.ts';
import type { WorkRow } from '#shared/contract/work-row.ts';
import type { ContractServer } from '#shared/contract/server.ts';
import type { EpochMs } from '#shared/units.ts';
import type { Desk } from './desk.ts';
import type { TradeLogEntry } from './ports.ts';
import { Publisher } from './publisher.ts';
import { publishLimits } from './limits/publish.ts';
import { publishSafety } from './safety/publish.ts';
import { blotterRow, fillRow } from './views/blotter.ts';
import { bookRow } from './views/book.ts';
import { driftRows, rowTickers } from './views/drift.ts';
import { proposalRow } from './views/proposals.ts';
import { reconcileShown } from './views/reconcile.ts';
import { statusOf } from './views/status.ts';
import { workList } from './views/works.ts';

const driftEveryMs = 250;
/** A burst of reports becomes one delta; still faster than an eye. */
const ordersEveryMs = 50;
const reconcileEveryMs = 500;
const statusEveryMs = 1_000;
const defaultMaxQuoteAgeMs = 10 * 1000;
const proposalsKept = 20;

/** What the screens are shown: rows made from the desk as it is now, published as deltas. Quotes are conflated, orders and fills are not. */
export class Screen {
  readonly #desk: Desk;
  readonly #drift: Publisher<DriftRow>;
  readonly #proposals: Publisher<ProposalRow>;
  readonly #blotter: Publisher<BlotterRow>;
  readonly #works: Publisher<WorkRow>;
  readonly #server: ContractServer;
  /** Whose book the screens have. */
  #shownBook: Desk['decision'] = null;
  #shownReconcile = '';
  #driftDirty = false;
  #statusDirty = false;
  #ordersDirty = false;
  readonly #stops: (() => void)[];

  constructor(desk: Desk, server: ContractServer) {
    this.#desk = desk;
    this.#server = server;
    this.#drift = new Publisher((delta) => server.publish('drift.changed', delta));
    this.#proposals = new Publisher((delta) => server.publish('proposal.changed', delta));
    this.#blotter = new Publisher((delta) => server.publish('blotter.changed', delta));
    this.#works = new Publisher((delta) => server.publish('work.changed', delta));
    desk.listen({
      status: () => (this.#statusDirty = true),
      drift: () => (this.#driftDirty = true),
      proposals: () => this.#proposals.update(proposalList(desk)),
      orders: () => {
        this.#ordersDirty = true;
        this.#driftDirty = true;
      },
      fill: (entry: TradeLogEntry) => server.publish('fill.changed', { rows: [fillRow(entry)], removed: [] }),
    });
    const { clock } = desk.parts;
    this.#stops = [
      publishSafety(desk, server),
      publishLimits(desk, server),
      clock.every(driftEveryMs, () => this.#flush()),
      clock.every(ordersEveryMs, () => this.#flushOrders()),
      clock.every(reconcileEveryMs, () => this.#flushReconcile()),
      clock.every(statusEveryMs, () => {
        this.#statusDirty = true;
        this.#driftDirty = true;
      }),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  #flushOrders(): void {
    if (!this.#ordersDirty) return;
    this.#ordersDirty = false;
    this.#blotter.update(blotterList(this.#desk));
    this.#works.update(workList(this.#desk));
  }

  /** Whole, where anything in it changed. */
  #flushReconcile(): void {
    const shown = reconcileShown(this.#desk);
    const text = JSON.stringify(shown);
    if (text === this.#shownReconcile) return;
    this.#shownReconcile = text;
    this.#server.publish('reconcile.changed', shown);
  }

  #flush(): void {
    if (this.#statusDirty) {
      this.#statusDirty = false;
      this.#server.publish('status.changed', statusOf(this.#desk));
    }
    if (!this.#driftDirty) return;
    this.#driftDirty = false;
    this.#drift.update(driftList(this.#desk));
    if (this.#shownBook === this.#desk.decision) return;
    this.#shownBook = this.#desk.decision;
    this.#server.publish('book.changed', bookShown(this.#desk));
  }
}

/** null before the first interval that computed anything. */
export const bookShown = ({ decision }: Desk): BookRow | null =>
  decision === null ? null : bookRow(decision);

export function driftList(desk: Desk): readonly DriftRow[] {
  const { market, positions, account, decision, ledger, settings } = desk;
  const hedge = settings?.hedge?.ticker;
  const universe = [...(settings?.universe ?? []), ...(hedge === undefined ? [] : [hedge])];
  return driftRows({
    tickers: rowTickers(universe, positions.keys()),
    instruments: market.instruments,
    quotes: market.quotes,
    positions,
    account,
    decision,
    working: ledger?.workingByTicker() ?? new Map(),
    unknown: market.unknown,
    now: desk.now(),
    maxQuoteAgeMs: settings?.clamps.maxQuoteAgeMs ?? defaultMaxQuoteAgeMs,
  });
}

export const proposalList = (desk: Desk): ProposalRow[] =>
  (desk.store?.proposals(proposalsKept) ?? []).map((stored) => proposalRow(stored));

/** Today's orders by the exchange's date, and whatever has not ended. */
export function blotterList(desk: Desk): BlotterRow[] {
  const { store, ledger } = desk;
  if (store === null) return [];
  const today = store.ordersSince(startOfDay(desk.now()));
  const shown = new Set(today.map(({ intent }) => intent.orderId));
  const open = ledger?.open() ?? store.openOrders();
  const older = open.filter(({ intent }) => !shown.has(intent.orderId));
  return [...today, ...older].map((order) => blotterRow(ledger?.get(order.intent.orderId) ?? order));
}

const startOfDay = (now: EpochMs): EpochMs => instantOf(wallClock(now).date, 0);
