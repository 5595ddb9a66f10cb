import { writeSync } from 'node:fs';
import Database from 'better-sqlite3';
import { openStoreFolder } from '#store/store-folder.ts';

// `node hold.ts folder DIR` is a desk that has the folder; `node hold.ts file FILE` is another program that has the database.

const [what = '', path = ''] = process.argv.slice(2);
// A handle that nobody holds is collected, and its lock with it.
const held = what === 'folder' ? openStoreFolder(path) : new Database(path).exec('BEGIN EXCLUSIVE');
writeSync(1, 'held\n');
setInterval(() => held, 60_000);
