import { expect, test } from 'vitest';
import { blotterRow } from '#app/views/blotter.ts';
import { proposalRow } from '#app/views/proposals.ts';
import { reasonWords, stateWords, wordsOfRefusal } from '#app/views/words.ts';
import { BlotterRow, ProposalRow } from '#shared/contract/rows.ts';
import type { OrderState } from '#shared/domain/order.ts';
import { reasons } from '#shared/domain/proposal.ts';
import { epochMs, fraction, money, price, shares } from '#shared/units.ts';
import { anIntent, anOrder, aProposal } from '#test/main/store/builders.ts';

test('every reason has words', () => {
  for (const reason of reasons) expect(reasonWords[reason].length).toBeGreaterThan(10);
});

test.each<[OrderState, string]>([
  [{ state: 'working', permId: 1 }, 'working'],
  [{ state: 'cancelling', since: epochMs(1) }, 'cancel requested, may still fill'],
  [
    { state: 'cancelling', since: epochMs(1), why: 'You cancelled it.' },
    'cancel requested, may still fill: You cancelled it.',
  ],
  [{ state: 'rejected', at: epochMs(1), code: 201, why: 'no funds' }, 'rejected (201): no funds'],
  [{ state: 'unresolved', since: epochMs(1), why: 'nobody knows' }, 'unresolved: nobody knows'],
])('%j', (status, words) => {
  expect(stateWords(anOrder('o', 1, { status }))).toBe(words);
});

test('refusals carry their numbers', () => {
  expect(wordsOfRefusal({ kind: 'buying-power', needed: money(100), available: money(40) })).toBe(
    'it needs 100 and 40 is free',
  );
  expect(wordsOfRefusal({ kind: 'stale-quote', ageMs: 12_000, limitMs: 10_000 })).toContain(
    '12 s old (limit 10 s)',
  );
});

test('a blotter row: cost against the mid at the decision, worse is positive', () => {
  const decision = { bid: price(99), ask: price(101), at: epochMs(1) };
  const sold = anOrder('o', 1, {
    intent: anIntent('o', { side: 'SELL', decision }),
    filled: shares(60),
    avgFillPrice: price(99.5),
  });
  const row = blotterRow(sold);
  expect(row.slippage).toBeCloseTo(0.005, 12);
  expect(row.remaining).toBe(40);
  expect(BlotterRow.parse(JSON.parse(JSON.stringify(row)))).toEqual(row);
});

test('a proposal row passes its schema, legs explained', () => {
  const leg = {
    index: 0,
    from: null,
    to: anIntent('o').ticker,
    weight: fraction(0.02),
    sellShares: shares(0),
    buyShares: shares(5),
    cost: fraction(0.0012),
    costMoney: money(24),
    utility: 0.031,
    reason: 'BUY_CASH' as const,
  };
  const row = proposalRow({
    proposal: aProposal('p', 1, { legs: [leg] }),
    status: 'open',
    decidedAt: null,
    decidedBy: null,
    why: '',
    legs: [],
  });
  expect(row.legs[0]?.why).toBe(
    'cash → AAPL: buys a high-ranked name with cash (2.00 % of NAV, cost 12.0 bps, utility 0.0310)',
  );
  expect(ProposalRow.parse(JSON.parse(JSON.stringify(row)))).toEqual(row);
});
