import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StoreError } from '#app/ports.ts';
import { accountId, conId, orderId, proposalId } from '#shared/ids.ts';
import { money } from '#shared/units.ts';
import { openDatabase } from '#store/open.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { storeOver } from '#store/store.ts';
import { account, aFill, anEntry, anOrder, anything, identity, later, memoryDb, t0 } from './builders.ts';
import { startChild } from './child.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'driftdesk-store-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a day with a restart: what was journalled, sent and filled is there again', () => {
  const folder = openStoreFolder(dir);
  const before = folder.open('practice', account);
  const order = anOrder('o-1', 7);
  const working = {
    ...order,
    status: { state: 'working', permId: 5 },
    permId: 5,
    updatedAt: later(1),
  } as const;
  before.journal(anEntry(1, [order]));
  before.saveOrder(working);
  expect(before.recordFill(aFill('a.1.01'))).toBe('new');
  before.recordCommission({ execId: 'a.1.01', amount: money(1), currency: 'USD', realizedPnl: null });
  before.saveBars(conId(1), '1 day', []);
  before.recordCommand({ at: t0, who: 'window', name: 'trading.halt', input: { reason: 'lunch' } });
  before.close();

  const after = folder.open('practice', account);
  expect(after.lastSeq()).toBe(1);
  expect(after.savedState()).toEqual(anEntry(1, []).saved);
  expect(after.openOrders()).toEqual([working]);
  expect(after.order(orderId('o-1'))).toEqual(working);
  expect(after.ordersSince(t0)).toEqual([working]);
  expect(after.recordFill(aFill('a.1.01'))).toBe('known');
  expect(after.fillsOf(orderId('o-1'))).toMatchObject([{ commission: 1, reason: 'ROTATE_RED' }]);
  expect(after.tradeLog(anything)).toEqual(after.fillsOf(orderId('o-1')));
  after.endProposal(proposalId('p-1'), {
    status: 'rejected',
    decidedAt: later(3),
    decidedBy: 'window',
    why: 'no',
    legs: [],
  });
  expect(after.proposals(1)).toMatchObject([{ status: 'rejected', decidedBy: 'window' }]);
  expect(after.bars(conId(1), '1 day', t0)).toEqual([]);
  after.close();
  folder.close();
});

describe('a desk that is killed', () => {
  test('in the middle of a journal leaves nothing of that interval, and all of the ones before', async () => {
    const child = startChild('journal-forever.ts', dir, '3');
    await child.line((line) => line === 'half');
    await child.kill();

    const folder = openStoreFolder(dir);
    const store = folder.open('practice', account);
    expect(store.lastSeq()).toBe(2);
    expect(store.openOrders().map(({ intent }) => intent.orderId)).toEqual(
      [1, 2].flatMap((seq) => Array.from({ length: 10 }, (_, n) => `o-${seq}-${n + 1}`)),
    );
    // The interval that was lost can be decided again under the same ids.
    store.journal(anEntry(3, [anOrder('o-3-1', 31)]));
    expect(store.openOrders()).toHaveLength(21);
    store.close();
    folder.close();
  });

  test('at any moment leaves whole intervals, and every one that it was told of', async () => {
    const child = startChild('journal-forever.ts', dir);
    const told = Number(await child.line((line) => Number(line) >= 25));
    await child.kill();

    const folder = openStoreFolder(dir);
    const store = folder.open('practice', account);
    expect(store.lastSeq()).toBeGreaterThanOrEqual(told);
    expect(store.openOrders()).toHaveLength(store.lastSeq() * 10);
    store.close();
    folder.close();
  });
});

describe('failures are StoreErrors that name the file', () => {
  test('a full disk, with nothing written', () => {
    const db = memoryDb();
    const store = storeOver(db, identity);
    const { page_count: pages = 0 } = db.prepare<[], { page_count: number }>('PRAGMA page_count').get() ?? {};
    db.pragma(`max_page_count = ${pages}`);
    const name = 'x'.repeat(100_000);
    expect(() => store.recordCommand({ at: t0, who: 'window', name, input: null })).toThrow(
      new StoreError(
        'The disk is full: :memory: could not be written. Free some space, or choose another data folder with --data.',
      ),
    );
    expect(db.prepare('SELECT count(*) AS n FROM commands').get()).toEqual({ n: 0 });
  });

  test('a fill of another account', () => {
    const store = storeOver(memoryDb(), identity);
    expect(() => store.recordFill(aFill('a.1.01', { account: accountId('U1') }))).toThrow(
      ':memory: keeps account DU1234567; a fill of account U1 does not belong in it.',
    );
  });

  test('a broken invariant', () => {
    const store = storeOver(memoryDb(), identity);
    expect(() => store.journal(anEntry(0, []))).toThrow(StoreError);
  });

  test('any use after the end; closing twice is none', () => {
    const store = storeOver(openDatabase(join(dir, 'a.sqlite')), identity);
    store.close();
    store.close();
    expect(() => store.lastSeq()).toThrow(new StoreError(`${join(dir, 'a.sqlite')} is closed.`));
  });
});
