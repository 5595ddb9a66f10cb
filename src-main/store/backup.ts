import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  statfsSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { StoreError } from '#app/ports.ts';
import { backupFolderName, backupName, backupsAmong, outdated } from './backup-names.ts';
import type { Identity } from './identity.ts';
import type { WritableDb } from './open.ts';
import { verifyCopy } from './verify-copy.ts';

/** A megabyte or two between two turns of the desk: about a millisecond of its time. */
const pagesATurn = 400;
/** What a backup leaves free on the disk: the journal needs it more. */
const reserveBytes = 64 * 1024 * 1024;

export const backupFolderOf = (file: string): string => join(dirname(file), backupFolderName);

/**
 * Copies the file as it is while it is written to, verifies the copy, and only then lets go of older ones. Resolves with the copy's path.
 * `at` in milliseconds.
 */
export async function backUp(db: WritableDb, identity: Identity, at: number): Promise<string> {
  const folder = backupFolderOf(db.name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder))
    if (name.includes('.part')) rmSync(join(folder, name), { force: true });
  expectRoom(db, folder);
  const copy = join(folder, backupName(identity, at));
  const part = `${copy}.part`;
  try {
    await db.backup(part, { progress: () => pagesATurn });
    await verifyCopy(part, identity);
    syncFile(part);
    renameSync(part, copy);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  dropOutdated(folder, identity, copy);
  return copy;
}

function expectRoom(db: WritableDb, folder: string): void {
  const size = statSync(db.name).size + (statSync(`${db.name}-wal`, { throwIfNoEntry: false })?.size ?? 0);
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= size + reserveBytes) return;
  throw new StoreError(
    `There is no room for a backup of ${db.name}: it needs ${megabytes(size + reserveBytes)} MB, and ${megabytes(bavail * bsize)} MB are free. ` +
      `Free some space; older backups in ${folder} may be removed.`,
  );
}

const megabytes = (bytes: number): number => Math.ceil(bytes / (1024 * 1024));

/** Also a folder's own entries, where the system can. */
export function syncFile(path: string): void {
  const written = openSync(path, 'r');
  try {
    fsyncSync(written);
  } finally {
    closeSync(written);
  }
}

/** Never the one that was just made, whatever the clock says. */
function dropOutdated(folder: string, identity: Identity, made: string): void {
  for (const { name } of outdated(backupsAmong(readdirSync(folder), identity))) {
    const file = join(folder, name);
    if (file !== made) rmSync(file, { force: true });
  }
}

/** The newest copy's path; null = there is none. */
export function newestBackup(file: string, identity: Identity): string | null {
  try {
    const folder = backupFolderOf(file);
    const newest = backupsAmong(readdirSync(folder), identity)[0];
    return newest === undefined ? null : join(folder, newest.name);
  } catch {
    // No folder, no backup.
    return null;
  }
}
