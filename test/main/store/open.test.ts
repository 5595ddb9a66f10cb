import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StoreError } from '#app/ports.ts';
import { openDatabase } from '#store/open.ts';
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
