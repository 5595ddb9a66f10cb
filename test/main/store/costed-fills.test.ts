import { expect, test } from 'vitest';
import type { RotationProposal } from '#shared/domain/proposal.ts';
import { orderId, proposalId, ticker } from '#shared/ids.ts';
import { fraction, money, price, shares } from '#shared/units.ts';
import { ownFillCosts } from '#store/costed-fills.ts';
import { journal } from '#store/decisions.ts';
import { recordCommission, recordFill } from '#store/fills.ts';
import {
  account,
  aDecision,
  aFill,
  anEntry,
  anIntent,
  anOrder,
  aProposal,
  later,
  memoryDb,
} from './builders.ts';

const commission = (execId: string) => ({
  execId,
  amount: money(1),
  currency: 'USD',
  realizedPnl: null,
});

test('a fill counts with its commission, at its highest revision, where its proposal expected a cost', () => {
  const db = memoryDb();
  const trade = {
    ticker: ticker('AAPL'),
    shares: shares(-100),
    target: shares(0),
    price: price(201),
    reason: 'ROTATE_RED',
  } as const;
  const proposing = (seq: number, of: RotationProposal) => ({
    decision: aDecision(seq, { proposal: of }),
  });
  const silent = aProposal('p-0', 1, { trades: [trade] });
  const saying = aProposal('p-1', 2, { trades: [{ ...trade, predictedCost: fraction(0.0005) }] });
  const intent = (id: string, of: string) => anIntent(id, { proposalId: proposalId(of) });
  journal(
    db,
    account,
    anEntry(1, [anOrder('o-0', 10, { intent: intent('o-0', 'p-0') })], proposing(1, silent)),
  );
  journal(
    db,
    account,
    anEntry(2, [anOrder('o-1', 11, { intent: intent('o-1', 'p-1') })], proposing(2, saying)),
  );
  recordFill(db, aFill('old.1.01', { orderId: orderId('o-0') }));
  recordFill(db, aFill('new.1.01', { orderId: orderId('o-1'), shares: shares(40), at: later(1) }));
  recordFill(db, aFill('new.2.01', { orderId: orderId('o-1'), at: later(2) }));
  recordFill(db, aFill('strange.1.01', { orderId: null, at: later(3) }));
  expect(ownFillCosts(db)).toEqual([]);

  for (const exec of ['old.1.01', 'new.1.01', 'strange.1.01']) recordCommission(db, commission(exec));
  const first = {
    ticker: 'AAPL',
    side: 'SELL',
    shares: 40,
    arrivalMid: 201.2,
    commission: 1,
    predicted: 0.0005,
  };
  expect(ownFillCosts(db)).toMatchObject([first]);

  recordFill(db, aFill('new.1.02', { orderId: orderId('o-1'), shares: shares(30), at: later(1) }));
  expect(ownFillCosts(db)).toEqual([]);
  recordCommission(db, commission('new.1.02'));
  expect(ownFillCosts(db)).toMatchObject([{ ...first, shares: 30 }]);
});
