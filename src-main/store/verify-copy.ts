import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { StoreError } from '#app/ports.ts';
import type { Identity } from './identity.ts';

/**
 * Plain JavaScript, because it is the one piece that runs outside this process's main thread, bundled or not: reading a year of intervals
 * takes seconds, and the desk must not stand still for it. Without a write-ahead log a copy is one file, which nothing belongs to.
 */
const inWorker = `
const { parentPort, workerData } = require('node:worker_threads');
const Database = require(workerData.library);
const db = new Database(workerData.file, { fileMustExist: true });
db.pragma('journal_mode = DELETE');
const integrity = db.pragma('integrity_check(1)', { simple: true });
const owner = integrity === 'ok' ? db.prepare('SELECT kind, account FROM identity').get() : undefined;
db.close();
parentPort.postMessage({ integrity, owner });
`;

interface Verdict {
  readonly integrity: unknown;
  readonly owner: { readonly kind: string; readonly account: string } | undefined;
}

/** Reads the whole copy in a thread of its own, and makes it stand alone. Rejects with a StoreError where it is not sound or not this account's. */
export async function verifyCopy(file: string, { kind, account }: Identity): Promise<void> {
  const { integrity, owner } = await verdictOn(file);
  if (integrity !== 'ok') {
    throw new StoreError(`${file} was copied from a file that is damaged (${String(integrity)}).`);
  }
  if (owner?.kind !== kind || owner.account !== account) {
    throw new StoreError(`${file} is not a copy of the ${kind} account ${account}.`);
  }
}

function verdictOn(file: string): Promise<Verdict> {
  const library = createRequire(import.meta.url).resolve('better-sqlite3');
  return new Promise((resolve, reject) => {
    const worker = new Worker(inWorker, { eval: true, workerData: { file, library } });
    worker.once('message', resolve);
    worker.once('error', (error) => {
      reject(new StoreError(`${file} could not be checked: ${error.message}`, { cause: error }));
    });
    worker.once('exit', () => reject(new StoreError(`${file} could not be checked.`)));
  });
}
