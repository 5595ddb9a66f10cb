import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { EventName, type Execution } from '@stoqey/ib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PracticeTws } from '#practice/server.ts';
import { order, startTws, stock, TwsClient, type Logged } from './tws-client.ts';

let tws: PracticeTws;
let log: Logged[];

beforeAll(async () => {
  ({ tws, log } = await startTws({ controlPort: 0 }));
});
beforeEach(async () => {
  await call('DELETE', '/faults/all');
});
afterAll(() => tws.stop());

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly json: unknown;
}

/** Not fetch, which chooses its own host and origin. */
function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const options = { host: '127.0.0.1', port: tws.controlPort ?? 0, method, path, headers };
  const asked = httpRequest(options, (response) => {
    let text = '';
    response.on('data', (chunk) => (text += String(chunk)));
    response.on('end', () => {
      const isJson = response.headers['content-type'] === 'application/json';
      resolve({ status: response.statusCode ?? 0, text, json: isJson ? JSON.parse(text) : null });
    });
  });
  asked.on('error', reject);
  asked.end(typeof body === 'string' ? body : JSON.stringify(body));
  return promise;
}

test('help and catalogue are for people to read', async () => {
  expect((await call('GET', '/')).text).toContain('POST   /fire');
  expect((await call('GET', '/catalogue')).text).toMatch(/^connectivity-lost:/);
  expect((await call('GET', '/nowhere')).status).toBe(404);
});

test('armed, listed, cleared by number, by name and all', async () => {
  await call('POST', '/faults', { name: 'commission-late', ticker: 'KO' });
  const { json } = await call('POST', '/faults', { name: 'chunks', count: 1_000_000 });
  const [first] = json as { id: number }[];
  expect(json).toMatchObject([{ fault: { name: 'commission-late' } }, { fault: { name: 'chunks' } }]);
  expect((await call('DELETE', `/faults/${first?.id}`)).json).toEqual({ cleared: 1 });
  expect((await call('DELETE', '/faults/chunks')).json).toEqual({ cleared: 1 });
  expect((await call('GET', '/faults')).json).toEqual([]);
});

test.each<[string, string, unknown, string]>([
  ['/faults', 'no JSON', '{', 'body'],
  ['/faults', 'too much', 'x'.repeat(70_000), 'body'],
  ['/faults', 'no object', [], 'fault'],
  ['/fire', 'an unknown name', { name: 'nothing' }, 'name'],
  ['/fire', 'a wrong value', { name: 'restart', seconds: 'soon' }, 'seconds'],
  ['/plan', 'no seed', {}, 'seed'],
  ['/plan', 'null', null, 'seed'],
  ['/plan', 'a wrong rate', { seed: 1, perHour: -1 }, 'perHour'],
])('%s with %s: 400 that names the field', async (path, _, body, field) => {
  const { status, json } = await call('POST', path, body ?? 'null');
  expect(status).toBe(400);
  expect(json).toMatchObject({ field, error: expect.stringContaining(field) });
});

test.each([
  ['a foreign host', { host: 'practice.example:80' }],
  ['a foreign origin', { origin: 'http://practice.example' }],
  ['the origin of another port', { origin: 'http://127.0.0.1:1' }],
  ['no origin to speak of', { origin: 'null' }],
])('%s is refused', async (_, headers) => {
  expect((await call('POST', '/fire', { name: 'socket-drop' }, headers)).status).toBe(403);
  expect((await call('GET', '/state', undefined, headers)).status).toBe(403);
});

test('a plan is followed, and cleared with all', async () => {
  expect((await call('POST', '/plan', { seed: 3, perHour: 0 })).json).toEqual({ following: true });
});

test('a rehearsal: fired against the real client, and the true state', async () => {
  const c = new TwsClient(tws, 5);
  const id = await c.connect();
  await call('POST', '/fire', { name: 'preset-notice' });
  c.api.placeOrder(id, stock('KO'), order({ orderRef: 'rehearsed' }));
  await c.next(EventName.commissionReport);
  expect(c.codes().map(([code]) => code)).toContain(10349);
  const { json } = await call('GET', '/state');
  expect(json).toMatchObject({ account: tws.account, openOrders: [] });
  const { executions } = json as { executions: unknown[] };
  expect(executions).toMatchObject([{ symbol: 'KO', shares: 100, orderRef: 'rehearsed' }]);
  await call('POST', '/fire', { name: 'socket-drop', client: 5 });
  await c.next(EventName.disconnected);
  expect(log.filter(({ event }) => event === 'fault').map(({ name }) => name)).toEqual(
    expect.arrayContaining(['preset-notice', 'socket-drop']),
  );
});

test('the real client reads all of it: single bytes, corrections, busts, fractions, held and unnamed orders', async () => {
  const c = new TwsClient(tws, 8);
  const id = await c.connect();
  await call('POST', '/faults', { name: 'chunks' });
  c.api.reqPositions();
  c.api.placeOrder(id, stock('PFE'), order({}));
  await c.next(EventName.commissionReport);
  const fire = (fault: object) => call('POST', '/fire', fault);
  await fire({ name: 'correct-execution', ticker: 'PFE' });
  await fire({ name: 'fractional-position', ticker: 'PFE' });
  await c.next(EventName.position, ([, , shares]) => !Number.isInteger(shares));
  await fire({ name: 'bust-execution', ticker: 'PFE' });
  await c.next(EventName.execDetails, ([, , e]) => (e as Execution).shares === 0);
  await fire({ name: 'locate-hold', seconds: 0 });
  c.api.placeOrder(id + 1, stock('PFE'), order({}));
  await c.next(EventName.orderStatus, ([about, , , , , , , , , why]) => about === id + 1 && why === 'locate');
  await fire({ name: 'manual-order', ticker: 'PFE', limit: 5 });
  c.api.reqAllOpenOrders();
  await c.next(EventName.openOrder, ([about]) => about === 0);
  await c.next(EventName.openOrderEnd);
  await fire({ name: 'completed-without-ids' });
  c.api.reqCompletedOrders(false);
  await c.next(EventName.completedOrdersEnd);
  await fire({ name: 'reject-order', json: 'valid' });
  c.api.placeOrder(id + 2, stock('PFE'), order({}));
  await c.next(EventName.error, ([, code]) => code === 201);
  const ids = c.all(EventName.execDetails).map(([, , e]) => (e as Execution).execId?.slice(-3));
  expect(ids).toEqual(['.01', '.02', '.03']);
  expect(c.codes().filter(([code]) => code === 505)).toEqual([]);
  c.api.reqGlobalCancel();
  c.disconnect();
});

test('the API moves to another port and is found there', async () => {
  const before = tws.port;
  const c = new TwsClient(tws, 6);
  await c.connect();
  await call('POST', '/fire', { name: 'port-moved', to: before === 65_535 ? before - 1 : before + 1 });
  await c.next(EventName.info, ([, code]) => code === 1300);
  while (tws.port === before) await new Promise((resolve) => setImmediate(resolve));
  const socket = connect(before, '127.0.0.1');
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
  const again = new TwsClient(tws, 6);
  expect(await again.connect()).toBeGreaterThan(0);
  again.disconnect();
});

test('without being asked for there is no control port', async () => {
  const plain = await startTws();
  expect(plain.tws.controlPort).toBeNull();
  await plain.tws.stop();
});
