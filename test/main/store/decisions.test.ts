import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '#engine/input.ts';
import { conId, ticker } from '#shared/ids.ts';
import type { ProposalStatus } from '#shared/domain/proposal.ts';
import { epochMs, price, shares } from '#shared/units.ts';
import { fromPackedJson } from '#store/columns.ts';
import { journal, lastSeq, savedState } from '#store/decisions.ts';
import { newestProposals } from '#store/proposals.ts';
import { account, aDecision, anEntry, anOrder, aProposal, later, memoryDb, plansOf, t0 } from './builders.ts';

const bar = (at: number) => ({
  at: epochMs(at),
  open: price(1),
  high: price(1),
  low: price(1),
  close: price(1),
  volume: 1,
});

const aPosition = { ticker: ticker('IBM'), conId: conId(8314), shares: shares(-5), avgCost: price(1 / 3) };

const ended = (status: ProposalStatus, legs: readonly number[] = []) => ({
  proposal: aProposal('p-1', 1),
  status,
  legs,
  why: 'because',
});

describe('the journal', () => {
  test('a new file has no interval and no state', () => {
    const db = memoryDb();
    expect([lastSeq(db), savedState(db)]).toEqual([0, null]);
  });

  test('keeps input and decision of every interval and the newest state', () => {
    const db = memoryDb();
    const [first, second] = [
      anEntry(1, [anOrder('o-1', 1)]),
      anEntry(2, [], { saved: { ...anEntry(2, []).saved, entries: { IBM: t0 } } }),
    ];
    journal(db, account, first);
    journal(db, account, second);
    expect(lastSeq(db)).toBe(2);
    expect(JSON.stringify(savedState(db))).toBe(JSON.stringify(second.saved));
    const rows = db
      .prepare<[], { input_json: string; decision_json: string }>('SELECT * FROM intervals ORDER BY seq')
      .all();
    expect(rows.map(({ input_json }) => fromPackedJson(input_json))).toEqual([first.input, second.input]);
    expect(rows.map(({ decision_json }) => fromPackedJson(decision_json))).toEqual([
      first.decision,
      second.decision,
    ]);
    expect(plansOf(db, lastSeq)).toEqual(['SEARCH intervals']);
  });

  test('names the bars of a history instead of keeping them again, and all other events whole', () => {
    const db = memoryDb();
    const entry = anEntry(1, []);
    const events: readonly EngineEvent[] = [
      { kind: 'history', ticker: ticker('AAPL'), bars: [bar(10), bar(20), bar(30)] },
      { kind: 'history', ticker: ticker('NEW'), bars: [] },
      { kind: 'positions', positions: [aPosition] },
    ];
    journal(db, account, { ...entry, input: { ...entry.input, events } });
    const row = db.prepare<[], { input_json: string }>('SELECT input_json FROM intervals').get();
    expect(fromPackedJson(row?.input_json ?? '')).toMatchObject({
      events: [
        { kind: 'history', ticker: 'AAPL', bars: { count: 3, firstMs: 10, lastMs: 30 } },
        { kind: 'history', ticker: 'NEW', bars: { count: 0, firstMs: null, lastMs: null } },
        { kind: 'positions', positions: [aPosition] },
      ],
    });
  });

  test.each([
    ['an interval twice', anEntry(1, []), 'interval 1 comes after interval 1 in the journal'],
    [
      'a decision of another interval',
      anEntry(2, [], { decision: aDecision(3) }),
      'interval 2 was decided as interval 3',
    ],
    [
      'an order of another account',
      anEntry(2, [anOrder('o-1', 1, { account: 'U1' as typeof account })]),
      'order o-1 is for account U1',
    ],
    [
      'a number that is none',
      anEntry(2, [], {
        saved: { ...anEntry(2, []).saved, zoo: { pi: { a: Number.NaN }, ic: {}, waiting: [] } },
      }),
      'a must be a finite number',
    ],
  ])('refuses %s and writes nothing', (_, entry, message) => {
    const db = memoryDb();
    journal(db, account, anEntry(1, []));
    const before = savedState(db);
    expect(() => journal(db, account, entry)).toThrow(message);
    expect([lastSeq(db), savedState(db)]).toEqual([1, before]);
  });
});

describe('proposals in the journal', () => {
  test('the open one is kept; the next interval ends it and opens another', () => {
    const db = memoryDb();
    journal(db, account, anEntry(1, []));
    const decision = aDecision(2, { proposal: aProposal('p-2', 2), ended: [ended('expired')] });
    journal(db, account, anEntry(2, [], { decision }));
    expect(newestProposals(db, 9).map(({ proposal, ...rest }) => [proposal.proposalId, rest])).toEqual([
      ['p-2', { status: 'open', decidedAt: null, decidedBy: null, why: '', legs: [] }],
      ['p-1', { status: 'expired', decidedAt: later(2), decidedBy: 'desk', why: 'because', legs: [] }],
    ]);
  });

  test.each<[string, 'propose' | 'auto', boolean, ProposalStatus, string | null]>([
    ['by the rule', 'auto', false, 'approved', 'auto'],
    ['by a command in auto mode', 'auto', true, 'approved', null],
    ['by a command', 'propose', true, 'rejected', null],
    ['by the engine', 'propose', false, 'rejected', 'desk'],
    ['by age, whatever was commanded', 'propose', true, 'expired', 'desk'],
  ])('made and ended in one interval %s', (_, mode, commanded, status, decidedBy) => {
    const db = memoryDb();
    const { input } = anEntry(1, []);
    const { proposalId } = aProposal('p-1', 1);
    const commands = commanded ? [{ kind: 'approve' as const, proposalId, legs: null }] : [];
    journal(
      db,
      account,
      anEntry(1, status === 'approved' ? [anOrder('o-1', 1)] : [], {
        input: { ...input, mode, commands },
        decision: aDecision(1, { ended: [ended(status, [0])] }),
      }),
    );
    expect(newestProposals(db, 9)).toMatchObject([{ status, decidedBy, decidedAt: later(1), legs: [0] }]);
  });
});
