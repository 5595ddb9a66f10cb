import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '#app/ports.ts';
import { checkAudit } from '#store/audit-check.ts';
import { openDatabase } from '#store/open.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { aFill, account, anEntry, anOrder, later, t0 } from '#test/main/store/builders.ts';
import { line, ms, timed } from './timing.ts';

// npm run bench -- store: what it costs that every fact is on the disk, and in the audit, before anything follows from it.

const folder = mkdtempSync(join(tmpdir(), 'driftdesk-bench-'));
const stores = openStoreFolder(folder);
const store = stores.open('practice', account);

/** One insert in one transaction, as durable as ours: what the disk asks for by itself. */
function bareWrite(): () => void {
  const db = openDatabase(join(folder, 'bare.sqlite'));
  db.exec('CREATE TABLE bare (id INTEGER PRIMARY KEY, text TEXT)');
  const insert = db.prepare('INSERT INTO bare (text) VALUES (?)');
  const text = 'x'.repeat(200);
  return () => void insert.run(text);
}

let n = 0;
const fill = (store: Store): void => {
  n += 1;
  store.recordFill(aFill(`f-${n}.01`), later(n));
};
const journal = (store: Store): void => {
  const seq = store.lastSeq() + 1;
  store.journal(anEntry(seq, [anOrder(`o-${seq}`, seq)]));
};

const bare = timed(bareWrite());
const oneFill = timed(() => fill(store));
const oneInterval = timed(() => journal(store));
const many = timed(
  () =>
    store.together(() => {
      for (let k = 0; k < 1000; k++) fill(store);
    }),
  600,
  3,
);
const backup = performance.now();
await store.backUp(t0);
const backupMs = performance.now() - backup;
const db = openDatabase(store.file);
const start = performance.now();
const { records, problems } = checkAudit(db);
const perRecord = (performance.now() - start) / records;
db.close();
store.close();
stores.close();
rmSync(folder, { recursive: true, force: true });

console.log(`one bare insert, synced: ${ms(bare.median)} ms (95 % within ${ms(bare.p95)} ms)`);
line(
  'a fill with its record of the audit, synced',
  `${ms(oneFill.median)} ms`,
  'under 3 bare inserts',
  oneFill.median < 3 * bare.median,
);
line(
  'an interval with one order, synced',
  `${ms(oneInterval.median)} ms`,
  'under 3 ms',
  oneInterval.median < 3,
);
line(
  'a fill among a thousand written together',
  `${ms(many.median / 1000)} ms`,
  'under 0.2 ms',
  many.median / 1000 < 0.2,
);
line(
  `a record proven by the audit (of ${records})`,
  `${ms(perRecord)} ms`,
  'under 0.05 ms',
  perRecord < 0.05 && problems.length === 0,
);
console.log(`a verified backup of all that: ${ms(backupMs)} ms, in steps`);
