import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { StoreError } from '#app/ports.ts';
import { attempt, codeOf } from '#store/store-error.ts';

const file = '/data/practice-DU1.sqlite';

/** What becomes of an error that a use of the file throws. */
function storeErrorOf(error: unknown, file: string): StoreError {
  try {
    attempt(file, () => {
      throw error;
    });
  } catch (made) {
    if (made instanceof StoreError) return made;
  }
  throw new Error('no StoreError came');
}

describe('what the trader reads', () => {
  test.each([
    ['SQLITE_CORRUPT_INDEX', 'is damaged or is not a Driftdesk database'],
    ['SQLITE_NOTADB', 'Orders already sent are still at the broker'],
    ['SQLITE_READONLY_DIRECTORY', 'the file or its folder is read-only'],
    ['SQLITE_BUSY', 'is locked by another program'],
    ['SQLITE_FULL', 'The disk is full'],
    ['SQLITE_IOERR_FSYNC', 'The disk failed while using'],
    ['SQLITE_CANTOPEN_ISDIR', 'cannot be opened'],
    ['SQLITE_CONSTRAINT_CHECK', 'nothing was written: oops'],
    ['SQLITE_MISUSE', 'oops'],
  ])('for %s', (code, text) => {
    const { message } = storeErrorOf(new Database.SqliteError('oops', code), file);
    expect(message).toContain(text);
    expect(message).toContain(file);
  });

  test.each([
    ['EACCES', 'may not be used by this user'],
    ['ENOSPC', 'The disk is full'],
    ['EIO', 'The disk failed'],
    ['EROFS', 'read-only'],
  ])('for %s of the system', (code, text) => {
    const error = Object.assign(new Error('oops'), { code });
    expect(storeErrorOf(error, file).message).toContain(text);
  });
});

test('the first words win, and the cause is kept', () => {
  const first = new StoreError('first');
  expect(storeErrorOf(first, file)).toBe(first);
  const cause = new RangeError('shares must be whole');
  expect(storeErrorOf(cause, file)).toMatchObject({ message: `${file}: shares must be whole`, cause });
  expect(storeErrorOf('thrown text', file).message).toBe(`${file}: thrown text`);
});

test('attempt passes results through and errors on', () => {
  expect(attempt(file, () => 5)).toBe(5);
  expect(() => attempt(file, () => new Database('/nowhere/at/all'))).toThrow(StoreError);
});

test('codes come from SQLite or the system', () => {
  expect(codeOf(new Database.SqliteError('', 'SQLITE_BUSY'))).toBe('SQLITE_BUSY');
  expect([
    codeOf(new Error('plain')),
    codeOf(null),
    codeOf(Object.assign(new Error('n'), { code: 5 })),
  ]).toEqual(['', '', '']);
});
