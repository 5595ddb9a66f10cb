import { sessionOf, wallClock } from '#shared/calendar.ts';
import type { Fill, Order, OrderReport } from '#shared/domain/order.ts';
import type { ConId, OrderId } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import { isOpen, type Ledger } from './ledger.ts';
import type { BrokerBook, FillOutcome } from './ports.ts';

export interface Reconciliation {
  /** Own orders whose state changed while the desk was away, or turned out unknown to the TWS. */
  readonly changed: readonly Order[];
  readonly newFills: number;
  /** What was found, in words for the trader. */
  readonly findings: readonly string[];
}

/** What the comparison is made with, beside the two books. */
export interface Comparison {
  readonly ledger: Ledger;
  readonly book: BrokerBook;
  /** Under which this desk is connected. */
  readonly clientId: number;
  /** When the book was asked for: what happened to an order after that is newer than the book. null = the first book of a connection. */
  readonly askedAt: EpochMs | null;
  readonly now: EpochMs;
  /** Takes a fill in; the order behind it is brought up to date later. */
  readonly takeFill: (fill: Fill) => FillOutcome;
  /** Shares that the TWS shows more than the own fills make it, after those of this book; null = never compared before. */
  readonly differenceOf: (conId: ConId, book: BrokerBook) => number | null;
  /** True = a silence of this order may still be nothing. */
  readonly isPatient: (order: Order) => boolean;
  /** The report is about another order than its reference says. */
  readonly isTwin: (report: OrderReport) => boolean;
}

/**
 * Compares the broker's book with the journal, after every start and reconnect and while it runs. Fills first, then what the TWS says of
 * each order; an own order that it does not know is never sent again: it either certainly never left the desk, ended with its session, or
 * stays `unresolved`. That the TWS does not know it is no proof that it never left: a TWS that died may have forgotten it.
 */
export function reconcile(comparison: Comparison): Reconciliation {
  const { ledger, book, clientId } = comparison;
  const changed = new Map<OrderId, Order>();
  const note = (order: Order | null): void => {
    if (order !== null) changed.set(order.intent.orderId, order);
  };
  const newFills = takeFills(comparison, note);
  const named = (report: OrderReport): OrderReport => ledger.named(report, clientId);
  const lostCancels = book.open.flatMap((report) => cancelLost(comparison, named(report)));
  lostCancels.forEach(note);
  // The completed ones were asked for last: what they say is newer.
  const reports = [...book.open, ...book.completed].map(named).filter((report) => !comparison.isTwin(report));
  for (const report of reports)
    if (report.orderId !== null && !isOverheard(comparison, report)) note(ledger.report(report, clientId));
  const known = new Set(reports.map((report) => report.orderId));
  const unknown = ledger
    .open()
    .filter((order) => !known.has(order.intent.orderId) && !isTooNew(comparison, order));
  const settled = unknown.flatMap((order) => settleUnknown(comparison, order) ?? []);
  settled.forEach(note);
  return { changed: [...changed.values()], newFills, findings: findingsOf(newFills, settled, lostCancels) };
}

/** The order has ended since the TWS wrote this. */
function isOverheard({ ledger }: Comparison, { orderId, at }: OrderReport): boolean {
  const order = orderId === null ? null : ledger.get(orderId);
  return order !== null && !isOpen(order) && order.updatedAt > at;
}

/** Sent while the book was on its way, or only just now. */
const isTooNew = ({ askedAt, isPatient }: Comparison, order: Order): boolean =>
  (askedAt !== null && order.updatedAt >= askedAt) || isPatient(order);

function takeFills({ ledger, book, now, takeFill }: Comparison, note: (order: Order | null) => void): number {
  let newFills = 0;
  const take = (): void => {
    for (const fill of book.fills) if (takeFill(fill) !== 'known') newFills += 1;
    for (const commission of book.commissions) ledger.commission(commission, now);
  };
  ledger.takeMany(take, now).forEach(note);
  ledger.recountOpen().forEach(note);
  return newFills;
}

/** A cancel that went down with the connection: the order works, and the trader must not believe otherwise. */
function cancelLost(
  { ledger, askedAt, now, isPatient }: Comparison,
  { orderId, status, permId }: OrderReport,
): Order[] {
  const order = orderId === null ? null : ledger.get(orderId);
  const alive = aliveAs(status, permId, now);
  if (order?.status.state !== 'cancelling' || alive === null) return [];
  if ((askedAt !== null && order.status.since >= askedAt) || isPatient(order)) return [];
  const working = ledger.settle(order.intent.orderId, alive, now);
  return working === null ? [] : [working];
}

/** One that is held back while its shares are being located, or that waits at IBKR for its moment, lives as much as one that works; null = it is not alive. */
function aliveAs(status: OrderReport['status'], permId: number, now: EpochMs): Order['status'] | null {
  switch (status.says) {
    case 'working':
      return { state: 'working', permId };
    case 'held':
      return { state: 'held', why: status.why };
    case 'acknowledged':
      return { state: 'sent', at: now };
    default:
      return null;
  }
}

/** The end that the desk concludes for a DAY order that is not listed any more. */
export const sessionOverWhy = 'its session is over and the TWS does not list it any more';

function settleUnknown(comparison: Comparison, order: Order): Order | null {
  const { ledger, now } = comparison;
  const { intent, status } = order;
  const settle = (next: Order['status']): Order | null => ledger.settle(intent.orderId, next, now);
  if (!isOpen(order)) return null;
  if (status.state === 'journalled' && ledger.hasStayed(intent.orderId))
    return settle({ state: 'never-sent', why: 'the desk stopped before handing it over' });
  if (intent.tif === 'DAY' && sessionEnded(order.createdAt, now)) {
    const moved = comparison.differenceOf(intent.conId, comparison.book);
    if (moved !== null && !couldBe(order, moved))
      return settle({ state: 'cancelled', at: now, why: sessionOverWhy });
    if (status.state === 'unresolved') return null;
    const why =
      moved === null
        ? 'its session is over, the TWS does not list it any more, and there is no earlier position to compare with: it may have filled. Look at its trades in TWS'
        : `its session is over and the TWS does not list it any more, but the position moved by ${moved} shares that no execution explains: it may have filled. Look at its trades in TWS`;
    return settle({ state: 'unresolved', since: now, why });
  }
  if (status.state === 'unresolved') return null;
  const sent =
    status.state === 'journalled'
      ? 'the desk stopped while handing it over, so it may have been sent'
      : 'it was sent';
  return settle({
    state: 'unresolved',
    since: now,
    why: `${sent}, but the TWS lists it neither as open, completed nor executed. Look for it in TWS; it will not be sent again`,
  });
}

/** A move of the position in the order's direction, with no more shares than it has left. */
function couldBe({ intent, filled }: Order, moved: number): boolean {
  const along = intent.side === 'BUY' ? moved : -moved;
  return along > 0 && along <= intent.shares - filled;
}

/** A DAY order lives until the close of the session it was made in (or before). */
function sessionEnded(madeAt: EpochMs, now: EpochMs): boolean {
  const made = wallClock(madeAt).date;
  const session = sessionOf(made);
  return session === null ? wallClock(now).date > made : now > session.close && wallClock(now).date > made;
}

/** One of our references that the journal does not know counts as somebody else's: its file was moved away, or another desk made it. */
export const isForeign = (ledger: Ledger | null, orderId: OrderId | null): boolean =>
  orderId === null || ledger === null || ledger.get(orderId) === null;

function findingsOf(
  newFills: number,
  settled: readonly Order[],
  lostCancels: readonly Order[],
): readonly string[] {
  const words: string[] = [];
  if (newFills > 0)
    words.push(`${newFills} fill${newFills === 1 ? '' : 's'} found that the desk had not heard of`);
  for (const { intent } of settled)
    words.push(
      `${intent.side} ${intent.shares} ${intent.ticker} (${intent.orderId}) is not known to the TWS`,
    );
  for (const { intent } of lostCancels)
    words.push(
      `the cancel of ${intent.side} ${intent.shares} ${intent.ticker} did not arrive: the order still works`,
    );
  return words;
}
