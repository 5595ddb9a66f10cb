import { describe, expect, test } from 'vitest';
import type { Order } from '#shared/domain/order.ts';
import { money, price, shares } from '#shared/units.ts';
import { afterGone, budgetOf, purseAt } from '#engine/execution/working/money.ts';
import { accountOf, midOf, positionOf, rotating } from '#test/support/engine-builders.ts';
import {
  aChild,
  aState,
  aWork,
  alfa,
  approvedAt,
  golf,
  secondsLater,
  withChild,
  workSettings,
} from '#test/support/work-builders.ts';

const byId = (...orders: readonly Order[]) => new Map(orders.map((order) => [order.intent.orderId, order]));
const sold = aChild(aWork(golf, { side: 'SELL' }), {
  ...{ status: { state: 'filled', at: approvedAt }, filled: shares(100), avgFillPrice: price(50) },
  commission: money(1),
});
const buying = aChild(aWork(alfa), { filled: shares(40), avgFillPrice: price(100) });
const works = [withChild(aWork(golf, { side: 'SELL' }), sold), withChild(aWork(alfa), buying)];
const purse = { cash: money(10_000), restingSince: null };
const account = (cash: number) => ({ ...aState([]), account: accountOf(approvedAt, { cash: money(cash) }) });

describe('cash for purchases', () => {
  test('is what there was, with what own fills brought and took, less what working purchases may take', () => {
    const { cash, own } = budgetOf(works, purse, byId(sold, buying), account(1e6), workSettings, approvedAt);
    const limit = 'limit' in buying.intent.style ? (buying.intent.style.limit ?? 0) : 0;
    expect(cash).toBeCloseTo(10_000 + 5_000 - 1 - 4_000 - 60 * limit, 6);
    expect(own).toBe(cash);
  });

  test('is never more than the account shows', () => {
    expect(budgetOf([], purse, new Map(), account(700), workSettings, approvedAt).cash).toBe(700);
  });

  test('counts a purchase that ended a moment ago as if it could still fill', () => {
    const gone = { ...buying, status: { state: 'cancelled', at: approvedAt, why: '' } } as const;
    const at = (seconds: number) =>
      budgetOf(works, purse, byId(gone), account(1e6), workSettings, secondsLater(seconds)).cash;
    expect(at(2)).toBeGreaterThan(at(0.5));
  });

  test('counts a purchase that the TWS calls filled until its executions say what it took', () => {
    const filled = { ...buying, status: { state: 'filled', at: approvedAt } } as const;
    const left = (order: Order) =>
      budgetOf(works, purse, byId(order), account(1e6), workSettings, secondsLater(30)).cash;
    expect(left(filled)).toBe(left(buying));
  });

  test('a book that may borrow buys within available funds and its gross limit', () => {
    const wide = { ...rotating({ gross: 1.2, longShort: true }), execution: workSettings.execution };
    const state = { ...account(100), positions: { GOLF: positionOf(golf, 1_000, 100) } };
    const { cash, own, gross } = budgetOf([], purse, new Map(), state, wide, approvedAt);
    expect([cash, own]).toEqual([700_000, 100]);
    expect(gross).toBeCloseTo(1_200_000 - 1_000 * midOf(golf), 6);
  });
});

describe('the purse', () => {
  test('is the account’s cash, unless own fills are younger than its values may be', () => {
    const at = (since: number | null, shown: number) =>
      purseAt(
        {
          ...aState([]),
          account: accountOf(secondsLater(shown), { cash: money(1) }),
          purse: { cash: money(2), restingSince: since === null ? null : secondsLater(since) },
        },
        secondsLater(60),
      ).cash;
    expect([at(null, 60), at(10, 12), at(10, 20)]).toEqual([2, 2, 1]);
    expect(purseAt({ ...aState([]), purse: null }, approvedAt).cash).toBe(400_000);
  });

  test('keeps what works moved that are let go of', () => {
    const left = afterGone(purse, works, true, byId(sold, buying), approvedAt);
    expect(left).toEqual({ cash: 10_000 + 4_999 - 4_000, restingSince: null });
    expect(afterGone(purse, [], false, new Map(), approvedAt).restingSince).toBe(approvedAt);
  });
});
