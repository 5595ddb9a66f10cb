/** One client after its greeting: where its requests go, and what reaches it unasked. */
import type { Execution, Order } from '../exchange/order.ts';
import { managedAccounts, nextValidId, notice } from '../protocol/account-answers.ts';
import { UnreadableRequest } from '../protocol/field-reader.ts';
import type { Value } from '../protocol/framing.ts';
import { commissionReport, execution, openOrder, orderStatus } from '../protocol/order-answers.ts';
import { idOfRequest, readRequest, type Request } from '../protocol/requests.ts';
import type { World } from '../world.ts';
import { AccountRequests } from './account-requests.ts';
import type { Connection } from './connection.ts';
import { DataRequests } from './data-requests.ts';
import { OrderRequests } from './order-requests.ts';

export class ClientSession {
  readonly clientId: number;
  readonly #world: World;
  readonly #connection: Connection;
  readonly #orders: OrderRequests;
  readonly #data: DataRequests;
  readonly #account: AccountRequests;

  constructor(clientId: number, world: World, connection: Connection) {
    this.clientId = clientId;
    this.#world = world;
    this.#connection = connection;
    const send = (fields: readonly Value[]) => connection.send(fields);
    const client = { world, clientId, version: connection.version, send };
    this.#orders = new OrderRequests(client);
    this.#data = new DataRequests(client);
    this.#account = new AccountRequests(client);
  }

  /** What a TWS says first: accounts, the next order id, and the state of its farms. */
  welcome(): void {
    this.#connection.send(managedAccounts(this.#world.account));
    this.#connection.send(nextValidId(this.#world.orders.nextOrderId(this.clientId)));
    this.notice(-1, 2104, 'Market data farm connection is OK:usfarm');
    this.notice(-1, 2106, 'HMDS data farm connection is OK:ushmds');
    this.notice(-1, 2158, 'Sec-def data farm connection is OK:secdefnj');
  }

  message(fields: readonly string[]): void {
    try {
      const request = readRequest(fields);
      if (request !== null) this.#handle(request);
      else this.#world.log('ignored', { clientId: this.clientId, request: (fields[0] ?? '').slice(0, 20) });
    } catch (error) {
      if (!(error instanceof UnreadableRequest)) throw error;
      this.#world.log('unreadable', { clientId: this.clientId, message: error.message });
      this.notice(idOfRequest(fields), 320, `Error reading request. ${error.message}`);
    }
  }

  /** hasTraded: the account changed since the last tick. */
  tick(now: number, hasTraded: boolean): void {
    this.#connection.batch(() => {
      this.#account.streams.tick(now, hasTraded);
      this.#data.tick(now);
    });
  }

  order(order: Order): void {
    this.#connection.send(openOrder(order, null));
    this.#connection.send(orderStatus(order));
  }

  filled(fill: Execution): void {
    this.#connection.send(execution(-1, fill, this.#connection.version));
  }

  charged(fill: Execution): void {
    this.#connection.send(commissionReport(fill));
  }

  notice(id: number, code: number, text: string): void {
    this.#connection.send(notice(id, code, text));
  }

  refuse(reason: string): void {
    this.#connection.refuse(reason);
  }

  #handle(request: Request): void {
    switch (request.topic) {
      case 'start':
        this.notice(-1, 321, 'The API has been started on this connection already');
        break;
      case 'orders':
        this.#orders.handle(request);
        break;
      case 'data':
        this.#data.handle(request);
        break;
      case 'account':
        this.#account.handle(request);
        break;
    }
  }
}
