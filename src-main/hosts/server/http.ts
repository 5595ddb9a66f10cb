import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Log } from '#app/ports.ts';
import type { ServerPipe } from '#shared/contract/wire.ts';
import { HostError } from '../host-error.ts';
import { contentSecurityPolicy } from '../security-policy.ts';
import { type Admission, createAdmission, isOwnHost, isOwnOrigin } from './admission.ts';
import { socketPipe } from './pipe.ts';
import { staticFile } from './static-files.ts';

export interface HttpHost {
  readonly port: number;
  /** An address with a fresh one-time token; the one before stops working. */
  newAddress(): string;
  close(): Promise<void>;
}

export interface HttpParts {
  /** Built renderer. */
  readonly folder: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly log: Log;
  readonly onClient: (pipe: ServerPipe) => void;
}

const maxMessageBytes = 1024 * 1024;

const needsToken =
  'This desk needs its address with the one-time token in it, and this one is missing, wrong or used. Press Enter where Driftdesk was started, or start it again, to get a new address.';

/** Listens on 127.0.0.1 only. Rejects with a HostError where the port is taken. */
export async function openHttpHost({ folder, port, log, onClient }: HttpParts): Promise<HttpHost> {
  const server = createServer();
  await listening(server, port);
  const actual = (server.address() as AddressInfo).port;
  const admission = createAdmission(actual);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, clientTracking: true });

  server.on('request', (request, response) => {
    void answer(request, response, { folder, port: actual, admission, log });
  });
  server.on('upgrade', (request, socket, head) => {
    const refused = refusalOfPipe(request, actual, admission);
    if (refused !== null) return refuseUpgrade(socket, refused);
    sockets.handleUpgrade(request, socket, head, (webSocket) => onClient(socketPipe(webSocket, log)));
  });

  return {
    port: actual,
    newAddress: () => `http://127.0.0.1:${actual}/?token=${admission.issueToken()}`,
    close() {
      for (const socket of sockets.clients) socket.terminate();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function listening(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'another program uses it' : error.message;
      reject(
        new HostError(
          `Port ${port} cannot be opened: ${why}. Choose another with --port N, or leave it out.`,
        ),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

interface Serving {
  readonly folder: string;
  readonly port: number;
  readonly admission: Admission;
  readonly log: Log;
}

async function answer(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const { folder, port, admission, log } = serving;
  for (const [name, value] of Object.entries(headersFor(port))) response.setHeader(name, value);
  const { host, origin } = request.headers;
  if (!isOwnHost(host, port))
    return plain(response, 403, 'This desk answers to 127.0.0.1 and localhost only.');
  if (origin !== undefined && !isOwnOrigin(origin, host))
    return plain(response, 403, 'This desk answers its own pages only.');
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return plain(response, 405, 'This desk is read with GET.');
  // Put together, not resolved: a path of two slashes would otherwise name another host.
  const url = URL.parse(`http://${host}${request.url ?? '/'}`);
  if (url === null) return plain(response, 400, 'This is not an address.');

  const token = url.searchParams.get('token');
  if (token !== null && url.pathname === '/') {
    const cookie = admission.redeem(token);
    if (cookie === null && !admission.isAdmitted(request.headers)) return plain(response, 401, needsToken);
    if (cookie !== null) response.setHeader('Set-Cookie', cookie);
    response.setHeader('Location', '/');
    return plain(response, 303, '');
  }
  if (!admission.isAdmitted(request.headers)) return plain(response, 401, needsToken);
  try {
    const file = await staticFile(folder, url.pathname);
    if (file === null) return plain(response, 404, 'There is nothing at this address.');
    response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': file.body.length });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  } catch (error) {
    log.error('a page could not be served', { error });
    response.destroy();
  }
}

const headersFor = (port: number): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': contentSecurityPolicy([`ws://127.0.0.1:${port}`, `ws://localhost:${port}`]),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // A rebuilt desk must not meet the old page.
  'Cache-Control': 'no-store',
});

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(text === '' ? undefined : `${text}\n`);
}

interface Refusal {
  readonly status: string;
  readonly text: string;
}

/** Null = may pass. Browsers always send Origin with a WebSocket; one without it is no page of ours. */
function refusalOfPipe(request: IncomingMessage, port: number, admission: Admission): Refusal | null {
  const { host, origin } = request.headers;
  if (!isOwnHost(host, port) || !isOwnOrigin(origin, host))
    return { status: '403 Forbidden', text: 'This desk answers its own pages only.' };
  if (!admission.isAdmitted(request.headers)) return { status: '401 Unauthorized', text: needsToken };
  if (request.url !== '/pipe') return { status: '404 Not Found', text: 'There is nothing at this address.' };
  return null;
}

function refuseUpgrade(socket: Duplex, { status, text }: Refusal): void {
  socket.on('error', () => socket.destroy());
  const body = `${text}\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
