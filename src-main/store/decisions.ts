import type { JournalEntry } from '#app/ports.ts';
import type { Decision, EndedProposal } from '#engine/decision.ts';
import type { EngineEvent, EngineInput } from '#engine/input.ts';
import type { SavedState } from '#engine/state.ts';
import { assert } from '#shared/assert.ts';
import type { AccountId, Ticker } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import { append, sha256 } from './audit.ts';
import { fromJson, ms, toJson, toPackedJson } from './columns.ts';
import type { ReadableDb, WritableDb } from './open.ts';
import { insertOrder } from './orders.ts';
import { saveEnded, saveOpen } from './proposals.ts';
import { saveChecks } from './verdicts.ts';
import { saveWork } from './works.ts';

/** A history event as the journal keeps it: its bars are saved apart, by `saveBars`. */
interface JournalledHistory {
  readonly kind: 'history';
  readonly ticker: Ticker;
  readonly bars: {
    readonly count: number;
    readonly firstMs: EpochMs | null;
    readonly lastMs: EpochMs | null;
  };
}

type JournalledEvent = Exclude<EngineEvent, { readonly kind: 'history' }> | JournalledHistory;

const lastSeqSql = 'SELECT max(seq) AS seq FROM intervals';

export function lastSeq(db: ReadableDb): number {
  return db.prepare<[], { seq: number | null }>(lastSeqSql).get()?.seq ?? 0;
}

export function savedState(db: ReadableDb): SavedState | null {
  const row = db.prepare<[], { state_json: string }>('SELECT state_json FROM saved_state').get();
  return row === undefined ? null : (fromJson(row.state_json) as SavedState);
}

/** All of it or nothing. Nothing may be sent that this has not returned for. */
export function journal(db: WritableDb, account: AccountId, entry: JournalEntry): void {
  const { input, decision, saved, orders } = entry;
  const write = db.transaction(() => {
    assert(input.seq === decision.seq, `interval ${input.seq} was decided as interval ${decision.seq}`);
    assert(
      input.seq > lastSeq(db),
      `interval ${input.seq} comes after interval ${lastSeq(db)} in the journal`,
    );
    insertInterval(db, input, decision);
    saveState(db, input.seq, saved);
    saveProposals(db, input, decision);
    for (const work of decision.works) saveWork(db, work, decision.at);
    saveChecks(db, decision);
    for (const order of orders) {
      const { orderId } = order.intent;
      assert(
        order.status.state === 'journalled',
        `order ${orderId} enters the journal ${order.status.state}`,
      );
      assert(order.apiOrderId !== null, `order ${orderId} enters the journal without its API order id`);
      assert(order.account === account, `order ${orderId} is for account ${order.account}`);
      insertOrder(db, input.seq, order);
    }
  });
  write.immediate();
}

function insertInterval(db: WritableDb, input: EngineInput, decision: Decision): void {
  const { seq, at } = input;
  const kept = { ...input, events: input.events.map(journalled) };
  const inputJson = toPackedJson(kept, `the input of interval ${seq}`);
  const decisionJson = toPackedJson(decision, `the decision of interval ${seq}`);
  db.prepare('INSERT INTO intervals (seq, at_ms, input_json, decision_json) VALUES (?, ?, ?, ?)').run(
    seq,
    ms(at),
    inputJson,
    decisionJson,
  );
  // Of the columns as they stand, so that whoever checks needs no codec.
  const body = { seq, inputHash: sha256(inputJson), decisionHash: sha256(decisionJson) };
  append(db, { at, kind: 'decision', who: 'desk', orderId: null, body });
}

function journalled(event: EngineEvent): JournalledEvent {
  if (event.kind !== 'history') return event;
  const { bars } = event;
  return {
    ...event,
    bars: { count: bars.length, firstMs: bars[0]?.at ?? null, lastMs: bars.at(-1)?.at ?? null },
  };
}

function saveState(db: WritableDb, seq: number, saved: SavedState): void {
  db.prepare(
    `INSERT INTO saved_state (id, seq, state_json) VALUES (1, @seq, @json)
    ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, state_json = excluded.state_json`,
  ).run({ seq, json: toJson(saved, `the state after interval ${seq}`) });
}

function saveProposals(db: WritableDb, input: EngineInput, decision: Decision): void {
  for (const ended of decision.ended) {
    saveEnded(db, { ...ended, decidedAt: decision.at, decidedBy: deciderOf(ended, input) });
  }
  if (decision.proposal !== null) saveOpen(db, decision.proposal);
}

/** null where a command decided: the engine does not know who gave it, `endProposal` does. */
function deciderOf({ proposal, status }: EndedProposal, input: EngineInput): string | null {
  if (status === 'expired' || status === 'superseded') return 'desk';
  if (input.commands.some((command) => command.kind !== 'stop' && command.proposalId === proposal.proposalId))
    return null;
  return input.mode === 'auto' ? 'auto' : 'desk';
}
