import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StoreError } from '#app/ports.ts';
import { journal } from '#store/decisions.ts';
import { migrate } from '#store/migrate.ts';
import { checkIntegrity, openDatabase } from '#store/open.ts';
import { account, anEntry, anOrder } from './builders.ts';
import { startChild } from './child.ts';

let dir = '';
let file = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'driftdesk-open-'));
  file = join(dir, 'practice-DU1.sqlite');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a file is opened for durable writing', () => {
  const db = openDatabase(file);
  const pragmas = ['journal_mode', 'foreign_keys', 'synchronous', 'busy_timeout'];
  expect(pragmas.map((name) => db.pragma(name, { simple: true }))).toEqual(['wal', 1, 2, 2000]);
  db.close();
});

test('a folder in its place', () => {
  mkdirSync(file);
  expect(() => openDatabase(file)).toThrow(
    `${file} is a folder where a database file should be. Move it away`,
  );
});

test('a file that is no database', () => {
  writeFileSync(file, 'Dear trader, this is a letter. '.repeat(100));
  expect(() => openDatabase(file)).toThrow(StoreError);
  expect(() => openDatabase(file)).toThrow(`${file} is damaged or is not a Driftdesk database.`);
});

test('a file whose folder is gone', () => {
  const nowhere = join(dir, 'gone', 'a.sqlite');
  expect(() => openDatabase(nowhere)).toThrow(
    new RegExp(`^${nowhere.replaceAll('.', '\\.')}.*directory does not exist`),
  );
});

test('a file that another program has locked', async () => {
  openDatabase(file).close();
  const child = startChild('hold.ts', 'file', file);
  await child.line((line) => line === 'held');
  try {
    expect(() => openDatabase(file)).toThrow(`${file} is locked by another program. Close what has it open`);
  } finally {
    await child.kill();
  }
  openDatabase(file).close();
});

test('damage inside a table of orders is found on opening', () => {
  const db = openDatabase(file);
  migrate(db);
  journal(
    db,
    account,
    anEntry(
      1,
      Array.from({ length: 200 }, (_, n) => anOrder(`o-${n}`, n)),
    ),
  );
  checkIntegrity(db);
  const page = Number(db.pragma('page_size', { simple: true }));
  const root = db
    .prepare<[], { rootpage: number }>("SELECT rootpage FROM sqlite_schema WHERE name = 'orders'")
    .get()?.rootpage;
  db.close();

  const broken = join(dir, 'broken.sqlite');
  copyFileSync(file, broken);
  const raw = openSync(broken, 'r+');
  writeSync(raw, Buffer.alloc(64, 0xaa), 0, 64, ((root ?? 0) - 1) * page);
  closeSync(raw);
  expect(statSync(broken).size).toBe(statSync(file).size);
  const damaged = openDatabase(broken);
  expect(() => checkIntegrity(damaged)).toThrow(/malformed|btree|Tree/i);
  damaged.close();
});
