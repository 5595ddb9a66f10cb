import type Database from 'better-sqlite3';
import type { WritableDb } from './open.ts';

const known = new WeakMap<WritableDb, Map<string, unknown>>();

/**
 * The statement of this text, made once for each handle: making it anew costs more than running it. For texts that stand in the sources, and
 * that are done before they are asked again.
 */
export function prepared<Given extends unknown[] = unknown[], Row = unknown>(
  db: WritableDb,
  sql: string,
): Database.Statement<Given, Row> {
  const ofHandle = known.get(db) ?? new Map<string, unknown>();
  known.set(db, ofHandle);
  const statement = ofHandle.get(sql) ?? db.prepare(sql);
  ofHandle.set(sql, statement);
  return statement as Database.Statement<Given, Row>;
}
