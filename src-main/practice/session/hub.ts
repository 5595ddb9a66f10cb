/** The clients of one practice TWS: who is connected under which id, and who is told what. */
import type { Execution, Order } from '../exchange/order.ts';
import type { ExchangeListener } from '../exchange/exchange-parts.ts';
import type { Conditions } from '../faults/conditions.ts';
import type { Switches } from '../faults/switches.ts';
import { notice } from '../protocol/account-answers.ts';
import { NotTheProtocol } from '../protocol/framing.ts';
import { readRequest } from '../protocol/requests.ts';
import type { Log } from '../log.ts';
import type { Timers } from '../timers.ts';
import type { World } from '../world.ts';
import { ClientSession } from './client-session.ts';
import type { Connection } from './connection.ts';

const ID_IN_USE = 'Unable to connect as the client id is already in use. Retry with a unique client id.';

export interface HubParts {
  readonly timers: Timers;
  readonly switches: Switches;
  readonly conditions: Conditions;
  readonly log: Log;
}

export class Hub implements ExchangeListener {
  readonly #sessions = new Map<number, ClientSession>();
  readonly #connections = new Set<Connection>();
  readonly #log: Log;
  readonly #timers: Timers;
  readonly #switches: Switches;
  readonly #conditions: Conditions;
  /** Reports that wait for the connection to IB. */
  #held: (() => void)[] = [];
  #hasTraded = false;
  /** Called whenever an order or the account changed. */
  onChange: () => void = () => {};
  /** When the last client left, on the wall's steady clock. */
  idleSince: number;

  constructor({ timers, switches, conditions, log }: HubParts) {
    this.#switches = switches;
    this.#conditions = conditions;
    this.#timers = timers;
    this.idleSince = timers.now();
    this.#log = log;
  }

  get clients(): number {
    return this.#sessions.size;
  }

  /** Serves a socket that has just connected. */
  accept(connection: Connection, world: World): void {
    let session: ClientSession | null = null;
    this.#connections.add(connection);
    connection.start({
      message: (fields) => {
        if (session !== null) session.message(fields);
        else session = this.#open(fields, connection, world);
      },
      closed: () => {
        this.#connections.delete(connection);
        if (session !== null) this.#close(session);
      },
    });
  }

  /** What is told inside leaves after it, all at once. */
  holdBack(inside: () => void): void {
    const nested = [...this.#connections].reduce<() => void>(
      (inner, connection) => () => connection.batch(inner),
      inside,
    );
    nested();
  }

  tick(now: number): void {
    const hasTraded = this.#hasTraded;
    this.#hasTraded = false;
    for (const session of this.#sessions.values()) {
      try {
        session.tick(now, hasTraded);
      } catch (error) {
        // One client's trouble must not stop the market for the others.
        session.refuse(`cannot be served: ${String(error)}`);
      }
    }
  }

  endAll(): void {
    for (const connection of this.#connections) connection.end();
  }

  /** To every client. */
  announce(code: number, text: string): void {
    for (const session of this.#sessions.values()) session.notice(-1, code, text);
  }

  /** The account changed without a trade: every stream of it is due. */
  accountChanged(): void {
    this.#hasTraded = true;
    this.onChange();
  }

  sessions(): readonly ClientSession[] {
    return [...this.#sessions.values()];
  }

  /** The connections of a client, or all of them where it is null, also those that never said who they are. */
  connections(clientId: number | null): readonly Connection[] {
    if (clientId === null) return [...this.#connections];
    const session = this.#sessions.get(clientId);
    return session === undefined ? [] : [session.connection];
  }

  /** Reports that were kept while IB was out of reach: told now, or forgotten. */
  letHeldGo(areTold: boolean): void {
    const held = this.#held;
    this.#held = [];
    if (areTold) for (const tell of held) tell();
  }

  order(order: Order): void {
    this.onChange();
    this.#tell(() => this.#sessions.get(order.clientId)?.reports.order(order));
  }

  filled(execution: Execution): void {
    this.#hasTraded = true;
    this.onChange();
    this.#tell(() => this.#sessions.get(execution.clientId)?.reports.filled(execution));
    const { execId, permId, clientId, orderId, orderRef, symbol, side, shares, price, commission } =
      execution;
    const time = new Date(execution.at).toISOString();
    this.#log('fill', {
      ...{ execId, permId, clientId, orderId, orderRef, symbol, side, shares, price, commission },
      ...{ realizedPnl: execution.realizedPnl, time },
    });
  }

  charged(execution: Execution): void {
    this.#tell(() => this.#sessions.get(execution.clientId)?.reports.charged(execution));
  }

  notice(clientId: number, orderId: number, code: number, text: string, json = ''): void {
    this.#tell(() => this.#sessions.get(clientId)?.notice(orderId, code, text, json));
    this.#log('order-notice', { clientId, orderId, code, text });
  }

  #tell(tell: () => void): void {
    if (this.#conditions.cut.isOn) this.#held.push(tell);
    else tell();
  }

  /** null when the client id is taken: the client is told and its connection ended. */
  #open(fields: readonly string[], connection: Connection, world: World): ClientSession | null {
    const request = readRequest(fields);
    if (request?.topic !== 'start') throw new NotTheProtocol('a request before the API was started');
    const { clientId } = request;
    if (this.#switches.take('half-open') !== null) {
      connection.silence(0, false);
      return null;
    }
    if (this.#sessions.has(clientId) || this.#switches.take('client-id-in-use') !== null) {
      connection.send(notice(-1, 326, ID_IN_USE));
      this.#log('client-refused', { clientId, peer: connection.peer, reason: 'client id in use' });
      connection.end();
      return null;
    }
    const session = new ClientSession(clientId, world, connection);
    this.#sessions.set(clientId, session);
    this.#log('client-connected', { clientId, peer: connection.peer, version: connection.version });
    session.welcome();
    return session;
  }

  #close(session: ClientSession): void {
    this.#sessions.delete(session.clientId);
    this.idleSince = this.#timers.now();
    this.#log('client-left', { clientId: session.clientId });
  }
}
