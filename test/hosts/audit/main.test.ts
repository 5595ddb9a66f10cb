import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStoreFolder } from '#store/store-folder.ts';
import { type AuditedFile, auditedFile, tamper } from '#test/main/store/audited-file.ts';
import { aFill, account } from '#test/main/store/builders.ts';

let made: AuditedFile;
beforeEach(() => void (made = auditedFile()));
afterEach(() => made.end());

function audit(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src-main/hosts/audit/main.ts', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('a sound file: its span and its last hash, and it is left as it was', () => {
  const before = readFileSync(made.file);
  const { status, stdout } = audit(made.file);
  expect(stdout).toMatch(/^ok: 12 records, from \S+Z to \S+Z, last hash [0-9a-f]{64}; \d+ anchors agree\n$/);
  expect(status).toBe(0);
  expect(readFileSync(made.file).equals(before)).toBe(true);
});

test('a changed file: exit code 1, and the first bad record by id, time, kind and what is wrong', () => {
  tamper(made.file, "UPDATE audit SET body_json = '{}' WHERE id = 8");
  const { status, stdout } = audit(made.file);
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^record 8 \S+Z \(fill\): it does not read as it was written: its content does not match its hash\n/,
  );
  expect(stdout).toContain('NOT ok: 12 records were read, ');
});

test('works while a desk has the file open and writes to it', () => {
  const stores = openStoreFolder(made.folder);
  const store = stores.open('practice', account);
  store.recordFill(aFill('f-3.01'));
  const { status, stdout } = audit(made.file);
  store.recordFill(aFill('f-4.01'));
  store.close();
  stores.close();
  expect([status, stdout.slice(0, 15)]).toEqual([0, 'ok: 13 records,']);
});

test('says what it takes, and which file is not there or none of ours', () => {
  expect(audit()).toMatchObject({ status: 2, stdout: '' });
  expect(audit('a', 'b').stderr).toContain('The audit takes one file');
  const gone = join(made.folder, 'gone.sqlite');
  expect(audit(gone)).toMatchObject({ status: 3, stderr: `There is no file ${gone}.\n` });
  const letter = join(made.folder, 'letter.sqlite');
  writeFileSync(letter, 'Dear trader, '.repeat(100));
  expect(audit(letter).stderr).toContain('is damaged or is not a Driftdesk database');
});
