import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StoreError } from '#app/ports.ts';
import type { Store } from '#app/ports.ts';
import { checkAudit } from '#store/audit-check.ts';
import { claim } from '#store/identity.ts';
import { migrate } from '#store/migrate.ts';
import { openDatabase } from '#store/open.ts';
import type { WritableDb } from '#store/open.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { storeOver } from '#store/store.ts';
import { type SmallDisk, canMount, smallDisk } from '#test/support/small-disk.ts';
import { aFill, account, anEntry, anOrder, identity, t0 } from './builders.ts';

/** Writes orders and fills until there is no room; returns what the last write said. */
function writeUntilFull(store: Store): StoreError {
  for (let n = store.lastSeq() + 1; ; n++) {
    try {
      store.journal(anEntry(n, [anOrder(`o-${n}`, n)]));
      store.recordFill(aFill(`f-${n}.01`));
    } catch (error) {
      if (error instanceof StoreError) return error;
      throw error;
    }
  }
}

function expectWhole(db: WritableDb): void {
  expect(db.inTransaction).toBe(false);
  expect(checkAudit(db).problems).toEqual([]);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
}

describe('a file that may not grow', () => {
  test('refuses in words, keeps nothing of what was refused, and goes on once it may', () => {
    const dir = mkdtempSync(join(tmpdir(), 'driftdesk-full-'));
    const db = openDatabase(join(dir, 'practice-DU1.sqlite'));
    migrate(db);
    claim(db, identity);
    const store = storeOver(db, identity);
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 8}`);
    const error = writeUntilFull(store);
    expect(error.message).toBe(
      `The disk is full: ${db.name} could not be written. Free some space, or choose another data folder with --data.`,
    );
    expectWhole(db);
    db.pragma('max_page_count = 1000000');
    const seq = store.lastSeq() + 1;
    store.journal(anEntry(seq, [anOrder(`again-${seq}`, 900 + seq)]));
    expectWhole(db);
    store.close();
    rmSync(dir, { recursive: true, force: true });
  });
});

describe.skipIf(!canMount)('a disk that is full (a real one; needs root on Linux)', () => {
  let disk: SmallDisk;
  beforeEach(() => void (disk = smallDisk(4)));
  afterEach(() => disk.end());

  test('the same, and a backup finds no room without touching what there is', async () => {
    const stores = openStoreFolder(disk.folder);
    const store = stores.open('practice', account);
    disk.fill();
    expect(writeUntilFull(store).message).toContain('The disk is full');
    await expect(store.backUp(t0)).rejects.toThrow(/no room for a backup|disk is full/);
    disk.free();
    const seq = store.lastSeq() + 1;
    store.journal(anEntry(seq, [anOrder(`again-${seq}`, 900 + seq)]));
    store.close();
    stores.close();
    const db = openDatabase(store.file);
    expectWhole(db);
    db.close();
  });

  test('a new file that finds no room is refused in words, and opened once there is', () => {
    const stores = openStoreFolder(disk.folder);
    disk.fill();
    expect(() => stores.open('practice', account)).toThrow(StoreError);
    disk.free();
    const store = stores.open('practice', account);
    expect([store.readOnly, store.lastSeq()]).toEqual([null, 0]);
    store.close();
    stores.close();
  });
});
