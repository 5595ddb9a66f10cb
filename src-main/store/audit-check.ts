import { epochMs } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { anchorOf, hashOf } from './audit.ts';
import type { AuditRow } from './audit.ts';
import type { Anchor } from './anchors.ts';
import { TableCheck } from './audit-tables.ts';
import type { ReadableDb } from './open.ts';

export interface AuditProblem {
  /** The record that is bad; null where what is wrong has no record. */
  readonly id: number | null;
  readonly at: EpochMs | null;
  readonly kind: string | null;
  /** What is wrong, in words. */
  readonly what: string;
}

export interface AuditCheck {
  readonly records: number;
  /** Times of the first and the last record; null = there are none. */
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
  readonly lastHash: string;
  /** The chain's first, then what the tables and the anchors say differently. Empty = all is as it was written. */
  readonly problems: readonly AuditProblem[];
}

/**
 * Proves that every record is the one that was written, that none is missing, and that the tables are what the records say. Call inside one
 * read transaction where the desk may be running.
 */
export function checkAudit(db: ReadableDb, anchors: readonly Anchor[] = []): AuditCheck {
  const tables = new TableCheck(db);
  const byId = new Map(anchors.map((anchor) => [anchor.id, anchor]));
  const problems: AuditProblem[] = [];
  const first = anchorOf(db);
  let broken = false;
  let from: EpochMs | null = null;
  let to: EpochMs | null = null;
  let last: Link = { id: 0, hash: first };
  let records = 0;
  for (const row of db.prepare<[], AuditRow>('SELECT * FROM audit ORDER BY id').iterate()) {
    const wrong: string | null = broken ? null : linkProblem(row, last);
    if (wrong !== null) problems.push(problemOf(row, wrong));
    broken ||= wrong !== null;
    const anchor = byId.get(row.id);
    if (!broken && anchor !== undefined && anchor.hash !== row.hash)
      problems.push(
        problemOf(row, `the anchor of ${anchor.at} has another hash for it: the chain was written anew`),
      );
    tables.add(row);
    records += 1;
    from ??= epochMs(row.at_ms);
    to = epochMs(row.at_ms);
    last = row;
  }
  const cut = endProblem(db, last.id, anchors);
  if (cut !== null) problems.push(cut);
  problems.push(...tables.problems());
  return { records, from, to, lastHash: last.hash, problems };
}

const problemOf = (row: AuditRow, what: string): AuditProblem => ({
  id: row.id,
  at: epochMs(row.at_ms),
  kind: row.kind,
  what,
});

interface Link {
  readonly id: number;
  readonly hash: string;
}

/** null = it is as it was written and follows the one before it. */
export function linkProblem(row: AuditRow, before: Link): string | null {
  if (row.id !== before.id + 1) {
    const missing = row.id - before.id - 1;
    return missing === 1
      ? `record ${before.id + 1}, which came before it, is gone`
      : `records ${before.id + 1} to ${row.id - 1}, which came before it, are gone`;
  }
  if (hashOf(row) !== row.hash)
    return 'it does not read as it was written: its content does not match its hash';
  if (row.prev_hash !== before.hash)
    return before.id === 0
      ? 'it does not stand on the identity of this file: the first record, the account or the creation time was changed'
      : `it does not follow record ${before.id}: one of the two was written anew`;
  return null;
}

/** Records that SQLite's counter or an anchor knows, and that are not there any more. */
function endProblem(db: ReadableDb, lastId: number, anchors: readonly Anchor[]): AuditProblem | null {
  const given =
    db.prepare<[], { seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").get()?.seq ?? 0;
  const anchored = anchors.reduce((highest, { id }) => Math.max(highest, id), 0);
  const known = Math.max(given, anchored);
  if (known <= lastId) return null;
  const by = anchored > lastId ? 'an anchor' : 'the counter of the table';
  const which = known === lastId + 1 ? `record ${known} is` : `records ${lastId + 1} to ${known} are`;
  return {
    id: known,
    at: null,
    kind: null,
    what: `${which} gone from the end of the chain: ${by} knows of it`,
  };
}
