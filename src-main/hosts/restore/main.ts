import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StoreError } from '#app/ports.ts';
import { backupFolderName } from '#store/backup-names.ts';
import { backupsIn, restore } from '#store/restore.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { HostError, badArguments, cannotStart } from '../host-error.ts';
import { listWords, restoredWords } from './words.ts';

// npm run restore -- [--data DIR] [--list | FILE]: puts a backup in the place of its account's file.

const usage =
  'npm run restore -- [--data DIR] --list shows the backups; with the name of one instead of --list it is put in place.';

try {
  for (const line of main()) process.stdout.write(`${line}\n`);
} catch (error) {
  if (!(error instanceof HostError) && !(error instanceof StoreError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(error instanceof HostError ? error.exitCode : cannotStart);
}

function main(): readonly string[] {
  const { data, list, file } = read();
  const folder = data === undefined ? defaultDataFolder() : resolve(data);
  const backups = join(folder, backupFolderName);
  if (list) return listWords(backups, backupsIn(folder));
  if (file === undefined) throw new HostError(usage, badArguments);
  // A bare name is one of the list.
  const backup = basename(file) === file ? join(backups, file) : resolve(file);
  return restoredWords(backup, restore(folder, backup, Date.now()));
}

function read() {
  try {
    const { values, positionals } = parseArgs({
      options: { data: { type: 'string' }, list: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (positionals.length > 1 || (values.list && positionals.length > 0)) throw new Error('One at a time.');
    return { data: values.data, list: values.list, file: positionals[0] };
  } catch (error) {
    throw new HostError(`${error instanceof Error ? error.message : String(error)} ${usage}`, badArguments);
  }
}
