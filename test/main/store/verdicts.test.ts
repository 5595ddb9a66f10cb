import { beforeEach, expect, test } from 'vitest';
import type { Check, LimitHit, Verdict } from '#shared/domain/limit.ts';
import { orderId, proposalId, ticker } from '#shared/ids.ts';
import { auditSince } from '#store/audit.ts';
import { journal } from '#store/decisions.ts';
import type { WritableDb } from '#store/open.ts';
import { checkOf, checksOf, limitHits, saveLimitHit } from '#store/verdicts.ts';
import { account, aDecision, anEntry, anIntent, anOrder, aProposal, later, memoryDb } from './builders.ts';

let db: WritableDb;
beforeEach(() => {
  db = memoryDb();
});

const check = (over: Partial<Check> = {}): Check => ({
  ...{ stage: 'send', at: later(1), proposalId: proposalId('p-1'), orderId: orderId('o-1') },
  ...{ ticker: ticker('AAPL'), side: 'SELL', shares: 100, inputs: { nav: 1e6 }, broken: [] },
  passed: [['gross', 0.5, 1.25]],
  ...over,
});
const write = (seq: number, checks: readonly Check[], orders = [anOrder('o-1', 7)], refused = {}) =>
  journal(
    db,
    account,
    anEntry(seq, orders, {
      decision: aDecision(seq, { proposal: aProposal('p-1', seq), checks, ...refused }),
    }),
  );

test('a check is found by its order and by its proposal, and stands in the audit once', () => {
  const early = [
    check({ stage: 'approval', orderId: null }),
    check({ stage: 'approval', orderId: null, shares: 5 }),
  ];
  write(1, [], []);
  write(2, [...early, check()]);
  expect(checkOf(db, orderId('o-1'))).toEqual(check());
  expect(checkOf(db, orderId('o-2'))).toBeNull();
  expect(checksOf(db, proposalId('p-1'))).toEqual(early);
  const verdicts = auditSince(db, 0, 100).filter(({ kind }) => kind === 'verdict');
  expect(verdicts.map((entry) => entry.orderId)).toEqual([null, 'o-1']);
});

test('what was refused is kept with its refusal, though there is no order of that number', () => {
  const verdict: Verdict = {
    rule: 'beta',
    severity: 'hard',
    sense: 'most',
    unit: 'beta',
    ...{ passed: false, exempt: false },
    ...{ value: 3, limit: 2, distance: -1, words: 'too much' },
  };
  const refusal = {
    kind: 'limit',
    rule: 'beta',
    value: 3,
    limit: 2,
    unit: 'beta',
    words: 'too much',
    lasting: false,
  };
  const refused = [{ intent: anIntent('o-1'), refusal }];
  write(1, [check({ broken: [verdict] })], [], { refused });
  expect(checkOf(db, orderId('o-1'))?.broken).toEqual([verdict]);
  const [entry] = auditSince(db, 0, 100).filter(({ kind }) => kind === 'verdict');
  expect(entry?.body).toMatchObject({ stage: 'send', refusal });
  expect(db.prepare('SELECT soft, hard, trades FROM verdicts').all()).toEqual([
    { soft: 0, hard: 1, trades: 1 },
  ]);
});

test('a hit is kept by day, limit and name, and grows', () => {
  const hit: LimitHit = {
    ...{ date: 20261123, rule: 'gross', part: null, firstAt: later(1), lastAt: later(1), count: 1 },
    ...{ value: 1.3, limit: 1.25, words: 'AAPL: gross would be 130 %' },
  };
  const restricted: LimitHit = { ...hit, rule: 'restricted', part: 'AAPL', value: 1, limit: null };
  saveLimitHit(db, hit);
  saveLimitHit(db, restricted);
  saveLimitHit(db, { ...hit, date: 20261124 });
  saveLimitHit(db, { ...hit, lastAt: later(9), count: 2 });
  expect(limitHits(db, 20261123)).toEqual([{ ...hit, lastAt: later(9), count: 2 }, restricted]);
  expect(limitHits(db, 20261125)).toEqual([]);
});
