import { statSync } from 'node:fs';
import { StoreError } from '#app/ports.ts';
import { anchorFileOf, readAnchors } from './anchors.ts';
import type { Identity } from './identity.ts';
import type { ReadableDb } from './open.ts';

/** Clocks differ by seconds, and a record may be of the broker's. */
const clockToleranceMs = 60_000;

interface NewestRecord {
  readonly id: number;
  readonly at_ms: number;
}

/** What is odd about a file that can be used all the same, in words for the trader. `now` in milliseconds. */
export function findingsIn(db: ReadableDb, identity: Identity, now: number): readonly string[] {
  const newest = db.prepare<[], NewestRecord>('SELECT id, at_ms FROM audit ORDER BY id DESC LIMIT 1').get();
  if (newest === undefined) return [];
  return [...missingRecords(db, newest.id), ...clockSetBack(identity, newest.at_ms, now)];
}

/** An older file in the place of a newer one, or a write-ahead log that went: SQLite itself cannot tell. */
function missingRecords(db: ReadableDb, newestId: number): string[] {
  const known = readAnchors(anchorFileOf(db.name)).reduce((highest, { id }) => Math.max(highest, id), 0);
  if (known <= newestId) return [];
  const missing = known - newestId;
  return [
    `${db.name} lacks its newest ${missing} record${missing === 1 ? '' : 's'}: an older copy stands in its place, or its -wal file was removed. ` +
      'Orders and fills of that time are compared with TWS at the next connection; look through them. npm run restore puts a backup in place.',
  ];
}

/** The practice market has a clock of its own. */
function clockSetBack({ kind }: Identity, newestAt: number, now: number): string[] {
  if (kind === 'practice' || newestAt <= now + clockToleranceMs) return [];
  return [
    `The newest record is of ${new Date(newestAt).toISOString()}, and this machine says ${new Date(now).toISOString()}: its clock was set back. ` +
      'Records keep their order, which is that of their numbers. Set the clock right before you trade.',
  ];
}

/** Throws a StoreError where only the write-ahead log is left: SQLite would throw away what it holds. */
export function refuseOrphanLog(file: string): void {
  const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (sizeOf(file) > 0 || sizeOf(`${file}-wal`) === 0) return;
  throw new StoreError(
    `${file} is gone, and ${file}-wal with its newest records is still there. Put the file back beside it, or run npm run restore. ` +
      'To begin anew, move the -wal file away.',
  );
}
