import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { anchorOf } from './audit.ts';
import { linkProblem } from './audit-check.ts';
import type { AuditRow } from './audit.ts';
import { applicationId } from './migrations/0001-initial.ts';
import type { ReadableDb } from './open.ts';
import { codeOf } from './store-error.ts';

/** A check of a larger file would keep the trader waiting for seconds; its backups are checked whole every hour. */
const wholeCheckBytes = 400 * 1024 * 1024;
/** What an order depends on, and small. */
const checkedTables = ['identity', 'saved_state', 'proposals', 'orders', 'fills', 'commissions'] as const;
const checkedRecords = 500;

/**
 * What is damaged in the file, in words, before anything opens it for writing: recovery and migration would write into it. null = it is
 * sound, or not there yet, or cannot be looked into, which opening it will say better.
 */
export function damageIn(file: string): string | null {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return null;
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true });
    try {
      return damageOf(db, size);
    } finally {
      db.close();
    }
  } catch (error) {
    return isDamage(error) ? wordsOf(error) : null;
  }
}

export const isDamage = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function damageOf(db: Database.Database, size: number): string | null {
  if (Number(db.pragma('application_id', { simple: true })) !== applicationId) return null;
  const tables = size <= wholeCheckBytes ? [null] : checkedTables;
  for (const table of tables) {
    const pragma = table === null ? 'quick_check(1)' : `quick_check(${table})`;
    const found = db.pragma(pragma, { simple: true });
    if (found !== 'ok') return String(found);
  }
  return brokenTail(db);
}

/** The newest records must follow one another: a flipped bit in a value breaks no page, but it breaks its hash. */
function brokenTail(db: ReadableDb): string | null {
  const known = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'audit'").get();
  if (known === undefined) return null;
  const newest = db
    .prepare<[number], AuditRow>('SELECT * FROM audit ORDER BY id DESC LIMIT ?')
    .all(checkedRecords + 1)
    .toReversed();
  const [oldest] = newest;
  if (oldest === undefined) return null;
  let before = oldest.id === 1 ? { id: 0, hash: anchorOf(db) } : oldest;
  for (const row of oldest.id === 1 ? newest : newest.slice(1)) {
    const wrong = linkProblem(row, before);
    if (wrong !== null) return `record ${row.id} of its audit: ${wrong}`;
    before = row;
  }
  return null;
}
