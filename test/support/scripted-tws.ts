import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import * as frame from './tws-frames.ts';
import type { ContractFields, Field } from './tws-frames.ts';

// A TWS that does what a test tells it, message by message, over a real loopback socket.

export interface Peer {
  /** Every request so far, as fields; the greeting is `['API', versions]`. */
  readonly requests: string[][];
  send(...messages: readonly (readonly Field[])[]): void;
  raw(bytes: Buffer): void;
  drop(): void;
}

type Answer = (peer: Peer, fields: readonly string[]) => void;

export interface Script {
  /** null = never answers the greeting. */
  greeting: readonly Field[] | null;
  accounts: string;
  nextOrderId: number;
  /** Seconds since 1970 that its clock shows. */
  seconds: () => number;
  stocks: readonly ContractFields[];
  /** By request number; what is not here is answered in the usual way, or not at all. */
  on: Readonly<Record<number, Answer>>;
}

export const account = 'DU12345';

export interface ScriptedTws {
  readonly port: number;
  readonly peers: readonly Peer[];
  /** Requests of all connections with this number. */
  readonly requests: (id: number) => string[][];
  stop(): Promise<void>;
}

export const defaultStocks: readonly ContractFields[] = [
  {
    conId: 265598,
    symbol: 'AAPL',
    liquidHours: '20260727:0930-20260727:1600;20260728:CLOSED;20260729:0930-20260729:1300',
  },
  { conId: 272093, symbol: 'MSFT', liquidHours: '20260727:0930-20260727:1600' },
];

export const accountFigures: Readonly<Record<string, string>> = {
  AccountReady: 'true',
  NetLiquidation: '1000000.50',
  TotalCashValue: '250000.25',
  GrossPositionValue: '750000.25',
  BuyingPower: '2000000',
  AvailableFunds: '500000',
};

/** A TWS that does what is usual, except for what is said otherwise. */
export const scriptOf = (changes: Partial<Script> = {}): Script => ({
  greeting: [178, '20260727 10:00:00 US/Eastern'],
  accounts: `${account},`,
  nextOrderId: 1,
  seconds: () => Math.floor(Date.now() / 1_000),
  stocks: defaultStocks,
  on: {},
  ...changes,
});

export async function scriptedTws(changes: Partial<Script> = {}): Promise<ScriptedTws> {
  const script = scriptOf(changes);
  const peers: Peer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    peers.push(serve(socket, script));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    peers,
    requests: (id) => peers.flatMap((peer) => peer.requests.filter(([first]) => first === String(id))),
    stop: () => stop(server, sockets),
  };
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await stop(server, new Set());
  return port;
}

function stop(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((closed) => server.close(() => closed()));
}

export function encode(fields: readonly Field[]): Buffer {
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(''), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

function serve(socket: Socket, script: Script): Peer {
  const requests: string[][] = [];
  const peer: Peer = {
    requests,
    send: (...messages) => void socket.write(Buffer.concat(messages.map(encode))),
    raw: (bytes) => void socket.write(bytes),
    drop: () => void socket.destroy(),
  };
  let pending: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    if (requests.length === 0) {
      if (pending.length < 8) return;
      pending = pending.subarray(4);
    }
    while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32BE(0)) {
      const body = pending.subarray(4, 4 + pending.readUInt32BE(0)).toString('utf8');
      pending = pending.subarray(4 + pending.readUInt32BE(0));
      const fields = requests.length === 0 ? ['API', body] : body.split('\0').slice(0, -1);
      requests.push(fields);
      answer(peer, fields, script);
    }
  });
  return peer;
}

/** Answers one request as the script says. */
export function answer(peer: Peer, fields: readonly string[], script: Script): void {
  if (fields[0] === 'API') {
    if (script.greeting !== null) peer.send(script.greeting);
    return;
  }
  const id = Number(fields[0]);
  (script.on[id] ?? usual[id])?.(peer, fields, script);
}

const usual: Readonly<Record<number, (peer: Peer, fields: readonly string[], script: Script) => void>> = {
  71: (peer, _fields, script) =>
    peer.send(frame.managedAccounts(script.accounts), frame.nextValidId(script.nextOrderId)),
  49: (peer, _fields, script) => peer.send(frame.currentTime(script.seconds())),
  6: (peer, fields) => {
    if (fields[2] !== '1') return;
    const rows = Object.entries(accountFigures).map(([key, value]) =>
      frame.accountValue(key, value, account),
    );
    peer.send(...rows, frame.accountEnd(account));
  },
  61: (peer) => peer.send(frame.positionEnd()),
  16: (peer) => peer.send(frame.openOrderEnd()),
  99: (peer) => peer.send(frame.completedEnd()),
  7: (peer, fields) => peer.send(frame.executionEnd(Number(fields[2]))),
  9: (peer, fields, script) => {
    const reqId = Number(fields[2]);
    const stock = script.stocks.find(({ symbol }) => symbol === fields[4]);
    if (stock === undefined)
      peer.send(frame.error(reqId, 200, 'No security definition has been found for the request'));
    else peer.send(frame.contractDetails(reqId, stock), frame.contractEnd(reqId));
  },
  91: (peer, fields) => peer.send(frame.marketRule(Number(fields[1]), 0, 0.0001, 1, 0.01)),
  1: (peer, fields) => peer.send(frame.marketDataType(Number(fields[2]), 1)),
};
