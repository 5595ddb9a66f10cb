import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { orderId } from '#shared/ids.ts';
import { anchorFileOf, readAnchors } from '#store/anchors.ts';
import { checkAudit } from '#store/audit-check.ts';
import { openDatabase } from '#store/open.ts';
import { backupsIn, refuseHalfRestored, restore } from '#store/restore.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { type AuditedFile, auditedFile } from './audited-file.ts';
import { aFill, account, anEntry, anOrder, later, t0 } from './builders.ts';
import { damage } from './damage.ts';

let made: AuditedFile;
let backup = '';
const at = t0 + 3_600_000;

/** A backup, and after it one more order and one more fill. */
beforeEach(async () => {
  made = auditedFile();
  const stores = openStoreFolder(made.folder);
  const store = stores.open('practice', account);
  backup = await store.backUp(t0);
  store.journal(anEntry(3, [anOrder('o-3', 3)]));
  store.recordFill(aFill('f-3.01', { orderId: orderId('o-3'), at: later(77) }));
  store.close();
  stores.close();
});
afterEach(() => made.end());

/** What the account's file holds now, and what its audit says of it. */
function present() {
  const stores = openStoreFolder(made.folder);
  const store = stores.open('practice', account);
  const found = {
    readOnly: store.readOnly,
    seq: store.lastSeq(),
    orders: store.openOrders().map(({ intent }) => intent.orderId),
  };
  store.close();
  stores.close();
  const db = openDatabase(made.file);
  const { problems } = checkAudit(db, readAnchors(anchorFileOf(made.file)));
  db.close();
  return { ...found, problems };
}

test('puts the backup in place, keeps what was there, and says what only that one has', () => {
  const { kept, now, before, doubt } = restore(made.folder, backup, at);
  expect(doubt).toBeNull();
  expect(now).toEqual({ seq: 2, intervalAt: later(2), fillAt: t0 });
  expect(before).toEqual({ seq: 3, intervalAt: later(3), fillAt: later(77) });
  expect(basename(String(kept))).toBe('practice-DU1234567.sqlite.before-restore-2026-07-25T18-20-00Z');
  expect(present()).toEqual({ readOnly: null, seq: 2, orders: ['o-1', 'o-2'], problems: [] });
});

test('the chain goes on from the backup, and says that it was put back', () => {
  restore(made.folder, backup, at);
  const stores = openStoreFolder(made.folder);
  const store = stores.open('practice', account);
  expect(store.auditSince(12, 9).at(-1)).toMatchObject({
    kind: 'state',
    who: 'restore',
    body: { what: 'restored', from: basename(backup) },
  });
  store.recordFill(aFill('f-4.01'));
  store.close();
  stores.close();
  expect(present().problems).toEqual([]);
});

test('trading is halted until somebody has looked: what happened after the backup may be open again in it', () => {
  restore(made.folder, backup, at);
  const stores = openStoreFolder(made.folder);
  const store = stores.open('practice', account);
  expect(store.safety.events(9)[0]).toMatchObject({ kind: 'halt', who: 'restore', state: 'halted' });
  store.close();
  stores.close();
  expect(present().problems).toEqual([]);
});

test('a damaged file is replaced and kept as it was', () => {
  damage(made.file, 'orders');
  const damaged = readFileSync(made.file);
  const { kept } = restore(made.folder, backup, at);
  expect(readFileSync(String(kept)).equals(damaged)).toBe(true);
  expect(present()).toMatchObject({ readOnly: null, seq: 2, problems: [] });
});

test('a file that is gone is put back, and so is a wal that lost it', () => {
  rmSync(made.file);
  writeFileSync(`${made.file}-wal`, 'left behind');
  const { kept, before } = restore(made.folder, backup, at);
  expect(before).toBeNull();
  expect(readFileSync(`${String(kept)}-wal`, 'utf8')).toBe('left behind');
  expect(present()).toMatchObject({ readOnly: null, seq: 2, problems: [] });
});

describe('nothing is changed by', () => {
  const untouched = (run: () => void, words: string) => {
    const before = readFileSync(made.file);
    expect(run).toThrow(words);
    expect(readFileSync(made.file).equals(before)).toBe(true);
    expect(readdirSync(made.folder).filter((name) => name.includes('restor'))).toEqual([]);
  };

  test('a backup that is not there, damaged, or of a newer build', () => {
    untouched(() => restore(made.folder, `${backup}.gone`, at), 'There is no backup');
    const newer = openDatabase(backup);
    newer.pragma('user_version = 99');
    newer.pragma('journal_mode = DELETE');
    newer.close();
    untouched(() => restore(made.folder, backup, at), 'was written by a newer Driftdesk');
    const raw = openSync(backup, 'r+');
    writeSync(raw, Buffer.alloc(3000, 0x5a), 0, 3000, 8192);
    closeSync(raw);
    untouched(() => restore(made.folder, backup, at), 'is damaged itself');
  });

  test('a restore while a desk uses the folder', () => {
    const desk = openStoreFolder(made.folder);
    try {
      untouched(() => restore(made.folder, backup, at), 'Another Driftdesk is using this data folder');
    } finally {
      desk.close();
    }
  });
});

test('one that was cut off is refused by the desk and can be run again', () => {
  // As a kill would leave it after the write-ahead log went: the copy stands there, the old file still has its name.
  writeFileSync(`${made.file}.restoring`, 'half a copy');
  expect(() => refuseHalfRestored(made.file)).toThrow('Run the same npm run restore again');
  restore(made.folder, backup, at);
  expect(existsSync(`${made.file}.restoring`)).toBe(false);
  expect(present()).toMatchObject({ readOnly: null, seq: 2, problems: [] });
});

test('the list is newest first', () => {
  const other = join(made.folder, 'backups', 'paper-DU1.2027-01-01T00-00-00Z.sqlite');
  writeFileSync(other, '12345');
  const names = backupsIn(made.folder);
  expect(names[0]).toEqual({ name: basename(other), bytes: 5 });
  expect(names[1]?.name).toBe(basename(backup));
  renameSync(join(made.folder, 'backups'), join(made.folder, 'elsewhere'));
  expect(backupsIn(made.folder)).toEqual([]);
});
