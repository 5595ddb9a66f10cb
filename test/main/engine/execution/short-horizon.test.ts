import { describe, expect, test } from 'vitest';
import { ticker } from '#shared/ids.ts';
import type { RotationProposal } from '#shared/domain/proposal.ts';
import { price, shares } from '#shared/units.ts';
import { initialState } from '#engine/fold.ts';
import { intentsOf } from '#engine/execution/short-horizon.ts';
import { clock, inputAt, instrumentOf, quoteOf, settings } from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const alfa = ticker('ALFA');
const proposal = { proposalId: 'k3x9-p1' } as RotationProposal;
const state = {
  ...initialState(null),
  instruments: { ALFA: instrumentOf(alfa) },
  quotes: { ALFA: quoteOf(alfa, at, { bid: price(114.03), ask: price(114.07) }) },
};
const trade = (size: number) => ({
  ticker: alfa,
  shares: shares(size),
  target: shares(size),
  price: price(114),
  reason: 'BUY_CASH' as const,
});
const intents = (size: number, change: Partial<typeof settings.execution> = {}, where = state) =>
  intentsOf(proposal, [trade(size)], where, inputAt(at, { seq: 42 }), { ...settings.execution, ...change });

describe('an approved trade becomes one order', () => {
  test('with an id of its own and the quotes of this interval', () => {
    expect(intents(-30)[0]).toMatchObject({
      orderId: 'dd-k3x9-42-0',
      side: 'SELL',
      shares: 30,
      decision: { bid: 114.03, ask: 114.07, at },
    });
  });

  // Collar 0.5 %: 114.07·1.005 = 114.64035, 114.03·0.995 = 113.45985; rounded inward.
  test.each([
    ['LMT', 10, { type: 'LMT', limit: 114.64 }],
    ['LMT', -10, { type: 'LMT', limit: 113.46 }],
    ['MIDPRICE', 10, { type: 'MIDPRICE', limit: 114.64 }],
    ['ADAPTIVE', -10, { type: 'ADAPTIVE', priority: 'Normal', limit: 113.46 }],
    ['MKT', 10, { type: 'MKT' }],
  ] as const)('%s for %i shares', (style, size, expected) => {
    expect(intents(size, { style })[0]?.style).toEqual(expected);
  });

  test('without a quote the proposed price stands in, for the guard to refuse', () => {
    const [intent] = intents(10, {}, { ...state, quotes: {} as typeof state.quotes });
    expect(intent?.decision).toEqual({ bid: 114, ask: 114, at });
  });
});
