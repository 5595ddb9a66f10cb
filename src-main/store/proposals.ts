import { StoreError } from '#app/ports.ts';
import type { StoredProposal } from '#app/ports.ts';
import type { ProposalId } from '#shared/ids.ts';
import type { ProposalStatus, RotationProposal } from '#shared/domain/proposal.ts';
import { epochMs } from '#shared/units.ts';
import { append, lastAuditMs } from './audit.ts';
import { fromJson, ms, msOrNull, toJson } from './columns.ts';
import type { ReadableDb, WritableDb } from './open.ts';

interface ProposalRow {
  readonly proposal_json: string;
  readonly status: ProposalStatus;
  readonly decided_ms: number | null;
  readonly decided_by: string | null;
  readonly why: string;
  readonly legs_json: string;
}

function toStored(row: ProposalRow): StoredProposal {
  return {
    proposal: fromJson(row.proposal_json) as RotationProposal,
    status: row.status,
    decidedAt: msOrNull(row.decided_ms),
    decidedBy: row.decided_by,
    why: row.why,
    legs: fromJson(row.legs_json) as readonly number[],
  };
}

const newestProposalsSql = `
  SELECT proposal_json, status, decided_ms, decided_by, why, legs_json
  FROM proposals ORDER BY at_ms DESC, rowid DESC LIMIT ?`;

/** Newest first. */
export function newestProposals(db: ReadableDb, limit: number): readonly StoredProposal[] {
  return db
    .prepare<[number], ProposalRow>(newestProposalsSql)
    .all(Math.max(0, Math.trunc(limit)))
    .map(toStored);
}

/** The proposal that waits for a decision, as it now reads. One that has ended never opens again. */
export function saveOpen(db: WritableDb, proposal: RotationProposal): void {
  db.prepare(
    `INSERT INTO proposals (proposal_id, at_ms, proposal_json, status, why, legs_json)
    VALUES (@id, @at, @json, 'open', '', '[]')
    ON CONFLICT (proposal_id) DO UPDATE SET at_ms = excluded.at_ms, proposal_json = excluded.proposal_json
      WHERE status = 'open'`,
  ).run({
    id: proposal.proposalId,
    at: ms(proposal.at),
    json: toJson(proposal, `proposal ${proposal.proposalId}`),
  });
}

/** What the engine concluded. Who decided and when stays as `endProposal` may have said it before. */
export function saveEnded(db: WritableDb, ended: StoredProposal): void {
  const { proposal } = ended;
  db.prepare(
    `INSERT INTO proposals (proposal_id, at_ms, proposal_json, status, decided_ms, decided_by, why, legs_json)
    VALUES (@id, @at, @json, @status, @decidedAt, @decidedBy, @why, @legs)
    ON CONFLICT (proposal_id) DO UPDATE SET proposal_json = excluded.proposal_json, status = excluded.status,
      decided_ms = coalesce(decided_ms, excluded.decided_ms), decided_by = coalesce(decided_by, excluded.decided_by),
      why = excluded.why, legs_json = excluded.legs_json`,
  ).run({
    id: proposal.proposalId,
    at: ms(proposal.at),
    json: toJson(proposal, `proposal ${proposal.proposalId}`),
    ...endingOf(ended),
  });
}

export function endProposal(db: WritableDb, id: ProposalId, ended: Omit<StoredProposal, 'proposal'>): void {
  const end = db.transaction(() => {
    const { changes } = db
      .prepare(
        `UPDATE proposals SET status = @status, decided_ms = @decidedAt, decided_by = @decidedBy, why = @why, legs_json = @legs
        WHERE proposal_id = @id`,
      )
      .run({ id, ...endingOf(ended) });
    if (changes !== 1) throw new StoreError(`${db.name} has no proposal ${id} to end.`);
    const { decidedAt, decidedBy, status, why, legs } = ended;
    const at = decidedAt ?? epochMs(lastAuditMs(db) ?? 0);
    const body = { proposalId: id, status, why, legs };
    append(db, { at, kind: 'decision', who: decidedBy ?? 'desk', orderId: null, body });
  });
  end.immediate();
}

function endingOf(ended: Omit<StoredProposal, 'proposal'>): object {
  return {
    status: ended.status,
    decidedAt: ended.decidedAt === null ? null : ms(ended.decidedAt),
    decidedBy: ended.decidedBy,
    why: ended.why,
    legs: toJson(ended.legs, 'the approved legs'),
  };
}
