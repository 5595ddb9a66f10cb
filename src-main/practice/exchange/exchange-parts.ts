/** What the parts of the exchange share. */
import type { Conditions } from '../faults/conditions.ts';
import type { Switches } from '../faults/switches.ts';
import type { Market } from '../market/market.ts';
import type { Ledger } from './ledger.ts';
import type { Execution, Order } from './order.ts';
import type { OrderStore } from './order-store.ts';

/** Whoever tells the clients. Every report about an order passes here. */
export interface ExchangeListener {
  /** The order's state changed: open order and status are due. */
  order(order: Order): void;
  filled(execution: Execution): void;
  /** After the order's own reports: what the execution cost. */
  charged(execution: Execution): void;
  notice(clientId: number, orderId: number, code: number, text: string, json?: string): void;
}

export interface ExchangeParts {
  readonly account: string;
  readonly market: Market;
  readonly ledger: Ledger;
  readonly orders: OrderStore;
  readonly listener: ExchangeListener;
  readonly switches: Switches;
  readonly conditions: Conditions;
  /** The session whose close has been dealt with already; null: none. */
  readonly closedSession: number | null;
  /** The session whose day is running. */
  readonly session: number;
}
