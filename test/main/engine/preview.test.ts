import { expect, test } from 'vitest';
import { asProposed } from '#shared/domain/proposal.ts';
import type { RotationProposal } from '#shared/domain/proposal.ts';
import { money, shares } from '#shared/units.ts';
import { initialState } from '#engine/fold.ts';
import { previewOf } from '#engine/preview.ts';
import { step } from '#engine/step.ts';
import {
  accountOf,
  clock,
  inputAt,
  loaded,
  movedQuote,
  rotating,
  settings,
  universe,
} from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const input = inputAt(at, { events: loaded(at) });
const { state } = step(initialState(null), input, settings);
const open = state.open as RotationProposal;
const all = open.legs.map(({ index }) => index);
/** A book that is full: what it buys is paid by what it cuts. */
const strict = rotating({ kSell: 4, zKeep: 0, zCut: 0 });
const values = accountOf(at, { nav: money(600_000), cash: money(6000), availableFunds: money(6000) });
const full = inputAt(at, { events: [...loaded(at), { kind: 'account', values }] });

test('all legs come to the proposal itself', () => {
  const preview = previewOf(open, asProposed(all), state, input, settings);
  expect(preview.trades).toEqual(open.trades);
  expect(preview.turnover).toBeCloseTo(open.turnover, 12);
  expect(preview.costMoney).toBeCloseTo(open.costMoney, 9);
  expect(preview).toMatchObject({ refusal: null, moved: [], offers: [] });
  const paid = open.trades.reduce((sum, { shares, price }) => sum + shares * price, 0);
  expect(preview.cash.after).toBeCloseTo(preview.cash.before - paid, 6);
});

test('purchases without money are refused, with what would mend it', () => {
  const { state: tight } = step(initialState(null), full, strict);
  const asked = tight.open as RotationProposal;
  const buys = asked.legs.filter(({ from }) => from === null).map(({ index }) => index);
  expect(buys.length).toBeGreaterThan(0);
  const preview = previewOf(asked, asProposed(buys), tight, full, strict);
  const commands = [{ kind: 'approve' as const, proposalId: asked.proposalId, legs: buys }];
  const { decision } = step(tight, inputAt(at, { seq: 2, commands }), strict);
  expect(preview.refusal).toContain('These legs without the others break a limit');
  expect(decision.orders).toEqual([]);
  expect(decision.quiet).toContain(preview.refusal);
  expect(preview.offers.length).toBeGreaterThan(0);
  for (const offer of preview.offers) expect(previewOf(asked, offer, tight, full, strict).refusal).toBeNull();
});

test('smaller sizes come to less of everything', () => {
  const { state: tight } = step(initialState(null), full, strict);
  const asked = tight.open as RotationProposal;
  const buy = asked.legs.find(({ from, buyShares }) => from === null && buyShares > 1);
  if (buy === undefined) throw new Error('nothing is bought from cash');
  const sized = (buyShares: number) => ({
    legs: [buy.index],
    sizes: [{ leg: buy.index, sellShares: shares(0), buyShares: shares(buyShares) }],
  });
  const half = Math.floor(buy.buyShares / 2);
  const preview = previewOf(asked, sized(half), tight, full, strict);
  expect(preview.trades).toMatchObject([{ ticker: buy.to, shares: half }]);
  expect(preview.costMoney).toBeCloseTo((buy.costMoney * half) / buy.buyShares, 9);
  expect(preview.cash.before - preview.cash.after).toBeCloseTo(half * (preview.trades[0]?.price ?? 0), 6);
  const wrong = previewOf(asked, sized(buy.buyShares + 1), tight, full, strict);
  expect(wrong.refusal).toMatch(/^sizes\.0: leg \d+ may buy 0 to/);
});

test('what moved is told before anybody approves', () => {
  const quotes = Object.fromEntries(universe.map((name) => [name, movedQuote(name, at, 0.01)]));
  const preview = previewOf(open, asProposed(all), { ...state, quotes }, input, settings);
  expect(preview.moved.map(({ field }) => field)).toEqual(open.trades.map(() => 'price'));
});
