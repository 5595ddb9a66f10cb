import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventName, type Execution } from '@stoqey/ib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WrongSeed } from '#practice/server.ts';
import type { PracticeState } from '#practice/state-file.ts';
import { order, startTws, stock, TwsClient } from './tws-client.ts';
import { OrderType } from '@stoqey/ib';

let folder: string;
let stateFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'practice-'));
  stateFile = join(folder, 'state.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

function state(): PracticeState {
  return JSON.parse(readFileSync(stateFile, 'utf8')) as PracticeState;
}

test('a restarted practice TWS is the same account: positions, cash, orders, executions, ids and time', async () => {
  const first = await startTws({ stateFile });
  const c = new TwsClient(first.tws, 7);
  const id = await c.connect();
  c.api.placeOrder(id, stock('PFE'), order({ orderRef: 'filled' }));
  const resting = order({ orderType: OrderType.LMT, lmtPrice: 5.5, tif: 'GTC', orderRef: 'resting' });
  c.api.placeOrder(id + 1, stock('KO'), resting);
  const [, , execution] = (await c.next(EventName.execDetails)) as [number, object, Execution];
  await c.next(EventName.orderStatus, ([about, status]) => about === id + 1 && status === 'Submitted');
  c.disconnect();
  await first.tws.stop();
  const kept = state();
  expect(kept.orders.executions).toMatchObject([
    { execId: execution.execId, orderRef: 'filled', shares: 100 },
  ]);

  const second = await startTws({ stateFile });
  expect(second.tws.account).toBe(first.tws.account);
  expect(second.tws.marketTime).toBeGreaterThan(kept.marketTime);
  const again = new TwsClient(second.tws, 7);
  expect(await again.connect()).toBe(id + 2);
  again.api.reqOpenOrders();
  await again.next(EventName.openOrderEnd);
  expect(again.all(EventName.openOrder).map(([about]) => about)).toEqual([id + 1]);
  again.api.reqExecutions(10_000_001, {});
  await again.next(EventName.commissionReport);
  expect(again.all(EventName.execDetails).map((args) => args[2])).toEqual([execution]);
  again.api.cancelOrder(id + 1, '');
  await again.next(EventName.orderStatus, ([about, status]) => about === id + 1 && status === 'Cancelled');
  again.api.placeOrder(id + 2, stock('PFE'), order({}));
  const [, , later] = (await again.next(
    EventName.execDetails,
    ([, , e]) => (e as Execution).orderId === id + 2,
  )) as [number, object, Execution];
  expect(later.permId).toBeGreaterThan(execution.permId ?? Number.NaN);
  expect((later.execId ?? '') > (execution.execId ?? '')).toBe(true);
  again.disconnect();
  await second.tws.stop();
  const pfe = kept.ledger.holdings.find((holding) => holding.conId === kept.orders.executions[0]?.conId);
  expect(state().ledger.holdings.find((h) => h.conId === pfe?.conId)?.shares).toBe((pfe?.shares ?? 0) + 100);
});

test('a crash right after a fill: its numbers are not given to another one', async () => {
  const fillOne = async (): Promise<Execution> => {
    const { tws } = await startTws({ stateFile });
    const c = new TwsClient(tws, 7);
    const before = readFileSync(stateFile);
    const id = await c.connect();
    c.api.placeOrder(id, stock('PFE'), order({}));
    const [, , execution] = (await c.next(EventName.execDetails)) as [number, object, Execution];
    c.disconnect();
    await tws.stop();
    writeFileSync(stateFile, before);
    return execution;
  };
  const lost = await fillOne();
  const next = await fillOne();
  expect(next.execId).not.toBe(lost.execId);
  expect(next.permId).not.toBe(lost.permId);
});

test('a fill is on disk before anybody hears of it', async () => {
  const { tws } = await startTws({ stateFile });
  const c = new TwsClient(tws, 7);
  const id = await c.connect();
  const kept = new Promise<number>((resolve) => {
    c.api.on(EventName.execDetails, () => resolve(state().orders.executions.length));
  });
  c.api.placeOrder(id, stock('PFE'), order({}));
  expect(await kept).toBe(1);
  c.disconnect();
  await tws.stop();
});

test('a change is on disk soon, without anybody stopping anything', async () => {
  const { tws } = await startTws({ stateFile });
  const c = new TwsClient(tws, 7);
  const id = await c.connect();
  c.api.placeOrder(id, stock('PFE'), order({ orderRef: 'kept' }));
  await c.next(EventName.commissionReport);
  while (state().orders.executions.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(state().orders.orders).toMatchObject([{ status: 'Filled', request: { orderRef: 'kept' } }]);
  c.disconnect();
  await tws.stop();
});

describe('a file that is no state', () => {
  test.each([
    ['half a file', '{"version":1,"seed":1'],
    ['another kind of JSON', '[1,2,3]'],
    ['a state of the future', '{"version":2}'],
    ['nothing', ''],
  ])('%s is moved aside, and the account starts afresh', async (_, text) => {
    writeFileSync(stateFile, text);
    const { tws, log } = await startTws({ stateFile });
    await tws.stop();
    expect(log.map((line) => line.event)).toContain('state-broken');
    const aside = readdirSync(folder).find((name) => name.includes('broken')) ?? '';
    expect(readFileSync(join(folder, aside), 'utf8')).toBe(text);
    expect(state().account).toBe(tws.account);
  });

  test("another seed's state is left alone, with a clear word", async () => {
    const { tws } = await startTws({ stateFile });
    await tws.stop();
    await expect(startTws({ stateFile, seed: 2 })).rejects.toThrow(WrongSeed);
    expect(state().seed).toBe(1);
  });
});
