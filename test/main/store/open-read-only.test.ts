import { cpSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountId, orderId } from '#shared/ids.ts';
import { openDatabase } from '#store/open.ts';
import { openDamaged, openUnwritable } from '#store/open-read-only.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { type SmallDisk, canMount, smallDisk } from '#test/support/small-disk.ts';
import { type AuditedFile, auditedFile } from './audited-file.ts';
import { aFill, account, anEntry, anOrder, identity, t0 } from './builders.ts';

let made: AuditedFile;
beforeEach(() => void (made = auditedFile()));
afterEach(() => made.end());

describe('a damaged file', () => {
  test('shows its history, takes nothing in, and names the last good backup and the command', async () => {
    const stores = openStoreFolder(made.folder);
    const store = stores.open('practice', account);
    const backup = await store.backUp(t0);
    store.close();
    stores.close();
    const damaged = openDamaged(made.file, identity, 'page 7');
    expect(damaged.readOnly).toBe(
      `${made.file} is damaged (page 7). It is open for reading only: what can be read is shown, nothing is written to it, and nothing is sent. ` +
        `The last good backup is ${backup}. Close the desk and run: npm run restore -- --data "${made.folder}" ${basename(backup)} ` +
        'Orders already sent are still at the broker: look at them in TWS.',
    );
    expect(damaged.auditOf(orderId('o-1')).length).toBeGreaterThan(2);
    const writes = [
      () => damaged.recordFill(aFill('f-9.01')),
      () => damaged.saveOrder(anOrder('o-1', 1)),
      () => damaged.journal(anEntry(9, [])),
      () => damaged.audit({ at: t0, kind: 'state', who: 'desk', orderId: null, body: 1 }),
    ];
    for (const write of writes) expect(write).toThrow(String(damaged.readOnly));
    await expect(damaged.backUp(t0)).rejects.toThrow(String(damaged.readOnly));
    damaged.close();
  });

  test('without a backup says how to begin anew', () => {
    const store = openDamaged(made.file, identity, 'page 7');
    expect(store.readOnly).toContain(
      'There is no backup of it. Close the desk, move the file away and start again',
    );
    store.close();
  });

  test('is never taken for another account’s, nor read as another version', () => {
    expect(() => openDamaged(made.file, { ...identity, account: accountId('DU9') }, 'x')).toThrow(
      'belongs to the practice',
    );
    const db = openDatabase(made.file);
    db.pragma('user_version = 2');
    db.close();
    expect(() => openDamaged(made.file, identity, 'x')).toThrow('it is at version 2, this build reads 3');
  });
});

describe.skipIf(!canMount)('a folder on a disk that is mounted read-only (needs root on Linux)', () => {
  let disk: SmallDisk;
  beforeEach(() => {
    disk = smallDisk(4);
    cpSync(made.folder, disk.folder, { recursive: true });
    disk.makeReadOnly();
  });
  afterEach(() => disk.end());

  test('is shown through a copy elsewhere, which goes when it is closed', () => {
    const copies = () => readdirSync(tmpdir()).filter((name) => name.startsWith('driftdesk-read-')).length;
    const before = copies();
    const stores = openStoreFolder(disk.folder);
    const store = stores.open('practice', account);
    expect(store.file).toBe(join(disk.folder, basename(made.file)));
    expect(store.readOnly).toContain('its history is shown, and nothing is sent');
    expect(store.lastSeq()).toBe(2);
    expect(store.openOrders()).toHaveLength(2);
    expect(() => store.recordFill(aFill('f-9.01'))).toThrow(String(store.readOnly));
    store.close();
    stores.close();
    expect(copies()).toBe(before);
  });
});

test('what can be neither written nor read', () => {
  expect(openUnwritable(join(made.folder, 'gone.sqlite'), identity, 'why')).toBeNull();
  const other = new Database(join(made.folder, 'x.sqlite'));
  other.exec('CREATE TABLE cats (name TEXT)');
  other.close();
  expect(openUnwritable(join(made.folder, 'x.sqlite'), identity, 'why')).toBeNull();
});
