import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { StoreError } from '#app/ports.ts';
import * as initial from './migrations/0001-initial.ts';
import * as moreReasons from './migrations/0002-more-reasons.ts';
import * as orderSafety from './migrations/0003-order-safety.ts';
import type { WritableDb } from './open.ts';

interface Migration {
  readonly version: number;
  /** Runs inside a transaction. */
  readonly up: (db: WritableDb) => void;
}

/** In order; versions rise by one from 1. A shipped file is never edited. */
const migrations: readonly Migration[] = [initial, moreReasons, orderSafety];

/** What this build reads and writes. */
export const schemaVersion = migrations.length;

/**
 * The file was written by a newer build; this one must not touch it.
 * @public
 */
export class SchemaFromFuture extends StoreError {}

/** Brings the file to the last version of the list, each step in one transaction with its number. A file that had a version is copied first. */
export function migrate(db: WritableDb, list: readonly Migration[] = migrations): void {
  const current = versionOf(db);
  refuseForeign(db, current);
  if (current > list.length) {
    throw new SchemaFromFuture(
      `${db.name} was written by a newer Driftdesk (version ${current}, this build knows ${list.length}). ` +
        'Install the newer build, or choose another data folder with --data.',
    );
  }
  if (current > 0 && current < list.length && !db.memory) copyBefore(db, list.length);
  for (const { version, up } of list.slice(current)) {
    const step = db.transaction(() => {
      up(db);
      db.pragma(`user_version = ${version}`);
    });
    step.exclusive();
  }
}

function versionOf(db: WritableDb): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** A database that is neither new nor ours is left alone. */
function refuseForeign(db: WritableDb, current: number): void {
  const tables = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').get()?.n ?? 0;
  const ours = Number(db.pragma('application_id', { simple: true })) === initial.applicationId;
  if (ours ? current > 0 : current === 0 && tables === 0) return;
  throw new StoreError(
    `${db.name} is a database of another program. Move it away, or choose another data folder with --data.`,
  );
}

/** Next to the file, and never over an earlier copy. */
function copyBefore(db: WritableDb, version: number): void {
  const stem = db.name.replace(/\.sqlite$/, '');
  const names = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
    (n) => `${stem}.before-v${version}${n === 1 ? '' : `-${n}`}.sqlite`,
  );
  const copy = names.find((name) => !existsSync(name));
  if (copy === undefined) {
    throw new StoreError(
      `${db.name} must be copied before this build can change it, but nine copies such as ${names[0] ?? ''} are there already. Move them away.`,
    );
  }
  const part = `${copy}.part`;
  rmSync(part, { force: true });
  db.prepare('VACUUM INTO ?').run(part);
  const written = openSync(part, 'r+');
  fsyncSync(written);
  closeSync(written);
  renameSync(part, copy);
}
