/** An order as the practice TWS keeps it, and an execution. All of it is plain JSON: it goes into the state file. */
import type { ContractLabel } from '../protocol/contract-fields.ts';
import type { OrderRequest } from '../protocol/place-order.ts';

export type OrderStatus =
  | 'PreSubmitted'
  | 'Submitted'
  | 'PendingCancel'
  | 'Cancelled'
  | 'Filled'
  /** Kept but not sent to the exchange: transmit was off, or it was rejected. */
  | 'Inactive';

export interface Order {
  readonly clientId: number;
  /** 0: typed in TWS, or given out to another order since. */
  orderId: number;
  readonly permId: number;
  /** Place of the name in the universe is found by this. */
  readonly conId: number;
  readonly symbol: string;
  readonly primaryExchange: string;
  request: OrderRequest;
  status: OrderStatus;
  filled: number;
  /** Dollars; 0 before the first fill. */
  avgFillPrice: number;
  lastFillPrice: number;
  /** Dollars traded and IBKR's own commission charged so far, from which the next fill's part follows. */
  filledValue: number;
  commission: number;
  /** Market time in milliseconds since 1970. */
  placedAt: number;
  /** When it began to work at the exchange; null while it waits for the open or was never transmitted. */
  workingSince: number | null;
  /** Whether it could trade at once when it met its first book; null before that. */
  isTaker: boolean | null;
  /** What TWS holds it for, like `locate`; empty: nothing. */
  whyHeld: string;
  /** Market time until which it is held before it works; null: it is not. */
  heldUntil: number | null;
  /** Why it ended: what TWS writes into completed orders. Empty while it is alive. */
  completedAt: number | null;
  completedStatus: string;
}

export interface Execution {
  readonly execId: string;
  /** Market time in milliseconds since 1970. */
  readonly at: number;
  readonly clientId: number;
  readonly orderId: number;
  readonly permId: number;
  readonly conId: number;
  readonly symbol: string;
  readonly primaryExchange: string;
  readonly exchange: string;
  readonly account: string;
  readonly orderRef: string;
  readonly side: 'BOT' | 'SLD';
  readonly shares: number;
  /** Dollars a share. */
  readonly price: number;
  readonly cumQty: number;
  readonly avgPrice: number;
  /** 1 added, 2 removed, 3 routed out (auctions). */
  readonly liquidity: number;
  readonly commission: number;
  /** null when the fill opened or enlarged a position. */
  readonly realizedPnl: number | null;
}

export function isAlive(order: Order): boolean {
  return order.completedAt === null;
}

export function remaining(order: Order): number {
  return order.request.quantity - order.filled;
}

/** +1 for purchases, -1 for sales. */
export function signOf(order: Order): 1 | -1 {
  return order.request.action === 'BUY' ? 1 : -1;
}

export function endOrder(
  order: Order,
  status: 'Filled' | 'Cancelled' | 'Inactive',
  now: number,
  why: string,
): void {
  order.status = status;
  order.completedAt = now;
  order.completedStatus = why;
}

/** As it is the moment it arrives. */
export function newOrder(
  clientId: number,
  orderId: number,
  permId: number,
  { conId, symbol, primaryExchange }: ContractLabel,
  request: OrderRequest,
  now: number,
): Order {
  return {
    ...{ clientId, orderId, permId, conId, symbol, primaryExchange, request },
    ...{ status: 'PreSubmitted', filled: 0, avgFillPrice: 0, lastFillPrice: 0 },
    ...{ filledValue: 0, commission: 0, placedAt: now, workingSince: null, isTaker: null },
    ...{ whyHeld: '', heldUntil: null, completedAt: null, completedStatus: '' },
  };
}
