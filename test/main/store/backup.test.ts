import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '#app/ports.ts';
import { readAnchors, anchorFileOf } from '#store/anchors.ts';
import { checkAudit } from '#store/audit-check.ts';
import { backupFolderOf, newestBackup } from '#store/backup.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { aFill, account, anEntry, anOrder, identity, later, t0 } from './builders.ts';
import { damage } from './damage.ts';

let dir = '';
let stores: ReturnType<typeof openStoreFolder>;
let store: Store;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'driftdesk-backup-'));
  stores = openStoreFolder(dir);
  store = stores.open('practice', account);
  store.journal(anEntry(1, [anOrder('o-1', 1)]));
});
afterEach(() => {
  store.close();
  stores.close();
  rmSync(dir, { recursive: true, force: true });
});

const backups = () => readdirSync(join(dir, 'backups')).sort();

test('is one file that stands alone, with everything in it, and sound', async () => {
  const copy = await store.backUp(t0);
  expect(copy).toBe(join(backupFolderOf(store.file), 'practice-DU1234567.2026-07-25T17-20-00Z.sqlite'));
  const db = new Database(copy, { readonly: true });
  expect(db.prepare('SELECT order_id FROM orders').all()).toEqual([{ order_id: 'o-1' }]);
  expect(checkAudit(db, readAnchors(anchorFileOf(store.file))).problems).toEqual([]);
  db.close();
  expect(backups()).toHaveLength(1);
  expect(statSync(join(dir, 'backups')).mode & 0o777).toBe(0o700);
});

test('goes on while the desk writes, and does not keep it waiting for the whole copy', async () => {
  const bars = Array.from({ length: 60_000 }, (_, n) => ({
    at: later(n),
    open: 1,
    high: 1,
    low: 1,
    close: 1,
    volume: 1,
  }));
  store.saveBars(1 as never, '1 day', bars as never);
  const running = store.backUp(t0);
  let turns = 0;
  const state = { done: false };
  void running.finally(() => (state.done = true));
  while (!state.done) {
    turns += 1;
    store.recordFill(aFill(`f-${turns}.01`));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(turns).toBeGreaterThan(5);
  const db = new Database(await running, { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(checkAudit(db).problems).toEqual([]);
  db.close();
});

describe('older ones', () => {
  const names = (count: number) =>
    Array.from(
      { length: count },
      (_, n) =>
        `practice-DU1234567.2025-01-01T${String(n % 24).padStart(2, '0')}-${String(Math.floor(n / 24)).padStart(2, '0')}-00Z.sqlite`,
    );

  test('go once the new one is verified, and never the new one, whatever the clock says', async () => {
    mkdirSync(join(dir, 'backups'));
    for (const name of names(40)) writeFileSync(join(dir, 'backups', name), '');
    const copy = await store.backUp((t0 - 10 * 365 * 86_400_000) as typeof t0);
    expect(backups()).toHaveLength(25);
    expect(backups()[0]).toBe(copy.slice(join(dir, 'backups').length + 1));
    expect(newestBackup(store.file, identity)).not.toBe(copy);
  });

  test('stay where the new one is not sound; what a kill left half is cleared', async () => {
    mkdirSync(join(dir, 'backups'));
    for (const name of names(30)) writeFileSync(join(dir, 'backups', name), '');
    writeFileSync(join(dir, 'backups', 'practice-DU1234567.2025-02-01T00-00-00Z.sqlite.part'), 'half');
    store.close();
    damage(store.file, 'commands');
    const damaged = new Database(store.file);
    const { backUp } = await import('#store/backup.ts');
    await expect(backUp(damaged as never, identity, t0)).rejects.toThrow(
      /was copied from a file that is damaged/,
    );
    damaged.close();
    expect(backups()).toEqual(names(30).sort());
  });
});

test('a folder that cannot be made is said, and the store goes on', async () => {
  writeFileSync(join(dir, 'backups'), 'in the way');
  await expect(store.backUp(t0)).rejects.toThrow(store.file);
  store.recordFill(aFill('f-1.01'));
  expect(newestBackup(store.file, identity)).toBeNull();
});
