import { writeSync } from 'node:fs';
import { openStoreFolder } from '#store/store-folder.ts';
import { account } from '../builders.ts';
import { script } from '../script.ts';
import { beforeEveryStatement } from '../statements.ts';

// `node killed-writer.ts DIR POINT` opens a new file and goes through the script; at the statement of that number (begin and commit are
// statements too) it dies as by kill -9. Says each step that it has finished, and at the end how many statements there were.

const [dir = '', point = '0'] = process.argv.slice(2);
let passed = 0;
beforeEveryStatement(() => {
  passed += 1;
  if (passed === Number(point)) process.kill(process.pid, 'SIGKILL');
});

const store = openStoreFolder(dir).open('practice', account);
writeSync(1, 'opened\n');
for (const step of script) {
  step(store);
  writeSync(1, 'step\n');
}
writeSync(1, `points ${passed}\n`);
process.kill(process.pid, 'SIGKILL');
