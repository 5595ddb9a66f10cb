import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '#app/ports.ts';
import type { Store } from '#app/ports.ts';
import { newestBackup } from './backup.ts';
import { expectOwner } from './identity.ts';
import type { Identity } from './identity.ts';
import { schemaVersion } from './migrate.ts';
import type { WritableDb } from './open.ts';
import { codeOf } from './store-error.ts';
import { storeOver } from './store.ts';

const sentOrders = 'Orders already sent are still at the broker: look at them in TWS.';

/** A damaged file: what can be read of it is shown, and nothing is ever written to it. Throws a StoreError where nothing can be read. */
export function openDamaged(file: string, identity: Identity, damage: string): Store {
  const advice = restoreAdvice(file, identity);
  const readOnly =
    `${file} is damaged (${damage}). It is open for reading only: what can be read is shown, nothing is written to it, and nothing is sent. ` +
    `${advice} ${sentOrders}`;
  try {
    return openToRead(file, identity, readOnly);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(
      `${file} is damaged or is not a Driftdesk database (${damage}), and nothing in it can be read. Nothing in it was changed. ${advice} ${sentOrders}`,
      { cause: error },
    );
  }
}

function restoreAdvice(file: string, identity: Identity): string {
  const backup = newestBackup(file, identity);
  if (backup === null) {
    return 'There is no backup of it. Close the desk, move the file away and start again: the desk makes a new one and loads the account from TWS.';
  }
  return (
    `The last good backup is ${backup}. Close the desk and run: ` +
    `npm run restore -- --data ${JSON.stringify(dirname(file))} ${basename(backup)}`
  );
}

/** A sound file that may not be written; null = it cannot be read either. */
export function openUnwritable(file: string, identity: Identity, why: string): Store | null {
  try {
    return openToRead(
      file,
      identity,
      `${why} It is open for reading only: its history is shown, and nothing is sent.`,
    );
  } catch {
    // Why it cannot be written says it all.
    return null;
  }
}

function openToRead(file: string, identity: Identity, readOnly: string): Store {
  const { db, drop } = readableHandle(file);
  try {
    expectVersion(db, file);
    expectOwner(db, file, identity);
    return storeOver(db, identity, { readOnly, file, drop });
  } catch (error) {
    db.close();
    drop();
    throw error;
  }
}

/** Its tables are read as this build knows them, and cannot be brought there. */
function expectVersion(db: WritableDb, file: string): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version === schemaVersion) return;
  throw new StoreError(
    `${file} cannot be shown: it is at version ${version}, this build reads ${schemaVersion}, and the file cannot be changed.`,
  );
}

interface ReadableHandle {
  readonly db: WritableDb;
  /** Removes what was made for it. */
  readonly drop: () => void;
}

/** SQLite must write beside a file that has a write-ahead log even to read it; where it may not, a copy in the system's own place is read. */
function readableHandle(file: string): ReadableHandle {
  try {
    return { db: readOnlyHandle(file), drop: () => undefined };
  } catch (error) {
    if (!/^SQLITE_(CANTOPEN|READONLY|PERM|IOERR)/.test(codeOf(error))) throw error;
    const folder = mkdtempSync(join(tmpdir(), 'driftdesk-read-'));
    const drop = (): void => rmSync(folder, { recursive: true, force: true });
    try {
      const copy = join(folder, basename(file));
      for (const end of ['', '-wal']) if (existsSync(file + end)) copyFileSync(file + end, copy + end);
      return { db: readOnlyHandle(copy), drop };
    } catch (second) {
      drop();
      throw second;
    }
  }
}

function readOnlyHandle(file: string): WritableDb {
  const db = new Database(file, { readonly: true, fileMustExist: true }) as WritableDb;
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
