import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StoreError } from '#app/ports.ts';
import { journal } from '#store/decisions.ts';
import { migrate, SchemaFromFuture } from '#store/migrate.ts';
import * as initial from '#store/migrations/0001-initial.ts';
import * as moreReasons from '#store/migrations/0002-more-reasons.ts';
import * as orderSafety from '#store/migrations/0003-order-safety.ts';
import { openDatabase } from '#store/open.ts';
import type { WritableDb } from '#store/open.ts';
import { openOrders } from '#store/orders.ts';
import { account, anEntry, anOrder, memoryDb } from './builders.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'driftdesk-migrations-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const tablesOf = (db: WritableDb) =>
  db
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all()
    .map(({ name }) => name);
const versionOf = (db: WritableDb) => db.pragma('user_version', { simple: true });

/** The list with one more step, which a test decides. */
const oneMore = (up: (db: WritableDb) => void) => [initial, moreReasons, orderSafety, { version: 4, up }];

describe('migrate', () => {
  test('bring a new file from version 0 to the newest', () => {
    const db = openDatabase(':memory:');
    expect(versionOf(db)).toBe(0);
    migrate(db);
    expect(versionOf(db)).toBe(3);
    expect(tablesOf(db)).toEqual(
      expect.arrayContaining([
        'audit',
        'bars',
        'commands',
        'commissions',
        'fills',
        'identity',
        'intervals',
        'orders',
        'proposals',
        'saved_state',
      ]),
    );
    const lax = db.prepare(
      "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite%'",
    );
    expect(lax.all()).toEqual([]);
  });

  test('do nothing to a file that is up to date', () => {
    const file = join(dir, 'a.sqlite');
    const db = openDatabase(file);
    migrate(db);
    migrate(db);
    db.close();
    expect(readdirSync(dir)).toEqual(['a.sqlite']);
  });

  test('copy a file that has a version before changing it, and never over an earlier copy', () => {
    const file = join(dir, 'practice-DU1.sqlite');
    writeFileSync(join(dir, 'practice-DU1.before-v4.sqlite'), 'kept');
    const db = openDatabase(file);
    migrate(db);
    journal(db, account, anEntry(1, [anOrder('o-1', 1)]));
    migrate(
      db,
      oneMore((db) => db.exec('ALTER TABLE bars ADD COLUMN note TEXT; DELETE FROM orders')),
    );
    expect(versionOf(db)).toBe(4);
    expect(openOrders(db)).toEqual([]);
    db.close();

    expect(readFileSync(join(dir, 'practice-DU1.before-v4.sqlite'), 'utf8')).toBe('kept');
    const copy = openDatabase(join(dir, 'practice-DU1.before-v4-2.sqlite'));
    expect(versionOf(copy)).toBe(3);
    expect(openOrders(copy)).toEqual([anOrder('o-1', 1)]);
    copy.close();
    expect(readdirSync(dir).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('leave the version and the data as they were when a step fails', () => {
    const db = memoryDb();
    const failing = oneMore((db) => {
      db.exec('DROP TABLE bars');
      throw new Error('half way');
    });
    expect(() => migrate(db, failing)).toThrow('half way');
    expect(versionOf(db)).toBe(3);
    expect(tablesOf(db)).toContain('bars');
  });

  test('refuse a file from a newer build by name', () => {
    const db = memoryDb();
    db.pragma('user_version = 7');
    expect(() => migrate(db)).toThrow(SchemaFromFuture);
    expect(() => migrate(db)).toThrow(StoreError);
    expect(() => migrate(db)).toThrow(
      ':memory: was written by a newer Driftdesk (version 7, this build knows 3). ' +
        'Install the newer build, or choose another data folder with --data.',
    );
  });

  test.each(['CREATE TABLE cats (name TEXT)', 'CREATE TABLE cats (name TEXT); PRAGMA user_version = 1'])(
    'refuse the database of another program: %s',
    (sql) => {
      const db = openDatabase(':memory:');
      db.exec(sql);
      expect(() => migrate(db)).toThrow(':memory: is a database of another program');
      expect(tablesOf(db)).toEqual(['cats']);
    },
  );
});
