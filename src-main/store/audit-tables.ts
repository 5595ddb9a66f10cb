import { epochMs } from '#shared/units.ts';
import { sha256 } from './audit.ts';
import type { AuditRow } from './audit.ts';
import type { AuditProblem } from './audit-check.ts';
import { fromJson } from './columns.ts';
import type { ReadableDb } from './open.ts';

type Row = Readonly<Record<string, unknown>>;

/** A table whose every row equals the last record about it. */
interface AuditedTable {
  readonly table: string;
  readonly kind: AuditRow['kind'];
  /** Of a row and of the record's body alike; null = the record is about something else. */
  readonly keyOf: (row: Row) => string | null;
  /** The row as its record has it. */
  readonly asRecorded: (row: Row) => Row;
}

const same = (row: Row): Row => row;

const audited: readonly AuditedTable[] = [
  { table: 'orders', kind: 'order', keyOf: (row) => textOf(row['order_id']), asRecorded: same },
  {
    table: 'fills',
    kind: 'fill',
    keyOf: (row) => `${textOf(row['fill_id'])} revision ${textOf(row['revision'])}`,
    asRecorded: same,
  },
  { table: 'commissions', kind: 'commission', keyOf: (row) => textOf(row['exec_id']), asRecorded: same },
  {
    table: 'intervals',
    kind: 'decision',
    keyOf: (row) => ('seq' in row ? textOf(row['seq']) : null),
    asRecorded: (row) => ({
      inputHash: hashOfText(row['input_json']),
      decisionHash: hashOfText(row['decision_json']),
    }),
  },
  {
    table: 'commands',
    kind: 'command',
    keyOf: (row) => textOf(row['id']),
    asRecorded: (row) => ({ name: row['name'], input: fromJson(String(row['input_json'])) }),
  },
];

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const hashOfText = (value: unknown): string => sha256(String(value));

/** Follows the records, then compares the tables with the last one of each row. Keeps ids only: a chain may be longer than memory. */
export class TableCheck {
  readonly #db: ReadableDb;
  readonly #last = new Map(audited.map(({ kind }) => [kind, new Map<string, number>()]));

  constructor(db: ReadableDb) {
    this.#db = db;
  }

  add(row: AuditRow): void {
    const of = audited.find(({ kind }) => kind === row.kind);
    const body = of === undefined ? null : bodyOf(row);
    if (of === undefined || body === null) return;
    const key = of.keyOf(body);
    if (key !== null) this.#last.get(of.kind)?.set(key, row.id);
  }

  problems(): readonly AuditProblem[] {
    return audited.flatMap((of) => this.#problemsOf(of));
  }

  #problemsOf(of: AuditedTable): AuditProblem[] {
    const found: AuditProblem[] = [];
    const last = new Map(this.#last.get(of.kind));
    const record = this.#db.prepare<[number], AuditRow>('SELECT * FROM audit WHERE id = ?');
    for (const row of this.#db.prepare<[], Row>(`SELECT * FROM ${of.table} ORDER BY rowid`).iterate()) {
      const key = of.keyOf(row) ?? '';
      const id = last.get(key);
      last.delete(key);
      const written = id === undefined ? undefined : record.get(id);
      if (written === undefined)
        found.push({
          id: null,
          at: null,
          kind: of.kind,
          what: `${of.table} ${key} is in no record: it was put there behind the journal’s back`,
        });
      else found.push(...differences(of, key, row, written));
    }
    for (const [key, id] of last) found.push(gone(of, key, record.get(id)));
    return found;
  }
}

function differences(of: AuditedTable, key: string, row: Row, written: AuditRow): AuditProblem[] {
  const body = bodyOf(written) ?? {};
  const now = of.asRecorded(row);
  // A later build may have added a column or taken one away: what both know must agree.
  const differing = Object.keys(now).filter((name) => name in body && !isEqual(now[name], body[name]));
  if (differing.length === 0) return [];
  const words = differing.map(
    (name) => `${name} is ${JSON.stringify(now[name])}, recorded as ${JSON.stringify(body[name])}`,
  );
  return [
    {
      id: written.id,
      at: epochMs(written.at_ms),
      kind: of.kind,
      what: `${of.table} ${key} was changed behind the journal’s back: ${words.join('; ')}`,
    },
  ];
}

const gone = (of: AuditedTable, key: string, written: AuditRow | undefined): AuditProblem => ({
  id: written?.id ?? null,
  at: written === undefined ? null : epochMs(written.at_ms),
  kind: of.kind,
  what: `${of.table} ${key} was removed behind the journal’s back`,
});

const isEqual = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** null where it does not read as an object: the chain has said so already. */
function bodyOf({ body_json }: AuditRow): Row | null {
  try {
    const body = fromJson(body_json);
    return typeof body === 'object' && body !== null ? (body as Row) : null;
  } catch {
    return null;
  }
}
