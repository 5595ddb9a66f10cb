import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreError } from '#app/ports.ts';
import { attempt } from './store-error.ts';

declare const writable: unique symbol;

/** A handle to ask with. */
export type ReadableDb = Pick<Database.Database, 'prepare' | 'name'>;
/** A handle that may change the file. */
export type WritableDb = Database.Database & { readonly [writable]: true };

/** The desk stands still while it waits for another program's lock, so the wait is short. */
const busyTimeoutMs = 2000;

/** Opens or makes the file, ready for writing, and proves that it can be written. ':memory:' for tests. */
export function openDatabase(file: string): WritableDb {
  return attempt(file, () => {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
      throw new StoreError(
        `${file} is a folder where a database file should be. Move it away, or choose another data folder with --data.`,
      );
    }
    const db = new Database(file, { timeout: busyTimeoutMs }) as WritableDb;
    keepStatements(db);
    try {
      prepareForWriting(db);
    } catch (error) {
      db.close();
      throw error;
    }
    return db;
  });
}

/** Few texts, asked thousands of times: each is parsed and planned once. SQLite plans anew by itself where the tables change. */
function keepStatements(db: WritableDb): void {
  const kept = new Map<string, Database.Statement>();
  const prepare = db.prepare.bind(db);
  const keeping = (sql: string): Database.Statement => {
    const statement = kept.get(sql) ?? prepare(sql);
    kept.set(sql, statement);
    return statement;
  };
  db.prepare = keeping as typeof db.prepare;
}

function prepareForWriting(db: WritableDb): void {
  const mode = db.pragma('journal_mode = WAL', { simple: true });
  if (mode !== 'wal' && !db.memory) {
    throw new StoreError(
      `${db.name} cannot keep a write-ahead log (mode ${String(mode)}): the data folder must be on a local disk.`,
    );
  }
  db.pragma('foreign_keys = ON');
  // A lost order record costs more than a millisecond.
  db.pragma('synchronous = FULL');
  proveWritable(db);
}

/** SQLite opens a read-only file and even begins a transaction on it without complaint: find out now rather than with an order in hand. */
function proveWritable(db: WritableDb): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  db.exec('BEGIN IMMEDIATE');
  try {
    db.pragma(`user_version = ${version}`);
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK');
  }
}
