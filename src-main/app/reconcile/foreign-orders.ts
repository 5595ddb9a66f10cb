import type { BrokerSays, OrderReport, Side } from '#shared/domain/order.ts';
import type { ForeignOrder } from '#shared/domain/reconcile.ts';
import type { OrderId, Ticker } from '#shared/ids.ts';
import type { EpochMs, Price } from '#shared/units.ts';
import type { Explanation, Items } from './items.ts';

interface PendingOrder {
  readonly side: Side;
  readonly limit: Price | null;
}

interface Pending {
  readonly ticker: Ticker;
  readonly buy: number;
  readonly sell: number;
  readonly orders: readonly PendingOrder[];
}

/** Orders that this desk did not make, as long as they work: never touched unasked, always counted. */
export class ForeignOrders {
  readonly #orders = new Map<string, ForeignOrder>();

  list(): readonly ForeignOrder[] {
    return [...this.#orders.values()];
  }

  get(key: string): ForeignOrder | null {
    return this.#orders.get(key) ?? null;
  }

  /** What the TWS says of one; `isForeign` = it is not one of ours. False = nothing changed. */
  heard(report: OrderReport, isForeign: boolean, items: Items): boolean {
    const key = keyOf(report);
    const known = this.#orders.get(key) ?? this.#byNumber(report);
    if (known !== undefined && known.key !== key)
      this.#drop(known, items, report.at, 'It has its permId now.');
    if (hasEnded(report.status.says)) {
      if (known === undefined) return false;
      this.#drop(known, items, report.at, `It has ended: ${stateWords(report.status)}.`);
      return true;
    }
    const { ticker } = report;
    if (known === undefined && (!isForeign || ticker === null || !isAlive(report.status.says))) return false;
    const order = merged(known, report, key);
    if (order === null) return false;
    this.#orders.set(key, order);
    tell(order, items, report.at);
    return true;
  }

  /**
   * The list of all open orders has come: one that is not on it works no longer, unless it was heard of after the list was asked for. null = it
   * is the first list of a connection.
   */
  listed(keys: ReadonlySet<string>, items: Items, askedAt: EpochMs | null, at: EpochMs): void {
    for (const order of this.#orders.values())
      if (!keys.has(order.key) && (askedAt === null || order.at <= askedAt))
        this.#drop(order, items, at, 'The TWS does not list it as open any more.');
    for (const { key } of items.open()) {
      const own = itemPrefixes.find((prefix) => key.startsWith(prefix));
      if (own !== undefined && !keys.has(key.slice(own.length)) && !this.#orders.has(key.slice(own.length)))
        items.settle(key, 'The TWS does not list it as open any more.', at);
    }
  }

  /** The trader lets the name trade although the order works, or takes the order over. */
  decide(order: ForeignOrder, items: Items, explanation: Explanation, at: EpochMs): void {
    items.note(findingOf(order), explanation, at);
  }

  /** What they may still buy and sell, by name. One whose side or size is not known counts for nothing, and freezes its name. */
  pending(): readonly Pending[] {
    const names = new Map<Ticker, { buy: number; sell: number; orders: PendingOrder[] }>();
    for (const { ticker, side, remaining, limit } of this.#orders.values()) {
      const sum = names.get(ticker) ?? { buy: 0, sell: 0, orders: [] };
      if (side === 'BUY') sum.buy += remaining ?? 0;
      if (side === 'SELL') sum.sell += remaining ?? 0;
      if (side !== null) sum.orders.push({ side, limit });
      names.set(ticker, sum);
    }
    return [...names].map(([ticker, sum]) => ({ ticker, ...sum }));
  }

  lost(): void {
    this.#orders.clear();
  }

  #byNumber({ apiOrderId, clientId }: OrderReport): ForeignOrder | undefined {
    return apiOrderId === 0
      ? undefined
      : this.list().find(
          (each) => each.apiOrderId === apiOrderId && each.clientId === clientId && each.permId === 0,
        );
  }

  #drop(order: ForeignOrder, items: Items, at: EpochMs, why: string): void {
    this.#orders.delete(order.key);
    items.settle(itemKeyOf(order), why, at);
  }
}

const itemPrefixes = ['foreign:', 'stranger:'] as const;

export const keyOf = ({ permId, clientId, apiOrderId }: OrderReport): string =>
  permId === 0 ? `${clientId ?? 0}/${apiOrderId}` : String(permId);

export const itemKeyOf = ({ key, orderId }: ForeignOrder): string =>
  `${orderId === null ? 'foreign' : 'stranger'}:${key}`;

/** A word that was given before about the same order stands. */
function tell(order: ForeignOrder, items: Items, at: EpochMs): void {
  const before = items.newest(itemKeyOf(order));
  if (before?.cause === 'ignored' || before?.cause === 'adopted') return;
  items.raise(findingOf(order), at);
}

const findingOf = (order: ForeignOrder) => ({
  key: itemKeyOf(order),
  kind: order.orderId === null ? ('foreign-order' as const) : ('unknown-order' as const),
  ticker: order.ticker,
  orderId: null,
  permId: order.permId,
  expected: 'this desk did not make it and will not touch it',
  found: `${orderWords(order)} works, ${ownerWords(order.clientId, order.orderId)}`,
});

export const orderWords = ({
  side,
  shares,
  ticker,
}: Pick<ForeignOrder, 'side' | 'shares' | 'ticker'>): string =>
  `${side ?? 'an order'} ${shares ?? ''} ${ticker}`.replaceAll(/\s+/g, ' ');

/** Whose it is. */
export function ownerWords(clientId: number | null, orderId: OrderId | null): string {
  if (orderId !== null) return `made by a desk as ${orderId}, which is not in this desk's journal`;
  return clientId === null || clientId === 0
    ? 'typed in TWS'
    : `made by another program (client ${clientId})`;
}

function merged(known: ForeignOrder | undefined, report: OrderReport, key: string): ForeignOrder | null {
  const ticker = report.ticker ?? known?.ticker ?? null;
  if (ticker === null) return null;
  const shares = report.shares ?? known?.shares ?? null;
  const filled = report.filled ?? known?.filled ?? null;
  return {
    key,
    orderId: report.orderId ?? known?.orderId ?? null,
    permId: report.permId,
    apiOrderId: report.apiOrderId,
    clientId: report.clientId ?? known?.clientId ?? null,
    ticker,
    side: report.side ?? known?.side ?? null,
    shares,
    filled,
    remaining: report.remaining ?? (shares === null ? null : shares - (filled ?? 0)),
    type: report.type ?? known?.type ?? null,
    limit: report.limit ?? known?.limit ?? null,
    state: stateWords(report.status),
    at: report.at,
  };
}

function stateWords(status: BrokerSays): string {
  return 'why' in status ? `${status.says}: ${status.why}` : status.says;
}

const isAlive = (says: BrokerSays['says']): boolean =>
  says === 'acknowledged' || says === 'working' || says === 'held' || says === 'cancelling';

const hasEnded = (says: BrokerSays['says']): boolean =>
  says === 'filled' || says === 'cancelled' || says === 'rejected' || says === 'inactive';
