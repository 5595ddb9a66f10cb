import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type OutgoingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HttpHost, openHttpHost } from '#hosts/server/http.ts';
import type { ClientMessage, ClientPipe } from '#shared/contract/wire.ts';
import { runContractSuite, suiteServer } from '../../support/contract-suite.ts';
import { keptLog } from '../../support/quiet-log.ts';

let folder: string;
let host: HttpHost;
let suite: ReturnType<typeof suiteServer>;
let kept: ReturnType<typeof keptLog>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'driftdesk-http-'));
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'renderer', 'index.html'), '<title>desk</title>');
  writeFileSync(join(folder, 'renderer', 'assets', 'index.js'), 'export {};');
  writeFileSync(join(folder, 'secret.json'), '{"account":"U1"}');
  suite = suiteServer();
  kept = keptLog();
  host = await openHttpHost({
    folder: join(folder, 'renderer'),
    port: 0,
    log: kept.log,
    onClient: (pipe) => suite.server.connect(pipe, { who: 'browser' }),
  });
});

afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends the path as it is: fetch would tidy it up. */
function ask(path: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const own = { host: `127.0.0.1:${host.port}`, ...headers };
    const call = request({ host: '127.0.0.1', port: host.port, path, method, headers: own }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => (body += text));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    call.on('error', reject);
    call.end();
  });
}

const pathOf = (address: string): string => address.slice(address.indexOf('/?'));

/** Redeems a token and gives the cookie back as a browser would send it. */
async function admitted(): Promise<string> {
  const answer = await ask(pathOf(host.newAddress()));
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}

describe('who gets in', () => {
  test('nobody without the token, and the answer says what to do', async () => {
    for (const path of ['/', '/assets/index.js', '/pipe', '/?token=', '/?token=guess']) {
      const answer = await ask(path);
      expect(answer.status, path).toBe(401);
      expect(answer.body).toContain('one-time token');
      expect(answer.body).not.toContain('desk</title>');
    }
  });

  test('the token becomes a cookie once, and leaves the address bar', async () => {
    const path = pathOf(host.newAddress());
    const first = await ask(path);
    expect(first.status).toBe(303);
    expect(first.headers['location']).toBe('/');
    const cookie = String(first.headers['set-cookie']);
    expect(cookie).toMatch(/^driftdesk-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await ask(path)).status).toBe(401);
    expect((await ask('/', { cookie: cookie.split(';')[0] })).body).toBe('<title>desk</title>');
  });

  test('a used address still leads an admitted browser to its desk', async () => {
    const path = pathOf(host.newAddress());
    const cookie = String((await ask(path)).headers['set-cookie']).split(';')[0];
    expect(await ask(path, { cookie })).toMatchObject({ status: 303, headers: { location: '/' } });
  });

  test('a new address makes the one before worthless', async () => {
    const [old, fresh] = [host.newAddress(), host.newAddress()];
    expect((await ask(pathOf(old))).status).toBe(401);
    expect((await ask(pathOf(fresh))).status).toBe(303);
  });

  test('a guessed cookie does not pass', async () => {
    await admitted();
    expect((await ask('/', { cookie: `driftdesk-${host.port}=${'A'.repeat(43)}` })).status).toBe(401);
  });

  test('a foreign name that points at this machine is refused, even with the cookie', async () => {
    const cookie = await admitted();
    for (const name of ['desk.example', `desk.example:${host.port}`, '127.0.0.1', '127.0.0.1:1'])
      expect((await ask('/', { cookie, host: name })).status, name).toBe(403);
    expect((await ask('/', { cookie, host: `localhost:${host.port}` })).status).toBe(200);
  });

  test('another page cannot ask through the browser', async () => {
    const cookie = await admitted();
    expect((await ask('/', { cookie, origin: 'http://127.0.0.1:1' })).status).toBe(403);
    expect((await ask('/', { cookie, origin: 'null' })).status).toBe(403);
    expect((await ask('/', { cookie, origin: `http://127.0.0.1:${host.port}` })).status).toBe(200);
  });

  test('only reading is possible', async () => {
    const cookie = await admitted();
    expect((await ask('/', { cookie }, 'POST')).status).toBe(405);
    expect((await ask('/', { cookie }, 'HEAD')).body).toBe('');
  });
});

describe('files', () => {
  test('leave with their type and a policy that allows nothing foreign', async () => {
    const cookie = await admitted();
    const page = await ask('/', { cookie });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect(page.headers['content-security-policy']).toContain("default-src 'self'; script-src 'self';");
    expect(page.headers['content-security-policy']).toContain(`ws://127.0.0.1:${host.port}`);
    expect((await ask('/assets/index.js', { cookie })).headers['content-type']).toBe(
      'text/javascript; charset=utf-8',
    );
  });

  test.each([
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..%5c..%5csecret.json',
    '/assets/',
    '/assets',
    '/nothing.html',
    '/%00.html',
    '/%zz.html',
    '//desk.example/index.html',
  ])('%s is not served', async (path) => {
    const cookie = await admitted();
    const answer = await ask(path, { cookie });
    expect(answer.body).not.toContain('U1');
    expect([400, 404]).toContain(answer.status);
  });
});

function socketTo(path: string, headers: Record<string, string>): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers });
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket));
    socket.on('error', reject);
  });
}

const ownOrigin = (): string => `http://127.0.0.1:${host.port}`;

describe('the pipe', () => {
  test('opens for our own page with its cookie only', async () => {
    const cookie = await admitted();
    const refusals: readonly (readonly [path: string, headers: Record<string, string>, status: number])[] = [
      ['/pipe', { cookie }, 403],
      ['/pipe', { cookie, origin: 'http://desk.example' }, 403],
      ['/pipe', { cookie, origin: `http://localhost:${host.port}` }, 403],
      ['/pipe', { origin: ownOrigin() }, 401],
      ['/other', { cookie, origin: ownOrigin() }, 404],
    ];
    for (const [path, headers, status] of refusals)
      await expect(socketTo(path, headers)).rejects.toThrow(`Unexpected server response: ${status}`);
    expect(suite.server.clients).toBe(0);
    (await socketTo('/pipe', { cookie, origin: ownOrigin() })).terminate();
  });

  test('carries the contract: requests, refusals, bad inputs, events', async () => {
    const cookie = await admitted();
    await runContractSuite(
      suite,
      async () => clientPipe(await socketTo('/pipe', { cookie, origin: ownOrigin() })),
      'browser',
    );
  });

  test.each([
    ['what is not JSON', '{"kind":', 1007],
    ['binary', Buffer.from([1, 2, 3]), 1003],
    ['a message over a mebibyte', `"${'x'.repeat(1024 * 1024)}"`, 1009],
  ])('%s closes this socket, and no other', async (_what, message, code) => {
    const cookie = await admitted();
    const headers = { cookie, origin: ownOrigin() };
    const [bad, good] = [await socketTo('/pipe', headers), await socketTo('/pipe', headers)];
    const closed = new Promise((resolve) => bad.on('close', resolve));
    bad.send(message);
    expect(await closed).toBe(code);
    await runContractSuite(suite, () => Promise.resolve(clientPipe(good)), 'browser');
  });

  test('what is JSON but no request of ours is ignored', async () => {
    const cookie = await admitted();
    const socket = await socketTo('/pipe', { cookie, origin: ownOrigin() });
    socket.send('null');
    socket.send('{"kind":"request","id":-1}');
    await runContractSuite(suite, () => Promise.resolve(clientPipe(socket)), 'browser');
  });

  test('a browser that leaves is forgotten', async () => {
    const cookie = await admitted();
    const socket = await socketTo('/pipe', { cookie, origin: ownOrigin() });
    expect(suite.server.clients).toBe(1);
    socket.close();
    await expect.poll(() => suite.server.clients).toBe(0);
  });
});

test('a taken port is said in words', async () => {
  const again = openHttpHost({ folder, port: host.port, log: kept.log, onClient: () => undefined });
  await expect(again).rejects.toThrow(`Port ${host.port} cannot be opened: another program uses it.`);
});

const clientPipe = (socket: WebSocket): ClientPipe => ({
  send: (message: ClientMessage) => socket.send(JSON.stringify(message)),
  onMessage(listener) {
    const take = (data: Buffer): void => listener(JSON.parse(data.toString('utf8')));
    socket.on('message', take);
    return () => socket.off('message', take);
  },
  onClose(listener) {
    socket.on('close', listener);
    return () => socket.off('close', listener);
  },
});
