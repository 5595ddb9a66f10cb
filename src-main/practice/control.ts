/** The control port: faults and the true state of a running practice TWS by HTTP on loopback, for people who rehearse with curl. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BadFault, listFaults, readFault } from './faults/fault.ts';
import { DEFAULT_FAULTS_PER_HOUR } from './faults/plan.ts';
import { isAlive } from './exchange/order.ts';
import type { Log } from './log.ts';
import { formatStamp } from './market/exchange-time.ts';
import type { Practice } from './practice.ts';

const HOST = '127.0.0.1';
const MAX_BODY_BYTES = 65_536;

const HELP = `The practice TWS's control port.

GET    /catalogue        every fault with its parameters and what it does
GET    /faults           what is armed
POST   /faults           arm one: {"name": "commission-late", "ticker": "KO", "seconds": 20}
POST   /fire             let one happen now, once: {"name": "socket-drop"}
DELETE /faults/WHAT      clear by number, by name, or all
POST   /plan             a random plan: {"seed": 7, "perHour": 30}
GET    /state            cash, positions, open orders and executions as they truly are
`;

export interface Control {
  readonly port: number;
  close(): void;
}

/** Rejects with the socket's error when the port cannot be had; port 0: any free one. */
export async function startControl(practice: Practice, port: number, log: Log): Promise<Control> {
  const server = createServer((request, response) => {
    void serve(practice, request, response).catch((error: unknown) => {
      log('control-failed', { message: String(error) });
      response.destroy();
    });
  });
  await listening(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listening(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, HOST, resolve);
  return promise;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function serve(practice: Practice, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body } = isOwn(request)
    ? await answerOf(practice, request)
    : { status: 403, body: { error: 'this port is for programs on this machine, by its loopback address' } };
  const isText = typeof body === 'string';
  response.writeHead(status, {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json',
    'cache-control': 'no-store',
  });
  response.end(isText ? body : `${JSON.stringify(body, null, 2)}\n`);
}

/** Any page in a browser can send requests to a loopback port, under a foreign name or from a foreign origin. */
function isOwn({ headers, socket }: IncomingMessage): boolean {
  const { host, origin } = headers;
  const names = [`${HOST}:${socket.localPort}`, `localhost:${socket.localPort}`];
  const isLoopback = socket.remoteAddress === HOST;
  return isLoopback && names.includes(host ?? '') && (origin === undefined || origin === `http://${host}`);
}

async function answerOf(practice: Practice, request: IncomingMessage): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', `http://${HOST}`);
  const { faults } = practice;
  try {
    switch (`${request.method} ${pathname}`) {
      case 'GET /':
        return done(HELP);
      case 'GET /catalogue':
        return done(`${listFaults().join('\n')}\n`);
      case 'GET /faults':
        return done(faults.armed());
      case 'POST /faults':
        faults.set(readFault(await jsonOf(request)));
        return done(faults.armed());
      case 'POST /fire':
        faults.fire(readFault(await jsonOf(request)));
        return done({ fired: true });
      case 'POST /plan':
        faults.follow(planOf(await jsonOf(request)));
        return done({ following: true });
      case 'GET /state':
        return done(stateOf(practice));
    }
    const what = request.method === 'DELETE' ? /^\/faults\/([a-z0-9-]+)$/.exec(pathname)?.[1] : undefined;
    if (what === undefined) return { status: 404, body: { error: 'GET / lists what can be asked' } };
    return done({ cleared: faults.clear(/^\d+$/.test(what) ? Number(what) : what) });
  } catch (error) {
    if (!(error instanceof BadFault)) throw error;
    return { status: 400, body: { error: error.message, field: error.field } };
  }
}

function done(body: unknown): Answer {
  return { status: 200, body };
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk as Uint8Array));
    size += chunks.at(-1)?.length ?? 0;
    if (size > MAX_BODY_BYTES) throw new BadFault('body', `at most ${MAX_BODY_BYTES} bytes are wanted`);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new BadFault('body', 'JSON is wanted');
  }
}

function planOf(value: unknown) {
  const { seed, perHour = DEFAULT_FAULTS_PER_HOUR } = (value ?? {}) as Record<string, unknown>;
  if (typeof seed !== 'number' || !Number.isInteger(seed)) {
    throw new BadFault('seed', 'a whole number is wanted');
  }
  if (typeof perHour !== 'number' || !(perHour >= 0) || perHour > 3600) {
    throw new BadFault('perHour', 'a number from 0 to 3600 is wanted');
  }
  return { seed, perHour };
}

function stateOf(practice: Practice) {
  const { account, at, cash, positions, orders, standing, activity } = practice.truth();
  const time = (ms: number): string => formatStamp(ms);
  return {
    ...{ account, marketTime: time(at), clients: practice.clients, cash, positions, activity },
    openOrders: orders.filter(isAlive).map((order) => ({
      ...{ clientId: order.clientId, orderId: order.orderId, permId: order.permId, symbol: order.symbol },
      ...{ action: order.request.action, quantity: order.request.quantity, type: order.request.type },
      ...{ limit: order.request.limit, orderRef: order.request.orderRef },
      ...{ status: order.status, filled: order.filled, whyHeld: order.whyHeld },
    })),
    executions: standing.map((e) => ({
      ...{ execId: e.execId, time: time(e.at), permId: e.permId, symbol: e.symbol, side: e.side },
      ...{ shares: e.shares, price: e.price, commission: e.commission, orderRef: e.orderRef },
    })),
  };
}
