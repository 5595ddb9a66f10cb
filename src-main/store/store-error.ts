import Database from 'better-sqlite3';
import { StoreError } from '#app/ports.ts';

/** Runs one use of a file; whatever goes wrong leaves as a StoreError that names the file and says what to do. */
export function attempt<T>(file: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw storeErrorOf(error, file);
  }
}

/** The same for what takes its time. */
export async function attemptLater<T>(file: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw storeErrorOf(error, file);
  }
}

function storeErrorOf(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new StoreError(inWords(codeOf(error), message, file), { cause: error });
}

/** SQLite's extended code, e.g. SQLITE_BUSY_SNAPSHOT, or the system's, e.g. EACCES; empty where the error carries none. */
export function codeOf(error: unknown): string {
  if (error instanceof Database.SqliteError) return error.code;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const elsewhere = 'or choose another data folder with --data';

/** First match wins: the start of the code, and what to tell the trader. */
const words: readonly (readonly [start: RegExp, say: (file: string, message: string) => string])[] = [
  [
    /^SQLITE_(CORRUPT|NOTADB)/,
    (file) =>
      `${file} is damaged or is not a Driftdesk database. Nothing in it was changed. Move it away and start again: ` +
      `the desk makes a new one and loads the account from TWS. Orders already sent are still at the broker: check them in TWS first.`,
  ],
  [
    /^(SQLITE_READONLY|SQLITE_PERM|EROFS)/,
    (file) =>
      `${file} cannot be written: the file or its folder is read-only. Allow writing to both, ${elsewhere}.`,
  ],
  [
    /^(EACCES|EPERM)/,
    (file) => `${file} may not be used by this user. Allow reading and writing, ${elsewhere}.`,
  ],
  [
    /^SQLITE_(BUSY|LOCKED)/,
    (file) =>
      `${file} is locked by another program. Close what has it open (a database browser, a backup), then try again.`,
  ],
  [
    /^(SQLITE_FULL|ENOSPC|EDQUOT)/,
    (file) => `The disk is full: ${file} could not be written. Free some space, ${elsewhere}.`,
  ],
  [
    /^(SQLITE_IOERR|EIO)/,
    (file, message) =>
      `The disk failed while using ${file} (${message}). Check the disk, and whether the folder is still there, ${elsewhere}.`,
  ],
  [
    /^SQLITE_CANTOPEN/,
    (file) =>
      `${file} cannot be opened. Check that its folder exists and may be read and written, ${elsewhere}.`,
  ],
  [
    /^SQLITE_CONSTRAINT/,
    (file, message) => `${file} refused a record that breaks its rules, and nothing was written: ${message}.`,
  ],
];

function inWords(code: string, message: string, file: string): string {
  const found = words.find(([start]) => start.test(code));
  return found === undefined ? `${file}: ${message}` : found[1](file, message);
}
