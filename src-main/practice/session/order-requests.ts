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
import { tellReport } from './report.ts';

export class OrderRequests {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  handle(request: OrderMessage): void {
    const { world, clientId, send } = this.#client;
    if (request.kind !== 'next-order-id' && this.#isReadOnly()) return;
    switch (request.kind) {
      case 'place-order':
        this.#place(request);
        break;
      case 'cancel-order':
        this.#cancel(request.orderId);
        break;
      case 'global-cancel':
        world.exchange.cancelAll();
        break;
      case 'open-orders':
      case 'auto-open-orders':
        if (clientId === 0) world.orders.bindManual();
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
      const label = labelOf(name);
      this.#rehearse(orderId, label.symbol, () => world.exchange.place(clientId, orderId, label, order, now));
      return;
    }
    const result = world.exchange.whatIf(labelOf(name), order, now);
    if (isRefusal(result)) send(notice(orderId, result.code, result.text));
    else send(openOrder(newOrder(clientId, orderId, 0, labelOf(name), order, now), result));
  }

  /** Places an order past the faults that strike between the socket and the exchange. */
  #rehearse(orderId: number, symbol: string, place: () => void): void {
    const { world, clientId, send, reports } = this.#client;
    const { switches, orders } = world;
    const unanswered = switches.take('order-unanswered', { symbol });
    if (unanswered?.mode === 'lost') return;
    if (unanswered !== null) {
      reports.mute(orderId, unanswered.mode === 'late' ? unanswered.seconds * 1000 : null);
    }
    if (switches.take('preset-notice', { symbol }) !== null) {
      send(notice(orderId, 10349, 'Order TIF was set to DAY based on order preset.'));
    }
    const unknown = switches.take('unknown-code', { symbol });
    if (unknown?.order !== 'dies') place();
    else if (orders.find(clientId, orderId) === null) orders.useOrderId(clientId, orderId);
    if (unknown !== null) send(notice(orderId, unknown.code, 'A message that nobody has seen before.'));
  }

  #cancel(orderId: number): void {
    const { world, clientId, send } = this.#client;
    const { switches } = world;
    const order = world.orders.find(clientId, orderId);
    const about = order === null ? {} : order;
    if (switches.take('cancel-unanswered', about) !== null) return;
    if (switches.take('cancel-not-found', about) !== null) {
      send(notice(orderId, 10147, `OrderId ${orderId} that needs to be cancelled is not found.`));
    } else if (switches.take('cancel-refused', about) !== null) {
      const state = order?.status ?? 'unknown';
      const text = `OrderId ${orderId} that needs to be cancelled cannot be cancelled, state: ${state}.`;
      send(notice(orderId, 10148, text));
    } else {
      world.exchange.cancel(clientId, orderId, world.clock.now());
    }
  }

  #isReadOnly(): boolean {
    const { world, send } = this.#client;
    const readOnly = world.switches.take('read-only');
    if (readOnly === null) return false;
    const text = "Error validating request.-'bF' : cause - API interface is currently in Read-Only mode.";
    send(notice(Number(readOnly.id), 321, text));
    return true;
  }

  #openOrders(isWanted: (order: Order) => boolean): void {
    const { world, send } = this.#client;
    const rows = (): void => {
      for (const order of world.orders.alive().filter(isWanted)) {
        send(openOrder(order, null));
        send(orderStatus(order));
      }
    };
    tellReport(world.switches, 'open-orders', rows, () => send(OPEN_ORDERS_END));
  }

  #completedOrders(): void {
    const { world, send } = this.#client;
    const rows = (): void => {
      for (const order of world.orders.completedSince(this.#midnight())) {
        const isNameless = world.switches.take('completed-without-ids', order) !== null;
        send(completedOrder(isNameless ? nameless(order) : order));
      }
    };
    tellReport(world.switches, 'completed-orders', rows, () => send(COMPLETED_ORDERS_END));
  }

  /** Executions since midnight, their end, and what each of them cost. */
  #executions(reqId: number, filter: ExecutionFilter): void {
    const { world, version, send } = this.#client;
    const since = parseStamp(filter.time.replace('-', ' ')) ?? 0;
    const today = world.orders.executionsSince(Math.max(this.#midnight(), since));
    const found = today.filter((fill) => matches(fill, filter));
    const rows = (): void => {
      for (const fill of found) send(execution(reqId, fill, version));
    };
    tellReport(world.switches, 'executions', rows, () => {
      send(executionsEnd(reqId));
      for (const fill of found) send(commissionReport(fill));
    });
  }

  #midnight(): number {
    return epochAt(exchangeTimeOf(this.#client.world.clock.now()).day, 0);
  }
}

function nameless(order: Order): Order {
  return { ...order, permId: 0, request: { ...order.request, orderRef: '' } };
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
