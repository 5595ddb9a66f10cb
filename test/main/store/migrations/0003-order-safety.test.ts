import { expect, test } from 'vitest';
import { beginAudit } from '#store/audit-begin.ts';
import { auditSince } from '#store/audit.ts';
import { claim } from '#store/identity.ts';
import { migrate } from '#store/migrate.ts';
import * as initial from '#store/migrations/0001-initial.ts';
import * as moreReasons from '#store/migrations/0002-more-reasons.ts';
import { openDatabase } from '#store/open.ts';
import { openOrders } from '#store/orders.ts';
import { identity } from '../builders.ts';
import { insertOldFill, insertOldOrder, insertOldProposal } from './old-rows.ts';

test('a file from before the audit keeps every row, and the chain begins with what it holds', () => {
  const db = openDatabase(':memory:');
  migrate(db, [initial, moreReasons]);
  claim(db, identity);
  insertOldProposal(db);
  insertOldOrder(db, 'o-1', 1);
  insertOldFill(db, 'f-1', 'o-1');
  insertOldFill(db, 'f-2', null);
  db.exec("INSERT INTO commands VALUES (1, 5, 'window', 'interval.run', '{}')");
  db.exec("INSERT INTO commissions VALUES ('f-1.01', 1.5, 'USD', NULL)");

  migrate(db);
  beginAudit(db);
  beginAudit(db);
  expect(openOrders(db)).toHaveLength(1);
  expect(auditSince(db, 0, 100).map(({ id, kind, orderId }) => [id, kind, orderId])).toEqual([
    [1, 'state', null],
    [2, 'decision', null],
    [3, 'order', 'o-1'],
    [4, 'fill', 'o-1'],
    [5, 'fill', null],
    [6, 'commission', null],
    [7, 'command', null],
  ]);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
});

test('no record of the audit is changed or removed by a statement', () => {
  const db = openDatabase(':memory:');
  migrate(db);
  claim(db, identity);
  beginAudit(db);
  expect(() => db.exec("UPDATE audit SET who = 'nobody'")).toThrow('a record of the audit is never changed');
  expect(() => db.exec('DELETE FROM audit')).toThrow('a record of the audit is never removed');
});
