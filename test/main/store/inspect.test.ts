import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { damageIn } from '#store/inspect.ts';
import { type AuditedFile, auditedFile, tamper } from './audited-file.ts';
import { damage } from './damage.ts';

let made: AuditedFile;
beforeEach(() => void (made = auditedFile()));
afterEach(() => made.end());

test('a sound file, an empty one and one that is not there', () => {
  expect(damageIn(made.file)).toBeNull();
  const empty = join(made.folder, 'empty.sqlite');
  writeFileSync(empty, '');
  expect([damageIn(empty), damageIn(join(made.folder, 'gone.sqlite'))]).toEqual([null, null]);
});

test.each(['orders', 'fills', 'intervals', 'commands', 'bars', 'audit'])(
  'a damaged page of %s is found',
  (table) => {
    damage(made.file, table);
    expect(damageIn(made.file)).toMatch(/btree|Tree|malformed/i);
  },
);

test('bytes flipped in the middle of the file are found', () => {
  const { length } = readFileSync(made.file);
  const raw = openSync(made.file, 'r+');
  writeSync(raw, Buffer.alloc(8192, 0x5a), 0, 8192, Math.floor(length / 2));
  closeSync(raw);
  expect(damageIn(made.file)).not.toBeNull();
});

test('one letter that differs in a record is found by its hash', () => {
  tamper(
    made.file,
    "UPDATE audit SET body_json = replace(body_json, 'AAPL', 'AAPK') WHERE id = 12 OR id = 4",
  );
  expect(damageIn(made.file)).toBe(
    'record 4 of its audit: it does not read as it was written: its content does not match its hash',
  );
});

test('what is no database; another program’s is left to whoever opens it', () => {
  const letter = join(made.folder, 'letter.sqlite');
  writeFileSync(letter, 'Dear trader, '.repeat(100));
  expect(damageIn(letter)).toBe('file is not a database');
  const other = join(made.folder, 'other.sqlite');
  const db = new Database(other);
  db.exec('CREATE TABLE cats (name TEXT)');
  db.close();
  expect(damageIn(other)).toBeNull();
  rmSync(other);
});
