import { expect, test } from 'vitest';
import { TableCheck } from '#store/audit-tables.ts';
import type { AuditRow } from '#store/audit.ts';
import { storeOver } from '#store/store.ts';
import { aFill, identity, memoryDb } from './builders.ts';

test('a row is compared with the newest record about it', () => {
  const db = memoryDb();
  const store = storeOver(db, identity);
  store.recordFill(aFill('f-1.01', { orderId: null }));
  store.recordFill(aFill('f-1.01'));
  const [older, newer] = db.prepare<[], AuditRow>('SELECT * FROM audit ORDER BY id').all();
  const withRecords = (...rows: readonly (AuditRow | undefined)[]) => {
    const tables = new TableCheck(db);
    for (const row of rows) if (row !== undefined) tables.add(row);
    return tables.problems().map(({ what }) => what);
  };
  expect(withRecords(older, newer)).toEqual([]);
  expect(withRecords(older)).toEqual([
    'fills f-1 revision 1 was changed behind the journal’s back: order_id is "o-1", recorded as null',
  ]);
  expect(withRecords()[0]).toContain('is in no record');
});

test('a column that only one build knows is nothing that was changed', () => {
  const db = memoryDb();
  storeOver(db, identity).recordFill(aFill('f-1.01'));
  db.exec('ALTER TABLE fills ADD COLUMN note TEXT');
  const tables = new TableCheck(db);
  for (const row of db.prepare<[], AuditRow>('SELECT * FROM audit').all()) tables.add(row);
  expect(tables.problems()).toEqual([]);
});

test('a body that is no object leaves its row without a record', () => {
  const db = memoryDb();
  storeOver(db, identity).recordFill(aFill('f-1.01'));
  const tables = new TableCheck(db);
  for (const row of db.prepare<[], AuditRow>('SELECT * FROM audit').all())
    tables.add({ ...row, body_json: '{' });
  expect(tables.problems()).toHaveLength(1);
});
