import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anchorFileOf, dropAnchor } from '#store/anchors.ts';
import { findingsIn, refuseOrphanLog } from '#store/findings.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { type AuditedFile, auditedFile } from './audited-file.ts';
import { aFill, account, anEntry, anOrder, identity, later, t0 } from './builders.ts';

let made: AuditedFile;
beforeEach(() => void (made = auditedFile()));
afterEach(() => made.end());

function opened<T>(use: (store: ReturnType<ReturnType<typeof openStoreFolder>['open']>) => T): T {
  const stores = openStoreFolder(made.folder);
  try {
    const store = stores.open('practice', account);
    try {
      return use(store);
    } finally {
      store.close();
    }
  } finally {
    stores.close();
  }
}

/** The file and its log as a kill would leave them now. */
function leftByKill(): void {
  opened((store) => {
    store.recordFill(aFill('f-8.01'));
    for (const end of ['', '-wal']) copyFileSync(made.file + end, `${made.file}${end}.killed`);
  });
  for (const end of ['', '-wal']) renameSync(`${made.file}${end}.killed`, made.file + end);
}

describe('a write-ahead log left behind', () => {
  test('beside its file is taken in', () => {
    leftByKill();
    expect(readFileSync(`${made.file}-wal`).length).toBeGreaterThan(0);
    expect(opened((store) => [store.findings, store.auditSince(12, 9).length])).toEqual([[], 1]);
    expect(existsSync(`${made.file}-wal`)).toBe(false);
  });

  test('without its file is not thrown away: the desk says what to do', () => {
    leftByKill();
    rmSync(made.file);
    const words = `${made.file} is gone, and ${made.file}-wal with its newest records is still there.`;
    expect(() => opened(() => 0)).toThrow(words);
    writeFileSync(made.file, '');
    expect(() => opened(() => 0)).toThrow(words);
    expect(readFileSync(`${made.file}-wal`).length).toBeGreaterThan(0);
    rmSync(`${made.file}-wal`);
    expect(() => refuseOrphanLog(made.file)).not.toThrow();
  });

  test('that was removed: the file is whole as it was before, and the anchors know that something is missing', () => {
    leftByKill();
    rmSync(`${made.file}-wal`);
    expect(opened((store) => [store.lastSeq(), store.readOnly, store.findings])).toEqual([
      2,
      null,
      [
        `${made.file} lacks its newest 1 record: an older copy stands in its place, or its -wal file was removed. ` +
          'Orders and fills of that time are compared with TWS at the next connection; look through them. npm run restore puts a backup in place.',
      ],
    ]);
  });
});

describe('a clock that was set back', () => {
  test('is said for accounts whose clock is this machine’s', () => {
    const db = new Database(made.file);
    rmSync(anchorFileOf(made.file));
    const live = { ...identity, kind: 'live' } as const;
    expect(findingsIn(db, live, t0 + 5000)).toEqual([]);
    expect(findingsIn(db, live, t0 - 3_600_000)).toEqual([
      'The newest record is of 2026-07-25T17:20:00.002Z, and this machine says 2026-07-25T16:20:00.000Z: its clock was set back. ' +
        'Records keep their order, which is that of their numbers. Set the clock right before you trade.',
    ]);
    expect(findingsIn(db, identity, t0 - 3_600_000)).toEqual([]);
    dropAnchor(db, 0);
    db.close();
  });

  test('changes no order of anything: numbers count, not times', () => {
    opened((store) => {
      const back = later(-86_400_000);
      store.journal({
        ...anEntry(3, [anOrder('o-9', 9, { createdAt: back, updatedAt: back })]),
        input: { ...anEntry(3, []).input, at: back },
      });
      store.recordFill(aFill('f-9.01', { at: back }), back);
      expect(store.lastSeq()).toBe(3);
      const records = store.auditSince(12, 9);
      expect(records.map(({ id, at }) => [id, at < t0])).toEqual([
        [13, true],
        [14, true],
        [15, true],
      ]);
      expect(store.recordFill(aFill('f-9.01', { at: back }), back)).toBe('known');
    });
    expect(opened((store) => store.findings)).toEqual([]);
  });
});
