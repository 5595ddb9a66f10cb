import type { Work } from '#shared/domain/work.ts';
import type { WorkId } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import { fromJson, ms, toJson } from './columns.ts';
import type { ReadableDb, WritableDb } from './open.ts';

interface WorkRow {
  readonly work_json: string;
}

const toWork = (row: WorkRow): Work => fromJson(row.work_json) as Work;

const workOfSql = 'SELECT work_json FROM works WHERE work_id = ?';
const worksSinceSql = 'SELECT work_json FROM works WHERE updated_ms >= ? ORDER BY since_ms DESC, rowid';

/** Works of which anything happened since then, the newest approval first. */
export function worksSince(db: ReadableDb, at: EpochMs): readonly Work[] {
  return db.prepare<[number], WorkRow>(worksSinceSql).all(ms(at)).map(toWork);
}

export function workOf(db: ReadableDb, id: WorkId): Work | null {
  const row = db.prepare<[string], WorkRow>(workOfSql).get(id);
  return row === undefined ? null : toWork(row);
}

const saveSql = `
  INSERT INTO works (work_id, proposal_id, ticker, side, shares, filled_shares, stage, since_ms, deadline_ms, updated_ms, work_json)
  VALUES (@work_id, @proposal_id, @ticker, @side, @shares, @filled_shares, @stage, @since_ms, @deadline_ms, @updated_ms, @work_json)
  ON CONFLICT (work_id) DO UPDATE SET filled_shares = excluded.filled_shares, stage = excluded.stage,
    deadline_ms = excluded.deadline_ms, updated_ms = excluded.updated_ms, work_json = excluded.work_json`;

/** As it now stands. Call inside the journal's transaction. */
export function saveWork(db: WritableDb, work: Work, at: EpochMs): void {
  db.prepare(saveSql).run({
    work_id: work.workId,
    proposal_id: work.proposalId,
    ticker: work.ticker,
    side: work.side,
    shares: work.shares,
    filled_shares: work.filled,
    stage: work.state.stage,
    since_ms: ms(work.since),
    deadline_ms: ms(work.deadline),
    updated_ms: ms(at),
    work_json: toJson(work, `work ${work.workId}`),
  });
}
