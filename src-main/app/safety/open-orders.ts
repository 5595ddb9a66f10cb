import type { KillOrderRow } from '#shared/contract/safety-row.ts';
import type { OrderId } from '#shared/ids.ts';
import type { BrokerSays, Order, OrderReport } from '#shared/domain/order.ts';
import type { KillScope } from '#shared/domain/safety.ts';
import { isOpen, type Ledger } from '../ledger.ts';
import { stateWords } from '../views/words.ts';

export type Owner = KillOrderRow['owner'];

/** An order that may still fill, whoever made it. */
export interface OpenOrder {
  readonly owner: Owner;
  /** As the TWS has it; null = this desk's, and the TWS has not listed it. */
  readonly report: OrderReport | null;
  /** As the journal has it; null = not this desk's. */
  readonly order: Order | null;
}

const gone: readonly BrokerSays['says'][] = ['filled', 'cancelled', 'rejected'];

/** What the TWS said last of every open order, so that a kill switch has a list even when nothing more is answered. */
export class OpenOrders {
  #reports = new Map<string, OrderReport>();

  reset(reports: readonly OrderReport[]): void {
    this.#reports = new Map();
    for (const report of reports) this.note(report);
  }

  note(report: OrderReport): void {
    const key = report.permId === 0 ? `${report.clientId}/${report.apiOrderId}` : String(report.permId);
    if (gone.includes(report.status.says)) this.#reports.delete(key);
    else this.#reports.set(key, merged(this.#reports.get(key), report));
  }

  list(): readonly OrderReport[] {
    return [...this.#reports.values()];
  }
}

/** A status alone does not carry name and size. */
const merged = (before: OrderReport | undefined, now: OrderReport): OrderReport => ({
  ...now,
  orderId: now.orderId ?? before?.orderId ?? null,
  clientId: now.clientId ?? before?.clientId ?? null,
  ticker: now.ticker ?? before?.ticker ?? null,
  side: now.side ?? before?.side ?? null,
  shares: now.shares ?? before?.shares ?? null,
});

/** Every order that may still fill, each with whose it is: the TWS's list, and what the journal has beyond it. */
export function openOrdersOf(
  reports: readonly OrderReport[],
  ledger: Ledger | null,
  clientId: number,
): readonly OpenOrder[] {
  const alive = reports.filter(({ status }) => !gone.includes(status.says));
  const told = alive.map((report): OpenOrder => {
    const order = report.orderId === null ? null : journalled(ledger, report.orderId);
    return { owner: ownerOf(report, order, clientId), report, order };
  });
  const listed = new Set(told.map(({ order }) => order?.intent.orderId));
  const beyond = (ledger?.open() ?? []).filter(({ intent }) => !listed.has(intent.orderId));
  return [...told, ...beyond.map((order): OpenOrder => ({ owner: 'desk', report: null, order }))];
}

/** A journal that cannot be read keeps no order from being seen, and cancelled. */
function journalled(ledger: Ledger | null, id: OrderId): Order | null {
  try {
    return ledger?.get(id) ?? null;
  } catch {
    return null;
  }
}

function ownerOf({ clientId, orderId }: OrderReport, order: Order | null, mine: number): Owner {
  if (order !== null) return 'desk';
  if (clientId === mine) return 'client';
  return (clientId === null || clientId === 0) && orderId === null ? 'manual' : 'other';
}

const reach: Readonly<Record<KillScope, readonly Owner[]>> = {
  desk: ['desk'],
  client: ['desk', 'client'],
  everything: ['desk', 'client', 'other', 'manual'],
};

export const inScope = (scope: KillScope, { owner }: OpenOrder): boolean => reach[scope].includes(owner);

/**
 * Under which this client can cancel it: as the TWS lists it, or as it was sent; null = it never left with a number. Two orders may carry one
 * reference, and then each has a number of its own.
 */
export const apiOrderIdOf = ({ report, order }: OpenOrder, clientId: number): number | null =>
  report !== null && report.clientId === clientId && report.apiOrderId > 0
    ? report.apiOrderId
    : (order?.apiOrderId ?? report?.apiOrderId ?? null);

const saysWords: Readonly<Record<BrokerSays['says'], string>> = {
  acknowledged: 'accepted, not working yet',
  working: 'working',
  held: 'held by IBKR',
  cancelling: 'cancel requested, may still fill',
  cancelled: 'cancelled',
  filled: 'filled',
  inactive: 'inactive: rejected, held or not transmitted',
  rejected: 'rejected',
  'cancel-refused': 'works on: the cancel was refused',
  warned: 'working, with a warning',
  odd: 'unknown: answered with a code that nobody knows',
};

export function orderRow(open: OpenOrder, todo = ''): KillOrderRow {
  const { owner, report, order } = open;
  const unlisted = report === null && order !== null;
  return {
    id:
      order?.intent.orderId ??
      report?.orderId ??
      `${report?.permId}/${report?.clientId}/${report?.apiOrderId}`,
    owner,
    ticker: order?.intent.ticker ?? report?.ticker ?? '?',
    side: order?.intent.side ?? report?.side ?? null,
    shares: order === null ? (report?.shares ?? null) : order.intent.shares - order.filled,
    permId: report?.permId ?? order?.permId ?? 0,
    state: unlisted
      ? `${stateWords(order)}; the TWS does not list it as open`
      : saysWords[report?.status.says ?? 'odd'],
    todo,
  };
}

/** Of the journal's open orders, those that would make a position larger, or turn it round. */
export const growing = (order: Order, position: number): boolean => {
  const remaining = order.intent.shares - order.filled;
  return isOpen(order) && remaining > Math.max(0, order.intent.side === 'SELL' ? position : -position);
};
