import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '#app/ports.ts';
import { attempt, codeOf } from './store-error.ts';

/** Long enough for a desk that is just closing. */
const waitMs = 1000;

/**
 * One desk at a time: two would send the same orders. The lock is SQLite's own on an empty file, so the system lets go of it when
 * the process dies, however it dies. The returned function lets go sooner.
 */
export function lockFolder(dataDir: string): () => void {
  const file = join(dataDir, 'desk.lock');
  // Where nobody can write there is nothing that two desks could do to each other's orders: neither sends any.
  if (isOnReadOnlyDisk(dataDir)) return () => undefined;
  return attempt(file, () => {
    const lock = new Database(file, { timeout: waitMs });
    try {
      lock.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      lock.close();
      if (!codeOf(error).startsWith('SQLITE_BUSY')) throw error;
      throw new StoreError(
        `Another Driftdesk is using this data folder (${dataDir}). Close it first, or choose another data folder with --data.`,
        { cause: error },
      );
    }
    return () => void lock.close();
  });
}

/** Rights are another matter: those of another user's desk may be wider than ours. */
function isOnReadOnlyDisk(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return false;
  } catch (error) {
    return codeOf(error) === 'EROFS';
  }
}
