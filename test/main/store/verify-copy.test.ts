import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StoreError } from '#app/ports.ts';
import { accountId } from '#shared/ids.ts';
import { verifyCopy } from '#store/verify-copy.ts';
import { type AuditedFile, auditedFile } from './audited-file.ts';
import { identity } from './builders.ts';
import { damage } from './damage.ts';

let made: AuditedFile;
beforeEach(() => void (made = auditedFile()));
afterEach(() => made.end());

test('a sound copy is left without a write-ahead log', async () => {
  await verifyCopy(made.file, identity);
  expect(readdirSync(made.folder).filter((name) => name.startsWith('practice-'))).toEqual([
    'practice-DU1234567.sqlite',
  ]);
});

test('a damaged one, another account’s, and what is no database', async () => {
  await expect(verifyCopy(made.file, { ...identity, account: accountId('DU9') })).rejects.toThrow(
    `${made.file} is not a copy of the practice account DU9.`,
  );
  damage(made.file, 'fills');
  await expect(verifyCopy(made.file, identity)).rejects.toThrow('was copied from a file that is damaged');
  const folder = mkdtempSync(join(tmpdir(), 'driftdesk-verify-'));
  const letter = join(folder, 'letter.sqlite');
  writeFileSync(letter, 'Dear trader, '.repeat(100));
  await expect(verifyCopy(letter, identity)).rejects.toThrow(StoreError);
  await expect(verifyCopy(join(folder, 'gone.sqlite'), identity)).rejects.toThrow('could not be checked');
  rmSync(folder, { recursive: true, force: true });
});
