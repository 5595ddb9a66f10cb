import { expect, test } from 'vitest';
import { proposalId, ticker } from '#shared/ids.ts';
import { fraction, money, shares } from '#shared/units.ts';
import { endProposal, newestProposals, saveEnded, saveOpen } from '#store/proposals.ts';
import { aProposal, later, memoryDb, plansOf } from './builders.ts';

const leg = {
  index: 0,
  from: ticker('AAPL'),
  to: null,
  weight: fraction(1 / 3),
  sellShares: shares(10),
  buyShares: shares(0),
  cost: fraction(0.00031),
  costMoney: money(1.1),
  utility: null,
  reason: 'CUT_SCORE',
} as const;

test('an open proposal comes back exactly', () => {
  const db = memoryDb();
  const proposal = aProposal('p-1', 1, { legs: [leg] });
  saveOpen(db, proposal);
  expect(newestProposals(db, 10)).toEqual([
    { proposal, status: 'open', decidedAt: null, decidedBy: null, why: '', legs: [] },
  ]);
});

test('proposals come newest first, as many as asked for', () => {
  const db = memoryDb();
  for (const seq of [2, 10, 9]) saveOpen(db, aProposal(`p-${seq}`, seq));
  const ids = (limit: number) => newestProposals(db, limit).map(({ proposal }) => proposal.proposalId);
  expect([ids(9), ids(2), ids(0), ids(-1)]).toEqual([['p-10', 'p-9', 'p-2'], ['p-10', 'p-9'], [], []]);
  expect(plansOf(db, (db) => newestProposals(db, 2))).toEqual([
    'SCAN proposals USING INDEX proposals_by_time',
  ]);
});

test('a proposal that has ended neither opens again nor changes', () => {
  const db = memoryDb();
  const ended = {
    status: 'rejected',
    decidedAt: later(5),
    decidedBy: 'window',
    why: 'earnings',
    legs: [],
  } as const;
  saveOpen(db, aProposal('p-1', 1));
  endProposal(db, proposalId('p-1'), ended);
  saveOpen(db, aProposal('p-1', 1, { costMoney: money(99) }));
  expect(newestProposals(db, 1)).toEqual([{ proposal: aProposal('p-1', 1), ...ended }]);
});

test('the engine concludes how it ended; who and when stays as the desk said it before', () => {
  const db = memoryDb();
  saveOpen(db, aProposal('p-1', 1));
  endProposal(db, proposalId('p-1'), {
    status: 'approved',
    decidedAt: later(5),
    decidedBy: 'browser',
    why: '',
    legs: [0, 1],
  });
  saveEnded(db, {
    proposal: aProposal('p-1', 1),
    status: 'part-approved',
    decidedAt: later(6),
    decidedBy: null,
    why: 'leg 1 refused',
    legs: [0],
  });
  expect(newestProposals(db, 1)).toMatchObject([
    { status: 'part-approved', decidedAt: later(5), decidedBy: 'browser', why: 'leg 1 refused', legs: [0] },
  ]);
});

test('ending a proposal that is not there is refused', () => {
  const ended = { status: 'expired', decidedAt: null, decidedBy: null, why: '', legs: [] } as const;
  expect(() => endProposal(memoryDb(), proposalId('p-9'), ended)).toThrow('has no proposal p-9 to end');
});
