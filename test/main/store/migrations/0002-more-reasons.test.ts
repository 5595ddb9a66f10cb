import { expect, test } from 'vitest';
import { journal } from '#store/decisions.ts';
import { claim } from '#store/identity.ts';
import { migrate } from '#store/migrate.ts';
import * as initial from '#store/migrations/0001-initial.ts';
import * as moreReasons from '#store/migrations/0002-more-reasons.ts';
import { openDatabase } from '#store/open.ts';
import { openOrders } from '#store/orders.ts';
import { account, anEntry, anIntent, anOrder, identity } from '../builders.ts';
import { insertOldOrder, insertOldProposal } from './old-rows.ts';

const rebalance = anOrder('o-4', 4, { intent: anIntent('o-4', { reason: 'REBALANCE' }) });

test('every order of an earlier file is there afterwards as it was, and the new reasons fit', () => {
  const db = openDatabase(':memory:');
  migrate(db, [initial]);
  claim(db, identity);
  insertOldProposal(db);
  for (const [id, apiId] of [
    ['o-2', 2],
    ['o-1', 1],
    ['o-3', 3],
  ] as const)
    insertOldOrder(db, id, apiId);
  db.exec(
    "UPDATE orders SET state = 'rejected', state_ms = 5, state_code = 201, state_why = 'no' WHERE order_id = 'o-2'",
  );
  expect(() => insertOldOrder(db, 'o-4', 4, 'REBALANCE')).toThrow(/constraint failed/);
  const rows = (): unknown => db.prepare('SELECT * FROM orders ORDER BY order_id').all();
  const before = rows();

  migrate(db, [initial, moreReasons]);
  expect(rows()).toEqual(before);
  migrate(db);
  journal(db, account, anEntry(2, [rebalance]));
  expect(openOrders(db).map(({ intent }) => intent.orderId)).toEqual(['o-1', 'o-3', 'o-4']);
  expect(db.pragma('foreign_key_check')).toEqual([]);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
});
