import { epochMs } from '#shared/units.ts';
import { orderId } from '#shared/ids.ts';
import { append, sha256 } from './audit.ts';
import type { WritableDb } from './open.ts';

interface OldRow {
  readonly order_id: string | null;
}

interface OldInterval {
  readonly seq: number;
  readonly input_json: string;
  readonly decision_json: string;
}

/**
 * The first record of a chain says whose it is. What a file from before the audit holds is taken in as it stands, so that a change made to
 * it from here on is found. Does nothing where the chain has begun.
 */
export function beginAudit(db: WritableDb): void {
  const begin = db.transaction(() => {
    if (db.prepare('SELECT 1 FROM audit LIMIT 1').get() !== undefined) return;
    const identity = db
      .prepare<[], { kind: string; account: string; created_ms: number }>(
        'SELECT kind, account, created_ms FROM identity',
      )
      .get();
    if (identity === undefined) return;
    const at = epochMs(identity.created_ms);
    append(db, { at, kind: 'state', who: 'desk', orderId: null, body: { what: 'begun', ...identity } });
    for (const { seq, input_json, decision_json } of rowsOf<OldInterval>(db, 'intervals', 'seq')) {
      const body = { seq, inputHash: sha256(input_json), decisionHash: sha256(decision_json) };
      append(db, { at, kind: 'decision', who: 'before', orderId: null, body });
    }
    for (const [kind, table] of facts) {
      for (const row of rowsOf<OldRow>(db, table, 'rowid')) {
        const id = typeof row.order_id === 'string' ? orderId(row.order_id) : null;
        append(db, { at, kind, who: 'before', orderId: id, body: row });
      }
    }
    for (const row of rowsOf<{ id: number; name: string; input_json: string }>(db, 'commands', 'id')) {
      const body = { id: row.id, name: row.name, input: JSON.parse(row.input_json) as unknown };
      append(db, { at, kind: 'command', who: 'before', orderId: null, body });
    }
  });
  begin.immediate();
}

const facts = [
  ['order', 'orders'],
  ['fill', 'fills'],
  ['commission', 'commissions'],
] as const;

// All at once: SQLite does not write on a handle that is still reading.
const rowsOf = <Row>(db: WritableDb, table: string, order: string): Row[] =>
  db.prepare<[], Row>(`SELECT * FROM ${table} ORDER BY ${order}`).all();
