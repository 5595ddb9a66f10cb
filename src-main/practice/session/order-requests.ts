/** Requests about orders: the one place where an order enters the exchange, and the lists of orders and executions. */
import { isRefusal } from '../exchange/exchange.ts';
import { newOrder, type Execution, type Order } from '../exchange/order.ts';
import { findContract, labelOf, NO_CONTRACT } from '../market/contracts.ts';
import { epochAt, exchangeTimeOf, parseStamp } from '../market/exchange-time.ts';
import { nextValidId, notice } from '../protocol/account-answers.ts';
import {
  commissionReport,
  COMPLETED_ORDERS_END,
  completedOrder,
  execution,
  executionsEnd,
  OPEN_ORDERS_END,
  openOrder,
  orderStatus,
} from '../protocol/order-answers.ts';
import type { PlaceOrder } from '../protocol/place-order.ts';
import type { ExecutionFilter, OrderMessage } from '../protocol/requests.ts';
import type { Client } from './client.ts';

export class OrderRequests {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  handle(request: OrderMessage): void {
    const { world, clientId, send } = this.#client;
    switch (request.kind) {
      case 'place-order':
        this.#place(request);
        break;
      case 'cancel-order':
        world.exchange.cancel(clientId, request.orderId);
        break;
      case 'global-cancel':
        world.exchange.cancelAll();
        break;
      case 'open-orders':
      case 'auto-open-orders':
        this.#openOrders((order) => order.clientId === clientId);
        break;
      case 'all-open-orders':
        this.#openOrders(() => true);
        break;
      case 'completed-orders':
        this.#completedOrders();
        break;
      case 'executions':
        this.#executions(request.reqId, request.filter);
        break;
      case 'next-order-id':
        send(nextValidId(world.orders.nextOrderId(clientId)));
        break;
    }
  }

  #place({ orderId, contract, order }: PlaceOrder): void {
    const { world, clientId, send } = this.#client;
    const name = findContract(contract);
    if (name === null) {
      send(notice(orderId, 200, NO_CONTRACT));
      return;
    }
    const now = world.clock.now();
    if (!order.whatIf) {
      world.exchange.place(clientId, orderId, labelOf(name), order, now);
      return;
    }
    const result = world.exchange.whatIf(labelOf(name), order, now);
    if (isRefusal(result)) send(notice(orderId, result.code, result.text));
    else send(openOrder(newOrder(clientId, orderId, 0, labelOf(name), order, now), result));
  }

  #openOrders(isWanted: (order: Order) => boolean): void {
    const { world, send } = this.#client;
    for (const order of world.orders.alive().filter(isWanted)) {
      send(openOrder(order, null));
      send(orderStatus(order));
    }
    send(OPEN_ORDERS_END);
  }

  #completedOrders(): void {
    const { world, send } = this.#client;
    for (const order of world.orders.completedSince(this.#midnight())) send(completedOrder(order));
    send(COMPLETED_ORDERS_END);
  }

  /** Executions since midnight, their end, and what each of them cost. */
  #executions(reqId: number, filter: ExecutionFilter): void {
    const { world, version, send } = this.#client;
    const since = parseStamp(filter.time.replace('-', ' ')) ?? 0;
    const today = world.orders.executionsSince(Math.max(this.#midnight(), since));
    const found = today.filter((fill) => matches(fill, filter));
    for (const fill of found) send(execution(reqId, fill, version));
    send(executionsEnd(reqId));
    for (const fill of found) send(commissionReport(fill));
  }

  #midnight(): number {
    return epochAt(exchangeTimeOf(this.#client.world.clock.now()).day, 0);
  }
}

/** Empty parts of the filter, and client 0, match anything. */
function matches(fill: Execution, filter: ExecutionFilter): boolean {
  const { clientId, account, symbol, secType, exchange, side } = filter;
  const wantedSide = side.toUpperCase().startsWith('S') ? 'SLD' : 'BOT';
  return (
    (clientId === 0 || clientId === fill.clientId) &&
    (account === '' || account === fill.account) &&
    (symbol === '' || symbol.toUpperCase() === fill.symbol) &&
    (secType === '' || secType.toUpperCase() === 'STK') &&
    (exchange === '' || exchange === 'SMART' || exchange === fill.exchange) &&
    (side === '' || wantedSide === fill.side)
  );
}
