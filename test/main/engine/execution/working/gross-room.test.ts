import { describe, expect, test } from 'vitest';
import { childrenOf } from '#engine/execution/working/children.ts';
import { isTerminal } from '#engine/execution/lifecycle.ts';
import { grossRoom } from '#engine/execution/working/gross-room.ts';
import { nextChild } from '#engine/execution/working/next-child.ts';
import { budgetOf } from '#engine/execution/working/money.ts';
import type { EngineState } from '#engine/state.ts';
import type { Order, OrderState } from '#shared/domain/order.ts';
import type { ExecutionStyle, Work } from '#shared/domain/work.ts';
import { money, shares } from '#shared/units.ts';
import { accountOf, midOf, positionOf } from '#test/support/engine-builders.ts';
import {
  aChild,
  aScene,
  aState,
  aWork,
  alfa,
  approvedAt,
  golf,
  secondsLater,
  withChild,
  workSettings,
} from '#test/support/work-builders.ts';

const nav = 1_000_000;
/** The strategy's own number: what is held now is all of it. */
const full = (500 * midOf(golf)) / nav;
const settings = { ...workSettings, rotation: { ...workSettings.rotation, gross: full } };
const selling = aWork(golf, { side: 'SELL', shares: shares(200), from: shares(500) });
const buying = aWork(alfa);
const freed = 200 * midOf(golf);

const stateOf = (held: number, change: Partial<EngineState> = {}, orders: readonly Order[] = []) => ({
  ...aState([], orders),
  account: accountOf(approvedAt, { nav: money(nav) }),
  positions: { [golf]: positionOf(golf, held) },
  ...change,
});
const room = (works: readonly Work[], state: EngineState, orders: readonly Order[] = [], seconds = 10) =>
  grossRoom(works, { ...state, children: orders.filter(isTerminal) }, settings, secondsLater(seconds));
const saleIn = (status: OrderState, filled = 0) => aChild(selling, { status, filled: shares(filled) });

describe('what positions may grow by', () => {
  test.each<[string, OrderState]>([
    ['at work', { state: 'working', permId: 1 }],
    ['lost on its way', { state: 'unresolved', since: approvedAt, why: '' }],
    ['cancelled', { state: 'cancelled', at: approvedAt, why: '' }],
  ])('is nothing while the sale that makes room is %s', (_, status) => {
    const order = saleIn(status);
    const open = status.state === 'cancelled' ? [] : [order];
    expect(room([selling, buying], stateOf(500, {}, open), [order])).toBeCloseTo(0, 6);
  });

  test('is what the sale has really taken away', () => {
    expect(room([selling, buying], stateOf(450))).toBeCloseTo(50 * midOf(golf), 6);
    expect(room([selling, buying], stateOf(300))).toBeCloseTo(freed, 6);
    expect(room([selling, buying], stateOf(500, { unshown: { [golf]: -200 } }))).toBeCloseTo(0, 6);
  });

  test('counts what works, what others have open, and fills that no position shows', () => {
    const grown = 40 * midOf(alfa);
    const child = aChild(buying, { filled: shares(60) });
    const cases: readonly EngineState[] = [
      stateOf(300, {}, [child]),
      stateOf(300, { foreign: { [alfa]: { buy: 40, sell: 0 } } }),
      stateOf(300, { unshown: { [alfa]: 40 } }),
    ];
    for (const state of cases) expect(room([selling, buying], state)).toBeCloseTo(freed - grown, 6);
  });

  test('counts an order that is over for as long as fills of it may come', () => {
    const gone = aChild(buying, { status: { state: 'cancelled', at: approvedAt, why: '' } });
    const state = stateOf(300);
    expect(room([selling, buying], state, [gone], 0.5)).toBeCloseTo(freed - 100 * midOf(alfa), 6);
    expect(room([selling, buying], state, [gone], 10)).toBeCloseTo(freed, 6);
  });

  test('a book that is over the strategy’s number keeps what its trades lead to', () => {
    const over = 600;
    const wide = { ...selling, from: shares(over) };
    expect(room([wide, buying], stateOf(over))).toBeCloseTo(100 * midOf(alfa) - freed, 6);
    expect(room([wide, buying], stateOf(over - 200))).toBeCloseTo(100 * midOf(alfa), 6);
    expect(room([], stateOf(over))).toBe(0);
  });

  test('leaves the hedge out', () => {
    const hedged = { ...settings, hedge: { ticker: golf } };
    expect(grossRoom([], stateOf(500), hedged, approvedAt)).toBeCloseTo(full * nav, 6);
  });
});

describe('a purchase beside a sale of the same proposal', () => {
  const next = (style: ExecutionStyle, held: number, sale: OrderState, filled: number) => {
    const order = saleIn(sale, filled);
    const ended = sale.state === 'unresolved';
    const sold: Work = {
      ...withChild({ ...selling, style }, order),
      ...(ended ? { state: { stage: 'stopped', at: approvedAt, why: '', refusal: null } } : {}),
    };
    const work = { ...buying, style, shares: shares(150), target: shares(150) };
    const works = [sold, work];
    const state = stateOf(held, {}, [order]);
    const orders = new Map([[order.intent.orderId, order]]);
    const purse = { cash: money(nav), restingSince: null };
    const at = secondsLater(2);
    const budget = budgetOf(works, purse, orders, state, settings, at);
    return nextChild(work, childrenOf(work, orders, at, 1_000), 150, {
      ...aScene(at, works, [order], { budget, settings, works }),
      state,
    }).place?.shares;
  };

  test.each<ExecutionStyle>(['SHORT_HORIZON', 'LMT', 'MKT', 'MIDPRICE', 'ADAPTIVE'])(
    '%s: goes when its room is there, and for no more than a lost sale has made',
    (style) => {
      const working = { state: 'working', permId: 1 } as const;
      const lost = { state: 'unresolved', since: approvedAt, why: '' } as const;
      expect(next(style, 500, working, 0)).toBeUndefined();
      expect(next(style, 300, working, 200)).toBe(150);
      expect(next(style, 500, lost, 0)).toBeUndefined();
      expect(next(style, 400, lost, 100)).toBe(Math.floor((100 * midOf(golf)) / midOf(alfa)));
    },
  );
});
