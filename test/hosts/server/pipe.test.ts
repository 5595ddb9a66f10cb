import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { socketPipe } from '#hosts/server/pipe.ts';
import { keptLog } from '../../support/quiet-log.ts';

let sockets: WebSocketServer;
let port: number;
let connected: Promise<WebSocket>;

beforeEach(async () => {
  sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => sockets.on('listening', resolve));
  port = (sockets.address() as AddressInfo).port;
  connected = new Promise((resolve) => sockets.on('connection', resolve));
});

afterEach(() => new Promise((resolve) => sockets.close(resolve)));

test('a browser that stops reading is dropped with a line in the log, before it fills the memory', async () => {
  const { lines, log } = keptLog();
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  const server = await connected;
  await new Promise((resolve) => client.on('open', resolve));
  client.pause();
  const pipe = socketPipe(server, log);
  const closed = new Promise<void>((resolve) => pipe.onClose(resolve));
  const message = { kind: 'reply', id: 1, output: 'x'.repeat(1_000_000) } as const;
  for (let sent = 0; sent < 100 && server.readyState === server.OPEN; sent += 1) pipe.send(message);
  await closed;
  expect(lines).toMatchObject([{ level: 'warn', what: 'a browser stopped reading and was dropped' }]);
  // A send after the end is nothing.
  pipe.send(message);
  client.terminate();
});

/** The bare socket of a WebSocket that was opened, to send what no browser would. */
function bareSocket(): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const call = request({
      host: '127.0.0.1',
      port,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
    });
    call.on('upgrade', (_response, socket) => resolve(socket));
    call.on('error', reject);
    call.end();
  });
}

test('what breaks the protocol is logged and ends only its own socket', async () => {
  const { lines, log } = keptLog();
  const client = await bareSocket();
  const pipe = socketPipe(await connected, log);
  const closed = new Promise<void>((resolve) => pipe.onClose(resolve));
  const unmasked = Buffer.from([0x81, 0x01, 0x41]);
  client.on('error', () => undefined);
  client.end(unmasked);
  await closed;
  expect(lines).toMatchObject([{ level: 'warn', what: 'a browser sent what is not the protocol' }]);
});
