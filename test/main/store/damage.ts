import { closeSync, openSync, writeSync } from 'node:fs';
import { ensure } from '#shared/assert.ts';
import { openDatabase } from '#store/open.ts';

/** Overwrites the start of a table's first page, as a failing disk would. Nobody may have the file open. */
export function damage(file: string, table: string): void {
  const db = openDatabase(file);
  const pageSize = Number(db.pragma('page_size', { simple: true }));
  const row = db
    .prepare<[string], { rootpage: number }>('SELECT rootpage FROM sqlite_schema WHERE name = ?')
    .get(table);
  db.close();
  const raw = openSync(file, 'r+');
  writeSync(raw, Buffer.alloc(64, 0xaa), 0, 64, (ensure(row, table).rootpage - 1) * pageSize);
  closeSync(raw);
}
