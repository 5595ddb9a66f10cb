import { describe, expect, test } from 'vitest';
import { matchOrder, type Working } from '#practice/exchange/matching.ts';
import type { Quote } from '#practice/market/market.ts';

const quote: Quote = {
  ...{ bid: 9999, ask: 10_003, bidSize: 200, askSize: 300, last: 10_000, lastSize: 10, book: 1 },
  ...{ open: 9990, high: 10_010, low: 9980, volume: 5000, close: 9950 },
};
const never = 0.999;
const always = 0;

function order(changes: Partial<Working>): Working {
  return {
    ...{ sign: 1, remaining: 100, style: 'limit', limit: null, patienceMs: 6000, ageMs: 0, isTaker: false },
    ...changes,
  };
}

const shares = (takes: readonly { shares: number }[]) => takes.reduce((sum, take) => sum + take.shares, 0);

describe('market orders', () => {
  test('buy at the ask, sell at the bid', () => {
    expect(matchOrder(order({ style: 'market' }), quote, 0, never)).toEqual([
      { shares: 100, price: 10_003, liquidity: 2 },
    ]);
    expect(matchOrder(order({ style: 'market', sign: -1 }), quote, 0, never)).toEqual([
      { shares: 100, price: 9999, liquidity: 2 },
    ]);
  });

  test('more than is displayed walks to worse prices, and the rest waits for the next book', () => {
    const takes = matchOrder(order({ style: 'market', remaining: 5000 }), quote, 0, never);
    expect(takes.map((take) => take.price)).toEqual([10_003, 10_005, 10_007]);
    expect(takes.map((take) => take.shares)).toEqual([300, 450, 600]);
  });

  test('what was taken out of a book already is not there again', () => {
    expect(matchOrder(order({ style: 'market' }), quote, 250, never)).toEqual([
      { shares: 50, price: 10_003, liquidity: 2 },
      { shares: 50, price: 10_005, liquidity: 2 },
    ]);
  });
});

describe('limit orders', () => {
  test('take up to their limit and no further', () => {
    const takes = matchOrder(order({ limit: 10_005, isTaker: true, remaining: 5000 }), quote, 0, never);
    expect(takes.map((take) => take.price)).toEqual([10_003, 10_005]);
  });

  test('resting, when the market comes to them, trade at their own price and add liquidity', () => {
    expect(matchOrder(order({ limit: 10_010 }), quote, 0, never)).toEqual([
      { shares: 100, price: 10_010, liquidity: 1 },
    ]);
  });

  test.each([
    ['behind the touch never', 9998, always, 0],
    ['at the touch by chance', 9999, always, 1],
    ['at the touch without luck', 9999, never, 0],
    ['inside the spread by chance', 10_001, always, 1],
  ])('%s', (_, limit, chance, fills) => {
    expect(matchOrder(order({ limit }), quote, 0, chance)).toHaveLength(fills);
  });

  test('sales mirror purchases', () => {
    expect(matchOrder(order({ sign: -1, limit: 10_003 }), quote, 0, always)[0]?.price).toBe(10_003);
    expect(matchOrder(order({ sign: -1, limit: 10_004 }), quote, 0, always)).toEqual([]);
  });
});

describe('midpoint orders', () => {
  test('trade at the middle, also between two ticks', () => {
    const tight = { ...quote, ask: 10_000 };
    expect(matchOrder(order({ style: 'mid' }), tight, 0, always)[0]?.price).toBe(9999.5);
  });

  test('are held back by their cap', () => {
    expect(matchOrder(order({ style: 'mid', limit: 10_000 }), quote, 0, always)[0]?.price).toBe(10_000);
    expect(matchOrder(order({ style: 'mid', limit: 9990 }), quote, 0, always)).toEqual([]);
  });
});

describe('adaptive orders', () => {
  test('wait at the middle, then cross', () => {
    const patient = order({ style: 'adaptive', ageMs: 5999 });
    expect(matchOrder(patient, quote, 0, never)).toEqual([]);
    expect(matchOrder(patient, quote, 0, always)[0]).toMatchObject({ price: 10_001, liquidity: 1 });
    expect(matchOrder({ ...patient, ageMs: 6000 }, quote, 0, never)[0]?.price).toBe(10_003);
  });

  test('never beyond their limit', () => {
    const limited = order({ style: 'adaptive', limit: 10_000, ageMs: 60_000 });
    expect(matchOrder(limited, quote, 0, never)).toEqual([]);
  });
});

test('no order ever trades more than it has left', () => {
  for (const style of ['market', 'limit', 'mid', 'adaptive'] as const) {
    for (const remaining of [1, 7, 299, 301]) {
      const takes = matchOrder(order({ style, limit: 10_003, remaining, ageMs: 9e9 }), quote, 0, always);
      expect(shares(takes)).toBeLessThanOrEqual(remaining);
    }
  }
});
