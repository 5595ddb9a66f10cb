import type { WritableDb } from '../open.ts';

export const version = 3;

/** What makes orders safe to lose nothing of: one block of SQL per concern. */
export function up(db: WritableDb): void {
  for (const block of blocks) db.exec(block);
}

// Everything that happened, in the order in which it was written down. AUTOINCREMENT, so that no id is ever given twice.
const audit = `
ALTER TABLE identity ADD COLUMN created_ms INTEGER;
UPDATE identity SET created_ms = CAST(unixepoch('subsec') * 1000 AS INTEGER);
CREATE TRIGGER identity_is_dated AFTER INSERT ON identity WHEN NEW.created_ms IS NULL
BEGIN UPDATE identity SET created_ms = CAST(unixepoch('subsec') * 1000 AS INTEGER) WHERE id = NEW.id; END;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('command', 'decision', 'order', 'broker', 'fill', 'commission', 'verdict', 'setting', 'state')),
  who TEXT NOT NULL,
  order_id TEXT,
  body_json TEXT NOT NULL,
  prev_hash TEXT NOT NULL CHECK (length(prev_hash) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
CREATE INDEX audit_of_order ON audit (order_id, id) WHERE order_id IS NOT NULL;
CREATE INDEX audit_settings ON audit (id) WHERE kind = 'setting';

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'a record of the audit is never changed'); END;
CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'a record of the audit is never removed'); END;
`;

const blocks: readonly string[] = [audit];
