import { expect, test } from 'vitest';
import { proposalId, workId } from '#shared/ids.ts';
import { shares } from '#shared/units.ts';
import { journal } from '#store/decisions.ts';
import { openOrders } from '#store/orders.ts';
import { workOf, worksSince } from '#store/works.ts';
import { aWork } from '#test/support/work-builders.ts';
import {
  aDecision,
  aProposal,
  account,
  anEntry,
  anIntent,
  anOrder,
  later,
  memoryDb,
  t0,
} from './builders.ts';

const work = aWork(undefined, { proposalId: proposalId('p-1'), workId: workId('p-1-0'), since: t0 });
const entryWith = (seq: number, works: readonly (typeof work)[], child = false) => {
  const touch = work.decision;
  const marks = { workId: work.workId, of: shares(100), arrival: touch, send: { ...touch, at: later(9) } };
  const orders = child ? [anOrder('dd-1', 1, { intent: anIntent('dd-1', { child: marks }) })] : [];
  return anEntry(seq, orders, { decision: aDecision(seq, { works, proposal: aProposal('p-1', 1) }) });
};

test('works are kept as they now stand, and found by the last thing that happened', () => {
  const db = memoryDb();
  journal(db, account, entryWith(1, [work]));
  const done = { ...work, filled: shares(100), state: { stage: 'done', at: later(5) } } as const;
  journal(db, account, entryWith(2, [done]));
  expect(worksSince(db, t0)).toEqual([done]);
  expect(worksSince(db, later(3))).toEqual([]);
  expect([workOf(db, work.workId), workOf(db, workId('p-9-9'))]).toEqual([done, null]);
});

test('a child comes back with its work and its three quotes', () => {
  const db = memoryDb();
  const entry = entryWith(1, [work], true);
  journal(db, account, entry);
  expect(openOrders(db)).toEqual(entry.orders);
});

test('a child of a work that was never written down is refused, and nothing of its step is written', () => {
  const db = memoryDb();
  expect(() => journal(db, account, entryWith(1, [], true))).toThrow(/never recorded/);
  expect(openOrders(db)).toEqual([]);
});
