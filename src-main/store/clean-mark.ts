import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

// A small file for each account's. It is there while everything that was decided is written down, and is taken away while something is not:
// that takes no room, so it can be done on a disk that is full. Where it is missing, the next start stops what was under way.

const marksOf = (folder: string): string => join(folder, 'clean');

/** `…/paper-DU1.sqlite` → `…/clean/paper-DU1.txt`. */
export const cleanMarkOf = (file: string): string =>
  join(marksOf(dirname(file)), `${basename(file, '.sqlite')}.txt`);

/** In a folder from before there were marks, each of its files gets one; one that cannot be made now is missing. */
export function beginMarks(folder: string, files: readonly string[]): void {
  if (existsSync(marksOf(folder))) return;
  try {
    for (const file of files) markClean(join(folder, file), true);
  } catch {
    // The folder may be read-only, and then nothing is sent.
  }
}

/** Whether the mark was left standing. A file that is about to be made gets one. */
export function wasLeftClean(file: string): boolean {
  if (!existsSync(file)) markClean(file, true);
  return existsSync(cleanMarkOf(file));
}

export function markClean(file: string, clean: boolean): void {
  const mark = cleanMarkOf(file);
  if (clean) {
    mkdirSync(dirname(mark), { recursive: true, mode: 0o700 });
    writeFileSync(mark, words, { mode: 0o600, flush: true });
  } else rmSync(mark, { force: true });
  syncFolder(dirname(mark));
}

const words =
  'While this file is here, everything that was decided about the account is written down.\n' +
  'Without it the desk starts halted, and stops every trade that was under way.\n';

/** So that it is gone after the power was, too. */
function syncFolder(folder: string): void {
  try {
    const opened = openSync(folder, 'r');
    fsyncSync(opened);
    closeSync(opened);
  } catch {
    // Not every system lets a folder be written through, and a process that dies loses nothing by it.
  }
}
