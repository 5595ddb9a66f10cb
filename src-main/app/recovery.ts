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
 */
export function reconcile(ledger: Ledger, book: BrokerBook, now: EpochMs): Reconciliation {
  const changed = new Map<OrderId, Order>();
  const note = (order: Order | null): void => {
    if (order !== null) changed.set(order.intent.orderId, order);
  };
  let newFills = 0;
  for (const fill of book.fills) {
    const { outcome, order } = ledger.fill(fill);
    if (outcome !== 'known') newFills += 1;
    note(order);
  }
  for (const commission of book.commissions) note(ledger.commission(commission, now));
  const reports = [...book.completed, ...book.open];
  for (const report of reports) if (report.orderId !== null) note(ledger.report(report));
  const known = new Set(reports.map((report) => report.orderId));
  const unknown = ledger.open().filter(({ intent }) => !known.has(intent.orderId));
  for (const order of unknown) note(settleUnknown(ledger, order, now));
  const foreign = book.open.filter((report) => report.orderId === null).flatMap(foreignName);
  return {
    changed: [...changed.values()],
    newFills,
    foreign,
    findings: findingsOf(newFills, unknown, foreign),
  };
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

const foreignName = ({ ticker, clientId }: OrderReport): { ticker: Ticker; why: string }[] =>
  ticker === null ? [] : [{ ticker, why: foreignWords(clientId) }];

/** Why a name with somebody else's order is left alone. */
export function foreignWords(clientId: number | null): string {
  return clientId === null || clientId === 0
    ? 'an order typed in TWS is open in this name'
    : `an order of another program (client ${clientId}) is open in this name`;
}

function findingsOf(
  newFills: number,
  unknown: readonly Order[],
  foreign: readonly { readonly ticker: Ticker }[],
): readonly string[] {
  const words: string[] = [];
  if (newFills > 0)
    words.push(`${newFills} fill${newFills === 1 ? '' : 's'} found that happened while the desk was away`);
  for (const { intent } of unknown)
    words.push(
      `${intent.side} ${intent.shares} ${intent.ticker} (${intent.orderId}) is not known to the TWS`,
    );
  if (foreign.length > 0)
    words.push(
      `orders that this desk did not make are open in ${foreign.map(({ ticker }) => ticker).join(', ')}`,
    );
  return words;
}
