import type { LimitStore } from '#app/ports-limits.ts';
import type { Decision } from '#engine/decision.ts';
import type { Check, LimitHit, LimitId } from '#shared/domain/limit.ts';
import type { OrderId, ProposalId } from '#shared/ids.ts';
import { epochMs } from '#shared/units.ts';
import { append } from './audit.ts';
import { fromJson, ms, realOrNull } from './columns.ts';
import type { ReadableDb, WritableDb } from './open.ts';
import { prepared } from './prepared.ts';

// What the limits said stands in the audit, one record a check; the table says which record belongs to which order and proposal.

interface BodyRow {
  readonly body_json: string;
}

interface HitRow {
  readonly date: number;
  readonly rule: LimitId;
  /** Which part of the limit; empty = its own number. */
  readonly ticker: string;
  readonly first_ms: number;
  readonly last_ms: number;
  readonly count: number;
  readonly value: number | null;
  readonly limit_value: number | null;
  readonly words: string;
}

const toChecks = (row: BodyRow): readonly Check[] =>
  (fromJson(row.body_json) as { readonly checks: readonly Check[] }).checks;

const toHit = (row: HitRow): LimitHit => ({
  date: row.date,
  rule: row.rule,
  part: row.ticker === '' ? null : row.ticker,
  firstAt: epochMs(row.first_ms),
  lastAt: epochMs(row.last_ms),
  count: row.count,
  value: row.value,
  limit: row.limit_value,
  words: row.words,
});

const ofOrderSql =
  'SELECT body_json FROM verdicts JOIN audit ON audit.id = verdicts.audit_id WHERE verdicts.order_id = ? ORDER BY audit_id DESC LIMIT 1';
const ofProposalSql =
  'SELECT body_json FROM verdicts JOIN audit ON audit.id = verdicts.audit_id WHERE verdicts.proposal_id = ? AND verdicts.order_id IS NULL ORDER BY audit_id';

export function checkOf(db: ReadableDb, id: OrderId): Check | null {
  const row = db.prepare<[string], BodyRow>(ofOrderSql).get(id);
  return row === undefined ? null : (toChecks(row)[0] ?? null);
}

/** Oldest first, without those of its orders. */
export function checksOf(db: ReadableDb, id: ProposalId): readonly Check[] {
  return db.prepare<[string], BodyRow>(ofProposalSql).all(id).flatMap(toChecks);
}

export function limitHits(db: ReadableDb, date: number): readonly LimitHit[] {
  return db
    .prepare<[number], HitRow>('SELECT * FROM limit_hits WHERE date = ? ORDER BY first_ms, rule, ticker')
    .all(date)
    .map(toHit);
}

/** Call inside the journal's transaction. A proposal's trades stand in one record, each order in its own. */
export function saveChecks(db: WritableDb, { seq, at, checks, refused }: Decision): void {
  const refusals = new Map(refused.map(({ intent, refusal }) => [intent.orderId, refusal]));
  const early = Map.groupBy(
    checks.filter(({ orderId }) => orderId === null),
    ({ stage, proposalId }) => `${stage} ${proposalId}`,
  );
  for (const group of early.values()) saveGroup(db, seq, at, group, null);
  for (const check of checks) {
    if (check.orderId === null) continue;
    saveGroup(db, seq, at, [check], refusals.get(check.orderId) ?? null);
    refusals.delete(check.orderId);
  }
  // What was refused without a check, as of earlier builds.
  for (const { intent, refusal } of refused)
    if (refusals.has(intent.orderId))
      append(db, { at, kind: 'verdict', who: 'desk', orderId: intent.orderId, body: { intent, refusal } });
}

function saveGroup(
  db: WritableDb,
  seq: number,
  at: Decision['at'],
  checks: readonly Check[],
  refusal: unknown,
): void {
  const [first] = checks;
  if (first === undefined) return;
  const { stage, orderId, proposalId } = first;
  append(db, { at, kind: 'verdict', who: 'desk', orderId, body: { stage, checks, refusal } });
  const broken = checks.flatMap((check) => check.broken.filter(({ passed }) => !passed));
  const count = (severity: 'hard' | 'soft'): number =>
    broken.filter((verdict) => verdict.severity === severity).length;
  prepared(db, insertSql).run({
    ...{ seq, at_ms: ms(at), stage, proposal_id: proposalId, order_id: orderId },
    ...{ trades: checks.length, soft: count('soft'), hard: count('hard') },
  });
}

const insertSql = `
  INSERT INTO verdicts (audit_id, seq, at_ms, stage, proposal_id, order_id, trades, soft, hard)
  VALUES ((SELECT max(id) FROM audit), @seq, @at_ms, @stage, @proposal_id, @order_id, @trades, @soft, @hard)`;

export function saveLimitHit(db: WritableDb, hit: LimitHit): void {
  prepared(db, hitSql).run({
    ...{ date: hit.date, rule: hit.rule, ticker: hit.part ?? '', count: hit.count, words: hit.words },
    ...{ first_ms: ms(hit.firstAt), last_ms: ms(hit.lastAt) },
    ...{ value: realOrNull(hit.value, hit.rule), limit_value: realOrNull(hit.limit, hit.rule) },
  });
}

const hitSql = `
  INSERT INTO limit_hits (date, rule, ticker, first_ms, last_ms, count, value, limit_value, words)
  VALUES (@date, @rule, @ticker, @first_ms, @last_ms, @count, @value, @limit_value, @words)
  ON CONFLICT (date, rule, ticker) DO UPDATE SET last_ms = excluded.last_ms, count = excluded.count, value = excluded.value,
    limit_value = excluded.limit_value, words = excluded.words`;

/** What the store gives of them; `using` runs a use of the open file. */
export const limitsOver = (db: WritableDb, using: <T>(use: () => T) => T): LimitStore => ({
  checkOf: (id) => using(() => checkOf(db, id)),
  checksOf: (id) => using(() => checksOf(db, id)),
  limitHits: (date) => using(() => limitHits(db, date)),
  saveLimitHit: (hit) => using(() => saveLimitHit(db, hit)),
});
