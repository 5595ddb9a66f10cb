import { writeSync } from 'node:fs';
import { openStoreFolder } from '#store/store-folder.ts';
import { account } from '../builders.ts';

// `node open-as-nobody.ts DIR`: file permissions mean nothing to root, so the rights are given up before the folder is opened.

const dir = process.argv[2] ?? '';
if (process.geteuid?.() === 0) {
  process.setegid?.(65_534);
  process.seteuid?.(65_534);
}
try {
  const store = openStoreFolder(dir).open('practice', account);
  writeSync(1, `${store.lastSeq()} intervals; ${store.readOnly ?? 'writable'}\n`);
} catch (error) {
  writeSync(1, `${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
}
process.exit(0);
