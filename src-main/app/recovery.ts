import { sessionOf, wallClock } from '#shared/calendar.ts';
import type { Order, OrderReport } from '#shared/domain/order.ts';
import type { OrderId, Ticker } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import { isOpen, type Ledger } from './ledger.ts';
import type { BrokerBook } from './ports.ts';

export interface Reconciliation {
  /** Own orders whose state changed while the desk was away, or turned out unknown to the TWS. */
  readonly changed: readonly Order[];
  readonly newFills: number;
  /** Names with orders of other clients or typed into TWS. */
  readonly foreign: readonly { readonly ticker: Ticker; readonly why: string }[];
  /** What was found, in words for the trader. */
  readonly findings: readonly string[];
}

/**
 * Compares the broker's book with the journal, after every start and reconnect. Fills first, then what the TWS says of each order; an own
 * order that it does not know is never sent again: it either never left the desk, expired with its session, or stays `unresolved`.
 * `clientId`: under which this desk is connected.
 */
export function reconcile(ledger: Ledger, book: BrokerBook, now: EpochMs, clientId: number): Reconciliation {
  const changed = new Map<OrderId, Order>();
  const note = (order: Order | null): void => {
    if (order !== null) changed.set(order.intent.orderId, order);
  };
  const newFills = takeFills(ledger, book, now, note);
  const lostCancels = book.open.flatMap((report) => cancelLost(ledger, report, now));
  lostCancels.forEach(note);
  // The completed ones were asked for last: what they say is newer.
  const reports = [...book.open, ...book.completed];
  for (const report of reports) if (report.orderId !== null) note(ledger.report(report, clientId));
  const known = new Set(reports.map((report) => report.orderId));
  const unknown = ledger.open().filter(({ intent }) => !known.has(intent.orderId));
  for (const order of unknown) note(settleUnknown(ledger, order, now));
  const foreign = book.open.flatMap((report) => foreignName(ledger, report));
  return {
    changed: [...changed.values()],
    newFills,
    foreign,
    findings: findingsOf(newFills, unknown, lostCancels, foreign),
  };
}

function takeFills(
  ledger: Ledger,
  book: BrokerBook,
  now: EpochMs,
  note: (order: Order | null) => void,
): number {
  let newFills = 0;
  for (const fill of book.fills) {
    const { outcome, order } = ledger.fill(fill);
    if (outcome !== 'known') newFills += 1;
    note(order);
  }
  for (const commission of book.commissions) note(ledger.commission(commission, now));
  ledger.recountOpen().forEach(note);
  return newFills;
}

/** A cancel that went down with the connection: the order works, and the trader must not believe otherwise. */
function cancelLost(ledger: Ledger, { orderId, status, permId }: OrderReport, now: EpochMs): Order[] {
  const order = orderId === null ? null : ledger.get(orderId);
  if (order?.status.state !== 'cancelling' || status.says !== 'working') return [];
  const working = ledger.settle(order.intent.orderId, { state: 'working', permId }, now);
  return working === null ? [] : [working];
}

function settleUnknown(ledger: Ledger, order: Order, now: EpochMs): Order | null {
  const { intent, status } = order;
  if (!isOpen(order)) return null;
  if (status.state === 'journalled') {
    return ledger.settle(
      intent.orderId,
      { state: 'never-sent', why: 'the desk stopped before sending it, and the TWS does not know it' },
      now,
    );
  }
  if (intent.tif === 'DAY' && sessionEnded(order.createdAt, now)) {
    return ledger.settle(
      intent.orderId,
      { state: 'cancelled', at: now, why: 'its session is over and the TWS does not list it any more' },
      now,
    );
  }
  if (status.state === 'unresolved') return null;
  return ledger.settle(
    intent.orderId,
    {
      state: 'unresolved',
      since: now,
      why: 'it was sent, but the TWS lists it neither as open, completed nor executed. Look for it in TWS; it will not be sent again',
    },
    now,
  );
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

const foreignName = (
  ledger: Ledger,
  { ticker, clientId, orderId }: OrderReport,
): { ticker: Ticker; why: string }[] =>
  ticker === null || !isForeign(ledger, orderId) ? [] : [{ ticker, why: foreignWords(clientId, orderId) }];

/** Why a name with somebody else's order is left alone. */
export function foreignWords(clientId: number | null, orderId: OrderId | null): string {
  if (orderId !== null)
    return `order ${orderId} is open in this name: a desk made it, but it is not in this desk's journal`;
  return clientId === null || clientId === 0
    ? 'an order typed in TWS is open in this name'
    : `an order of another program (client ${clientId}) is open in this name`;
}

function findingsOf(
  newFills: number,
  unknown: readonly Order[],
  lostCancels: readonly Order[],
  foreign: readonly { readonly ticker: Ticker }[],
): readonly string[] {
  const words: string[] = [];
  if (newFills > 0)
    words.push(`${newFills} fill${newFills === 1 ? '' : 's'} found that happened while the desk was away`);
  for (const { intent } of unknown)
    words.push(
      `${intent.side} ${intent.shares} ${intent.ticker} (${intent.orderId}) is not known to the TWS`,
    );
  for (const { intent } of lostCancels)
    words.push(
      `the cancel of ${intent.side} ${intent.shares} ${intent.ticker} did not arrive: the order still works`,
    );
  if (foreign.length > 0)
    words.push(
      `orders that this desk did not make are open in ${foreign.map(({ ticker }) => ticker).join(', ')}`,
    );
  return words;
}
