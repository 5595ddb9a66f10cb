import { expect, test } from 'vitest';
import type { RotationProposal } from '#shared/domain/proposal.ts';
import { ticker } from '#shared/ids.ts';
import { price, shares } from '#shared/units.ts';
import { withHedgeSized } from '#engine/execution/working/hedge-part.ts';
import type { Picture } from '#engine/measure.ts';

const trade = (name: string, size: number) => ({
  ticker: ticker(name),
  shares: shares(size),
  target: shares(size),
  price: price(100),
  reason: 'BUY_CASH' as const,
});
const [alfa, brav, hedge] = [trade('ALFA', 100), trade('BRAV', 50), trade('HEDG', -150)];
const names = ['ALFA', 'BRAV', 'HEDG'].map((name) => ({ ticker: name, price: 100, instrument: { lot: 1 } }));
const picture = { names, hedge: 2, beta: Float64Array.of(1, 1, 1) } as unknown as Picture;
const proposal = { trades: [alfa, brav, hedge] } as unknown as RotationProposal;
const sizes = (trades: Parameters<typeof withHedgeSized>[1], of = picture): number[] =>
  withHedgeSized(proposal, trades, of).map((each) => each.shares);

test('the hedge is cut down to what the chosen trades call for', () => {
  expect(sizes([alfa, brav, hedge])).toEqual([100, 50, -150]);
  expect(sizes([alfa, hedge])).toEqual([100, -100]);
  expect(sizes([brav, hedge])).toEqual([50, -50]);
  expect(sizes([hedge])).toEqual([]);
});

test('without a hedge nothing changes', () => {
  expect(sizes([alfa])).toEqual([100]);
  expect(sizes([alfa, hedge], { ...picture, hedge: null })).toEqual([100, -150]);
});
