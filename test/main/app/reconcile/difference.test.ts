import { describe, expect, test } from 'vitest';
import { type Circumstances, diagnose } from '#app/reconcile/difference.ts';
import type { TieOut } from '#app/settlement.ts';
import { fillId } from '#shared/ids.ts';
import { epochMs, shares } from '#shared/units.ts';
import { aFill, anIntent, anOrder } from '#test/main/store/builders.ts';

const intent = anIntent('o-1');
const tie = (
  own: number,
  tws: number,
  ownCost = 100,
  twsCost = 100,
  filledAt: number | null = null,
): TieOut => ({
  ...{ conId: intent.conId, ticker: intent.ticker, own, tws, ownCost, twsCost, since: epochMs(1) },
  filledAt: filledAt === null ? null : epochMs(filledAt),
});
const nothing: Circumstances = { recorded: [], listed: new Set(), orders: [] };
const around = (over: Partial<Circumstances>): Circumstances => ({ ...nothing, ...over });
const sold = aFill('e.1.01', { side: 'SELL', shares: shares(40) });
const sell100 = anOrder('o-1', 1, { status: { state: 'working', permId: 3 }, permId: 3 });

describe('what a difference of a position is taken for', () => {
  test.each<[string, TieOut, Circumstances, string, boolean]>([
    ['a split of 2 for 1', tie(30, 60, 100, 50), nothing, 'corporate-action', true],
    ['a split of 3 for 2 of a short', tie(-30, -45, 90, 60), nothing, 'corporate-action', true],
    ['a reverse split of 1 for 10', tie(50, 5, 3, 30), nothing, 'corporate-action', true],
    ['twice the shares at twice the cost is no split', tie(30, 60, 100, 100), nothing, 'unexplained', false],
    ['a split never turns the side', tie(30, -30, 100, -100), nothing, 'unexplained', false],
    ['with a fill on its way nothing is proven', tie(30, 60, 100, 50, 5), nothing, 'unexplained', false],
    ['an odd ratio is not proven', tie(97, 89, 89, 97), nothing, 'unexplained', false],
    ['a cost that nobody knows proves nothing', tie(30, 60, 0, 0), nothing, 'unexplained', false],
    ['a fill that is not listed any more', tie(60, 100), around({ recorded: [sold] }), 'bust', false],
    [
      'a fill that is still listed',
      tie(60, 100),
      around({ recorded: [sold], listed: new Set([fillId('e.1')]) }),
      'unexplained',
      false,
    ],
    [
      'fewer shares, and an own sale could be why',
      tie(100, 40),
      around({ orders: [sell100] }),
      'missing-fill',
      false,
    ],
    [
      'more shares, and only a sale works',
      tie(100, 140),
      around({ orders: [sell100] }),
      'unexplained',
      false,
    ],
    ['more than it had left', tie(200, 40), around({ orders: [sell100] }), 'unexplained', false],
    [
      'an order that never left',
      tie(100, 40),
      around({ orders: [{ ...sell100, permId: 0, status: { state: 'never-sent', why: 'x' } }] }),
      'unexplained',
      false,
    ],
  ])('%s', (_, position, circumstances, kind, proven) => {
    expect(diagnose(position, circumstances)).toMatchObject({ kind, proven });
  });
});
