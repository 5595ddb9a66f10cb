import { copyFileSync, existsSync, linkSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '#app/ports.ts';
import { epochMs } from '#shared/units.ts';
import { dropAnchor } from './anchors.ts';
import { append } from './audit.ts';
import { checkAudit } from './audit-check.ts';
import { backupFolderName } from './backup-names.ts';
import { syncFile } from './backup.ts';
import { lockFolder } from './folder-lock.ts';
import { identityOf } from './identity.ts';
import type { Identity } from './identity.ts';
import { migrate, schemaVersion } from './migrate.ts';
import { openDatabase } from './open.ts';
import { recordSafetyEvent } from './safety.ts';
import { attempt } from './store-error.ts';

/** What a file ends with, in milliseconds since 1970; null = it has none. */
export interface LastFacts {
  readonly seq: number;
  readonly intervalAt: number | null;
  readonly fillAt: number | null;
}

export interface Restored {
  readonly file: string;
  /** Where the file that was in place is now; null = there was none. */
  readonly kept: string | null;
  readonly now: LastFacts;
  /** null = there was none, or it cannot be read. */
  readonly before: LastFacts | null;
  /** What the backup's own audit has to say against it; null = nothing. */
  readonly doubt: string | null;
}

/** While this stands beside a file, the file may be without its write-ahead log. */
const half = (file: string): string => `${file}.restoring`;

/** Throws a StoreError where a restore was cut off: what stands there now may lack the newest orders. */
export function refuseHalfRestored(file: string): void {
  if (!existsSync(half(file))) return;
  throw new StoreError(
    `${file} was being restored when that was cut off. Run the same npm run restore again; nothing was lost.`,
  );
}

/** Newest first, of every account. */
export function backupsIn(folder: string): readonly { readonly name: string; readonly bytes: number }[] {
  const backups = join(folder, backupFolderName);
  if (!existsSync(backups)) return [];
  return readdirSync(backups)
    .filter((name) => name.endsWith('.sqlite'))
    .toSorted((a, b) => stampOf(b).localeCompare(stampOf(a)))
    .map((name) => ({ name, bytes: statSync(join(backups, name)).size }));
}

const stampOf = (name: string): string => name.slice(name.indexOf('.'));

/**
 * Puts a backup in the place of its account's file, which is kept aside. Nothing is ever without a whole copy on the disk, and a desk that
 * starts in between is refused. `at` in milliseconds. Throws a StoreError, also while a desk uses the folder.
 */
export function restore(folder: string, backup: string, at: number): Restored {
  const unlock = lockFolder(folder);
  try {
    const { identity, doubt } = attempt(backup, () => verified(backup));
    const file = join(folder, `${identity.kind}-${identity.account}.sqlite`);
    return attempt(file, () => {
      copyFileSync(backup, half(file));
      syncFile(half(file));
      const kept = keepAside(file, at);
      for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
      renameSync(half(file), file);
      syncFile(dirname(file));
      recordRestore(file, backup, kept, at);
      return { file, kept, doubt, now: readFacts(file), before: kept === null ? null : factsOrNull(kept) };
    });
  } finally {
    unlock();
  }
}

interface Verified {
  readonly identity: Identity;
  readonly doubt: string | null;
}

function verified(backup: string): Verified {
  if (!existsSync(backup)) throw new StoreError(`There is no backup ${backup}. See the list with --list.`);
  const db = new Database(backup, { readonly: true });
  try {
    const integrity = db.pragma('integrity_check(1)', { simple: true });
    if (integrity !== 'ok')
      throw new StoreError(`${backup} is damaged itself (${String(integrity)}): nothing was changed.`);
    const identity = identityOf(db);
    if (identity === null) throw new StoreError(`${backup} is nobody's file: nothing was changed.`);
    const version = Number(db.pragma('user_version', { simple: true }));
    if (version > schemaVersion)
      throw new StoreError(
        `${backup} was written by a newer Driftdesk: install that one first. Nothing was changed.`,
      );
    // Older files have no audit yet; it begins when they are opened.
    const first = version < schemaVersion ? undefined : checkAudit(db).problems[0];
    return { identity, doubt: first === undefined ? null : first.what };
  } finally {
    db.close();
  }
}

/** The present file under another name, with what its write-ahead log holds. Both names stand until the backup takes the first. */
function keepAside(file: string, at: number): string | null {
  const stamp = new Date(at).toISOString().slice(0, 19).replaceAll(':', '-');
  const kept = `${file}.before-restore-${stamp}Z`;
  const ends = ['', '-wal'].filter((end) => existsSync(file + end));
  for (const end of ends) secondName(file + end, kept + end);
  return ends.length === 0 ? null : kept;
}

function secondName(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Not every file system knows a second name.
    copyFileSync(from, to);
    syncFile(to);
  }
}

/** The chain itself says that it was put back, and the anchors of what is not in it any more no longer count. */
function recordRestore(file: string, backup: string, kept: string | null, at: number): void {
  const db = openDatabase(file);
  try {
    migrate(db);
    recordSafetyEvent(db, {
      ...{ at: epochMs(at), kind: 'halt', who: 'restore', what: 'Trading was halted.', state: 'halted' },
      reason: `the backup ${basename(backup)} was put in place, and what was decided, sent or stopped after it is not in it: compare positions and orders with TWS`,
      ...{ numbers: {}, trip: null },
    });
    const body = { what: 'restored', from: basename(backup), kept: kept === null ? null : basename(kept) };
    db.transaction(append).immediate(db, {
      at: epochMs(at),
      kind: 'state',
      who: 'restore',
      orderId: null,
      body,
    });
    dropAnchor(db, at, 'restored');
  } finally {
    db.close();
  }
}

function factsOrNull(file: string): LastFacts | null {
  try {
    return readFacts(file);
  } catch {
    // It may well have been damaged: that is what restoring is for.
    return null;
  }
}

function readFacts(file: string): LastFacts {
  const db = new Database(file, { readonly: true });
  try {
    const last = db
      .prepare<[], { seq: number; at_ms: number }>(
        'SELECT seq, at_ms FROM intervals ORDER BY seq DESC LIMIT 1',
      )
      .get();
    const fill = db.prepare<[], { at_ms: number | null }>('SELECT max(at_ms) AS at_ms FROM fills').get();
    return { seq: last?.seq ?? 0, intervalAt: last?.at_ms ?? null, fillAt: fill?.at_ms ?? null };
  } finally {
    db.close();
  }
}
