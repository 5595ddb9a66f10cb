import { expect, test } from 'vitest';
import { accountId } from '#shared/ids.ts';
import { claim } from '#store/identity.ts';
import { migrate } from '#store/migrate.ts';
import { openDatabase } from '#store/open.ts';
import { account, identity } from './builders.ts';

test('a new file belongs to the first account that opens it, for good', () => {
  const db = openDatabase(':memory:');
  migrate(db);
  claim(db, identity);
  claim(db, identity);
  expect(db.prepare('SELECT kind, account FROM identity').all()).toEqual([identity]);
  expect(() => claim(db, { kind: 'live', account: accountId('U7654321') })).toThrow(
    ':memory: belongs to the practice account DU1234567, not to the live account U7654321.',
  );
  expect(() => claim(db, { kind: 'paper', account })).toThrow('not to the paper account DU1234567');
  expect(db.prepare('SELECT kind, account FROM identity').all()).toEqual([identity]);
});
