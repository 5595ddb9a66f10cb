import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStoreFolder } from '#store/store-folder.ts';
import { type AuditedFile, auditedFile } from '#test/main/store/audited-file.ts';
import { account, t0 } from '#test/main/store/builders.ts';

let made: AuditedFile;
let backup = '';
beforeEach(async () => {
  made = auditedFile();
  const stores = openStoreFolder(made.folder);
  const store = stores.open('practice', account);
  backup = basename(await store.backUp(t0));
  store.close();
  stores.close();
});
afterEach(() => made.end());

function restore(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['src-main/hosts/restore/main.ts', ...args],
    {
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

test('lists, and puts the named one in place with one command', () => {
  expect(restore('--data', made.folder, '--list').stdout).toMatch(new RegExp(`^${backup}  \\d+\\.\\d MB\n$`));
  const { status, stdout } = restore('--data', made.folder, backup);
  expect(stdout).toContain(`${made.file} is ${backup} now: last interval 2 at `);
  expect(status).toBe(0);
});

test('a running desk, a name that is not there and a bad line are refused in words', () => {
  const desk = openStoreFolder(made.folder);
  expect(restore('--data', made.folder, backup)).toMatchObject({ status: 3, stdout: '' });
  expect(restore('--data', made.folder, backup).stderr).toContain(
    'Another Driftdesk is using this data folder',
  );
  desk.close();
  expect(restore('--data', made.folder, 'gone.sqlite').stderr).toContain('There is no backup');
  for (const args of [[], ['--list', backup], ['a', 'b'], ['--all']]) {
    expect(restore('--data', made.folder, ...args)).toMatchObject({ status: 2, stdout: '' });
  }
});
