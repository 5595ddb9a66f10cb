/** One client after its greeting: where its requests go, and what reaches it unasked. */
import { managedAccounts, nextValidId, notice } from '../protocol/account-answers.ts';
import { UnreadableRequest } from '../protocol/field-reader.ts';
import type { Value } from '../protocol/framing.ts';
import { idOfRequest, readRequest, type OrderMessage, type Request } from '../protocol/requests.ts';
import { HISTORY_FARM, LOST, MARKET_FARM } from '../faults/words.ts';
import type { World } from '../world.ts';
import { AccountRequests } from './account-requests.ts';
import type { Connection } from './connection.ts';
import { DataRequests } from './data-requests.ts';
import { LiveReports } from './live-reports.ts';
import type { MarketDataLines } from './market-data-lines.ts';
import { OrderRequests } from './order-requests.ts';

export class ClientSession {
  readonly clientId: number;
  readonly #world: World;
  readonly connection: Connection;
  readonly reports: LiveReports;
  /** When the messages of the last second came. */
  readonly #recent: number[] = [];
  readonly #orders: OrderRequests;
  readonly #data: DataRequests;
  readonly #account: AccountRequests;

  constructor(clientId: number, world: World, connection: Connection) {
    this.clientId = clientId;
    this.#world = world;
    this.connection = connection;
    const send = (fields: readonly Value[]) => connection.send(fields);
    this.reports = new LiveReports(world, connection.version, send);
    const { reports } = this;
    const client = { world, clientId, version: connection.version, send, reports };
    this.#orders = new OrderRequests(client);
    this.#data = new DataRequests(client);
    this.#account = new AccountRequests(client);
  }

  /** What a TWS says first: accounts, the next order id, and the state of its farms. */
  welcome(): void {
    this.connection.send(managedAccounts(this.#world.account));
    const { conditions, orders, switches, timers } = this.#world;
    const id = Math.max(1, orders.nextOrderId(this.clientId) - conditions.welcomeBack);
    conditions.welcomeBack = 0;
    const late = switches.take('next-id-late');
    if (late === null) this.connection.send(nextValidId(id));
    else timers.after(late.seconds * 1000, () => this.connection.send(nextValidId(id)));
    if (conditions.cut.isOn) this.notice(-1, 1100, LOST);
    if (conditions.marketFarm.isOn) this.notice(-1, 2103, MARKET_FARM.broken);
    else this.notice(-1, 2104, MARKET_FARM.ok);
    if (conditions.historyFarm.isOn) this.notice(-1, 2105, HISTORY_FARM.broken);
    else this.notice(-1, 2106, HISTORY_FARM.ok);
    this.notice(-1, 2158, 'Sec-def data farm connection is OK:secdefnj');
  }

  message(fields: readonly string[]): void {
    if (this.#isTooFast()) return;
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
    if (this.#world.conditions.cut.isOn) return;
    this.connection.batch(() => {
      this.#account.streams.tick(now, hasTraded);
      this.#data.tick(now);
    });
  }

  notice(id: number, code: number, text: string, json = ''): void {
    this.connection.send(notice(id, code, text, json));
  }

  get lines(): MarketDataLines {
    return this.#data.lines;
  }

  /** Everything that streams is forgotten, without a word. */
  loseData(): void {
    this.#data.forgetAll();
  }

  refuse(reason: string): void {
    this.connection.refuse(reason);
  }

  /** Requests about the state of orders wait while IB is out of reach; reports are answered from what TWS knows. */
  #handleOrder(request: OrderMessage): void {
    const { conditions } = this.#world;
    const isForIb = ['place-order', 'cancel-order', 'global-cancel'].includes(request.kind);
    if (conditions.cut.isOn && isForIb) conditions.waiting.push(() => this.#orders.handle(request));
    else this.#orders.handle(request);
  }

  /** True after the connection was ended for it. */
  #isTooFast(): boolean {
    const { switches, timers } = this.#world;
    if (!switches.has('rate-limit')) return false;
    const now = timers.now();
    this.#recent.push(now);
    while ((this.#recent[0] ?? now) <= now - 1000) this.#recent.shift();
    const breach = switches.take('rate-limit', {}, ({ perSecond }) => this.#recent.length > perSecond);
    if (breach === null) return false;
    const text = `Max rate of messages per second has been exceeded:max=${breach.perSecond} rec=${this.#recent.length}`;
    this.notice(-1, 100, text);
    this.connection.end();
    return true;
  }

  #handle(request: Request): void {
    switch (request.topic) {
      case 'start':
        this.notice(-1, 321, 'The API has been started on this connection already');
        break;
      case 'orders':
        this.#handleOrder(request);
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
