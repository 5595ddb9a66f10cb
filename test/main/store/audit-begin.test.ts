import { expect, test } from 'vitest';
import { beginAudit } from '#store/audit-begin.ts';
import { auditSince } from '#store/audit.ts';
import { migrate } from '#store/migrate.ts';
import { openDatabase } from '#store/open.ts';
import { account, memoryDb } from './builders.ts';

test('the first record of a new file says whose it is, once', () => {
  const db = memoryDb();
  beginAudit(db);
  beginAudit(db);
  expect(auditSince(db, 0, 9)).toMatchObject([
    { kind: 'state', who: 'desk', body: { what: 'begun', kind: 'practice', account } },
  ]);
});

test('a file that is nobody’s yet has no chain to begin', () => {
  const db = openDatabase(':memory:');
  migrate(db);
  beginAudit(db);
  expect(auditSince(db, 0, 9)).toEqual([]);
});
