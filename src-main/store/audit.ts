import { createHash } from 'node:crypto';
import type { AuditEntry, AuditKind, AuditRecord, AuditStore, SettingRecord } from '#app/ports-audit.ts';
import { orderId } from '#shared/ids.ts';
import type { OrderId } from '#shared/ids.ts';
import { epochMs } from '#shared/units.ts';
import { fromJson, ms, toJson } from './columns.ts';
import type { ReadableDb, WritableDb } from './open.ts';
import { prepared } from './prepared.ts';

// The journal of everything: records are only ever added, and each one's hash covers the one before it.

export interface AuditRow {
  readonly id: number;
  readonly at_ms: number;
  readonly kind: AuditKind;
  readonly who: string;
  readonly order_id: string | null;
  readonly body_json: string;
  readonly prev_hash: string;
  readonly hash: string;
}

function toEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    at: epochMs(row.at_ms),
    kind: row.kind,
    who: row.who,
    orderId: row.order_id === null ? null : orderId(row.order_id),
    body: fromJson(row.body_json),
    hash: row.hash,
  };
}

const auditOfSql = 'SELECT * FROM audit WHERE order_id = ? ORDER BY id';
const auditSinceSql = 'SELECT * FROM audit WHERE id > ? ORDER BY id LIMIT ?';
const heardOfSql = `SELECT * FROM audit WHERE kind IN ('broker', 'fill', 'state') AND (instr(body_json, ?) > 0 OR instr(body_json, ?) > 0)
  ORDER BY id`;
const settingsSql = `SELECT body_json FROM audit WHERE kind = 'setting' ORDER BY id DESC`;

/** Oldest first. */
export function auditOf(db: ReadableDb, id: OrderId): readonly AuditEntry[] {
  return db.prepare<[string], AuditRow>(auditOfSql).all(id).map(toEntry);
}

/** Oldest first. A scan of the whole journal, for a trader's question and for nothing that repeats. */
function auditOfPermId(db: ReadableDb, permId: number): readonly AuditEntry[] {
  const keys = ['permId', 'perm_id'].map((key) => `"${key}":${permId}`) as [string, string];
  const isOfIt = ({ body_json }: AuditRow): boolean =>
    keys.some((key) => body_json.includes(`${key},`) || body_json.includes(`${key}}`));
  return db
    .prepare<[string, string], AuditRow>(heardOfSql)
    .all(...keys)
    .filter(isOfIt)
    .map(toEntry);
}

/** Oldest first, of the records after this one; 0 = from the beginning. */
export function auditSince(db: ReadableDb, id: number, limit: number): readonly AuditEntry[] {
  return db
    .prepare<[number, number], AuditRow>(auditSinceSql)
    .all(id, Math.max(0, Math.trunc(limit)))
    .map(toEntry);
}

/** Adds one record. Call inside the transaction that writes what it is about. */
export function append(db: WritableDb, record: AuditRecord): void {
  const id = prepared<[], { id: number }>(db, nextIdSql).get()?.id ?? 1;
  const prev = prepared<[], { hash: string }>(db, lastHashSql).get()?.hash ?? anchorOf(db);
  const row = {
    id,
    at_ms: ms(record.at),
    kind: record.kind,
    who: record.who,
    order_id: record.orderId,
    body_json: toJson(record.body ?? null, `the audit record of a ${record.kind}`),
    prev_hash: prev,
  };
  prepared(db, insertSql).run({ ...row, hash: hashOf(row) });
}

/** False = the setting reads as it did, and nothing was added. */
function recordSetting(db: WritableDb, { at, who, name, text }: SettingRecord): boolean {
  const hash = sha256(text);
  const record = db.transaction((): boolean => {
    if (lastSettingHash(db, name) === hash) return false;
    append(db, { at, kind: 'setting', who, orderId: null, body: { name, hash, text } });
    return true;
  });
  return record.immediate();
}

/** Of the text that was recorded last under this name; null = none was. */
function lastSettingHash(db: ReadableDb, name: string): string | null {
  for (const { body_json } of db.prepare<[], { body_json: string }>(settingsSql).iterate()) {
    const body = fromJson(body_json) as { readonly name: string; readonly hash: string };
    if (body.name === name) return body.hash;
  }
  return null;
}

/** The time of the newest record; null = there is none. For facts that carry no time of their own. */
export function lastAuditMs(db: ReadableDb): number | null {
  return (
    db.prepare<[], { at_ms: number }>('SELECT at_ms FROM audit ORDER BY id DESC LIMIT 1').get()?.at_ms ?? null
  );
}

// ---- The chain

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Over the texts as they are stored: nothing depends on how a later build would write the same value. */
export const hashOf = (row: Omit<AuditRow, 'hash'>): string =>
  sha256(JSON.stringify([row.prev_hash, row.id, row.at_ms, row.kind, row.who, row.order_id, row.body_json]));

interface AnchorRow {
  readonly kind: string;
  readonly account: string;
  readonly created_ms: number | null;
}

/** What the first record stands on: whose file it is and when it was made, so that no record can be carried into another file. */
export function anchorOf(db: ReadableDb): string {
  const row = db.prepare<[], AnchorRow>('SELECT kind, account, created_ms FROM identity').get();
  return sha256(JSON.stringify(['driftdesk audit', row?.kind, row?.account, row?.created_ms]));
}

// The ids come from SQLite's own counter and never from the last record: where records were cut off the end, the next one leaves a gap.
const nextIdSql = `SELECT seq + 1 AS id FROM sqlite_sequence WHERE name = 'audit'`;
const lastHashSql = 'SELECT hash FROM audit ORDER BY id DESC LIMIT 1';
const insertSql = `
  INSERT INTO audit (id, at_ms, kind, who, order_id, body_json, prev_hash, hash)
  VALUES (@id, @at_ms, @kind, @who, @order_id, @body_json, @prev_hash, @hash)`;

export const auditOver = (db: WritableDb, using: <T>(use: () => T) => T): AuditStore => ({
  audit: (record) => using(() => db.transaction(append).immediate(db, record)),
  recordSetting: (setting) => using(() => recordSetting(db, setting)),
  auditOf: (id) => using(() => auditOf(db, id)),
  auditOfPermId: (permId) => using(() => auditOfPermId(db, permId)),
  auditSince: (id, limit) => using(() => auditSince(db, id, limit)),
});
