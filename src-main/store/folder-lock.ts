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
