import { describe, expect, test } from 'vitest';
import { afterFill, growthOf, priceAt } from '#engine/execution/limits/after-fill.ts';
import { orderId } from '#shared/ids.ts';
import type { Order } from '#shared/domain/order.ts';
import { epochMs, shares } from '#shared/units.ts';
import { instrumentOf, intentOf, midOf, orderOf, positionOf } from '#test/support/engine-builders.ts';
import { buys, limitContext, limitsAt, planned, sells, withState } from '#test/support/limit-cases.ts';
import { alfa, golf } from '#test/support/work-builders.ts';

const nav = 1_000_000;
const held = (500 * midOf(golf)) / nav;
const limitOf = (size: number) => (size * (midOf(alfa) + 0.01)) / nav;
const working = (side: 'BUY' | 'SELL', size: number, name = alfa) =>
  orderOf(intentOf(name, { orderId: orderId(`old-${side}`), side, shares: shares(size) }));

describe('the book after everything has filled', () => {
  test('holds what it holds', () => {
    const { gross, netHigh, netLow } = afterFill(limitContext, []);
    for (const sum of [gross, netHigh, netLow]) expect(sum).toBeCloseTo(held, 12);
  });

  test('counts a purchase at its worst price, beside what works and what others have open', () => {
    expect(afterFill(limitContext, [buys(100)]).gross).toBeCloseTo(held + limitOf(100), 9);
    const busy = withState({ orders: [working('BUY', 40)], foreign: { ALFA: { buy: 60, sell: 0 } } });
    expect(afterFill(busy, []).gross).toBeCloseTo(held + limitOf(100), 6);
    expect(afterFill(busy, [buys(100)]).names.get(alfa)?.high).toBeCloseTo(limitOf(200), 6);
  });

  test('does not count on anything to take away before it is gone; a plan counts on its own', () => {
    const leaving = withState({
      orders: [working('SELL', 500, golf)],
      foreign: { GOLF: { buy: 0, sell: 0 } },
    });
    expect(afterFill(leaving, []).gross).toBeCloseTo(held, 12);
    expect(afterFill(limitContext, [sells(500)]).gross).toBeCloseTo(held, 12);
    expect(afterFill(planned, [sells(500)]).gross).toBeCloseTo(0, 12);
    expect(afterFill(planned, [sells(200)]).netHigh).toBeCloseTo((held * 3) / 5, 9);
    const covered = { positions: { ALFA: positionOf(alfa, -100) } };
    expect(afterFill(withState(covered), [buys(100)]).gross).toBeCloseTo((100 * midOf(alfa)) / nav, 9);
    expect(afterFill(withState(covered, planned), [buys(100)]).gross).toBe(0);
  });

  test('what is sold beyond the position is short', () => {
    const short = (200 * midOf(golf)) / nav;
    for (const where of [limitContext, planned])
      expect(afterFill(where, [sells(700)]).netLow).toBeCloseTo(-short, 9);
    expect(afterFill(planned, [sells(700)]).gross).toBeCloseTo(short, 9);
    expect(afterFill(limitContext, [sells(700)]).gross).toBeCloseTo(held, 9);
    const foreign = withState({ foreign: { GOLF: { buy: 0, sell: 600 } } });
    expect(afterFill(foreign, []).netLow).toBeCloseTo(-short / 2, 9);
  });

  test('does not forget a fill that no position shows yet, and does not count on one that takes away', () => {
    const bought = withState({ unshown: { ALFA: 100 } });
    expect(afterFill(bought, []).gross).toBeCloseTo(held + (100 * midOf(alfa)) / nav, 9);
    const sold = withState({ unshown: { GOLF: -200 } });
    expect(afterFill(sold, []).gross).toBeCloseTo(held, 9);
    expect(afterFill(sold, []).netLow).toBeCloseTo(held - (200 * midOf(golf)) / nav, 9);
  });

  test('does not forget an order that is over while fills of it may come', () => {
    const over = (status: Order['status'], filled: number) =>
      afterFill(
        withState({
          children: [{ ...working('BUY', 100), status, filled: shares(filled), updatedAt: limitsAt }],
        }),
        [],
      ).gross;
    const told = { state: 'filled', at: limitsAt } as const;
    expect(over(told, 0)).toBeCloseTo(held + limitOf(100), 9);
    expect(over(told, 60)).toBeCloseTo(held + limitOf(40), 9);
    expect(over(told, 100)).toBeCloseTo(held, 12);
    expect(over({ state: 'cancelled', at: limitsAt, why: '' }, 60)).toBeCloseTo(held + limitOf(40), 9);
    const longAgo = epochMs(limitsAt - 60_000);
    const gone = { ...working('BUY', 100), updatedAt: longAgo };
    const settled = withState({
      children: [{ ...gone, status: { state: 'cancelled', at: longAgo, why: '' } }],
    });
    expect(afterFill(settled, []).gross).toBeCloseTo(held, 12);
  });

  test('sums sectors and betas, and the hedge in beta alone', () => {
    const where = { ...withState({ betas: { ALFA: 2, GOLF: -1 } }) };
    const book = afterFill(where, [buys(100)]);
    expect(book.betaHigh).toBeCloseTo(2 * limitOf(100) - held, 9);
    expect(book.sectors.get(instrumentOf(alfa).sector)?.high).toBeCloseTo(limitOf(100), 9);
    const hedged = { ...where, settings: { ...where.settings, hedge: { ticker: golf } } };
    expect(afterFill(hedged, []).gross).toBe(0);
    expect(afterFill(hedged, []).betaLow).toBeCloseTo(-held, 9);
  });

  test('without a value nothing passes as small', () => {
    const broke = withState({ account: null });
    expect(afterFill(broke, []).gross).toBeGreaterThan(1000);
  });
});

describe('what makes a position larger', () => {
  test.each([
    ['a purchase', buys(100), limitContext, 100],
    ['a sale of what is held', sells(500), limitContext, 0],
    ['a sale beyond it', sells(510), limitContext, 10],
    [
      'a sale of what others sell already',
      sells(500),
      withState({ foreign: { GOLF: { buy: 0, sell: 100 } } }),
      100,
    ],
    ['a cover', buys(100), withState({ positions: { ALFA: positionOf(alfa, -100) } }), 0],
    ['a cover that turns', buys(100), withState({ positions: { ALFA: positionOf(alfa, -60) } }), 40],
  ])('%s', (_, intent, where, growth) => {
    expect(growthOf(intent, where, [])).toBe(growth);
  });

  test('what passed before it in the batch takes its part', () => {
    expect(growthOf(sells(300), limitContext, [sells(300)])).toBe(100);
  });
});

test('a name without a quote is worth what was paid', () => {
  expect(priceAt(golf, withState({ quotes: {} }))).toBe(midOf(golf));
  expect(priceAt('NONE', limitContext)).toBe(0);
});
