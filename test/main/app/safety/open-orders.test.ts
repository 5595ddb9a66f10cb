import { describe, expect, test } from 'vitest';
import { growing, inScope, OpenOrders, openOrdersOf, orderRow } from '#app/safety/open-orders.ts';
import { consequenceOf, problemWords, todoOf } from '#app/safety/kill-words.ts';
import type { BrokerSays, Order, OrderReport } from '#shared/domain/order.ts';
import { orderId, ticker } from '#shared/ids.ts';
import { epochMs, shares } from '#shared/units.ts';
import { anIntent, anOrder } from '#test/main/store/builders.ts';

const report = (permId: number, over: Partial<OrderReport> = {}): OrderReport => ({
  orderId: null,
  permId,
  apiOrderId: 0,
  clientId: 0,
  ticker: ticker('IBM'),
  side: 'BUY',
  shares: 100,
  status: { says: 'working' },
  at: epochMs(0),
  ...over,
});

describe('what the TWS said of open orders', () => {
  test('is forgotten when they end, and a bare status keeps what was known of them', () => {
    const open = new OpenOrders();
    open.reset([report(1), report(2)]);
    open.note(report(1, { status: { says: 'cancelled', why: '' } }));
    open.note(report(2, { ticker: null, side: null, shares: null, status: { says: 'cancelling' } }));
    expect(open.list()).toMatchObject([
      { permId: 2, ticker: 'IBM', shares: 100, status: { says: 'cancelling' } },
    ]);
  });
});

describe('whose an order is', () => {
  test.each([
    ['typed in TWS', { clientId: 0 }, 'manual'],
    ['without a client', { clientId: null }, 'manual'],
    ['of another program', { clientId: 5 }, 'other'],
    ['of another desk', { clientId: 5, orderId: orderId('x-1') }, 'other'],
    ['of this client, unknown to the journal', { clientId: 17, orderId: orderId('x-1') }, 'client'],
  ] as const)('%s', (_, over, owner) => {
    expect(openOrdersOf([report(1, over)], null, 17).map((open) => open.owner)).toEqual([owner]);
  });

  test.each([
    ['desk', [true, false, false, false]],
    ['client', [true, true, false, false]],
    ['everything', [true, true, true, true]],
  ] as const)('a switch of %s reaches', (scope, expected) => {
    const owners = ['desk', 'client', 'other', 'manual'] as const;
    expect(owners.map((owner) => inScope(scope, { owner, report: null, order: null }))).toEqual(expected);
  });

  test('an order that has ended is none', () => {
    expect(openOrdersOf([report(1, { status: { says: 'filled' } })], null, 17)).toEqual([]);
  });
});

test('the consequence says what is cancelled and what is not', () => {
  const orders = openOrdersOf([report(1), report(2, { clientId: 5 })], null, 17);
  expect(consequenceOf('everything', orders)).toMatch(/1 of other programs and 1 typed in TWS.*stops/);
  expect(consequenceOf('desk', [])).toMatch(/0 orders of this desk.*work on/);
  expect(problemWords(true, [])).toContain('No TWS is connected');
  expect(problemWords(false, ['IBM'])).toContain('IBM');
  expect(problemWords(false, [])).toBeNull();
});

test.each([
  [{ says: 'cancelling' }, /may still fill/],
  [{ says: 'cancel-refused', code: 161, why: '' }, /refused the cancel/],
  [{ says: 'held', why: 'locate' }, /held/],
  [{ says: 'working' }, /Cancel it there/],
] as const)('a survivor that is %j comes with what to do', (status, words) => {
  const [open] = openOrdersOf([report(1, { status: status as BrokerSays })], null, 17);
  expect(open === undefined ? '' : todoOf(open)).toMatch(words);
  expect(open === undefined ? null : orderRow(open).permId).toBe(1);
});

describe('an order that makes a position larger, or turns it round', () => {
  const order = (side: 'BUY' | 'SELL', size: number, filled = 0): Order => ({
    ...anOrder('o-1', 1, {
      intent: anIntent('o-1', { side, shares: shares(size) }),
      status: { state: 'working', permId: 9 },
    }),
    filled: shares(filled),
  });
  test.each([
    ['a buy of what is held', order('BUY', 10), 50, true],
    ['a sell of part', order('SELL', 10), 50, false],
    ['a sell through zero', order('SELL', 60), 50, true],
    ['what is left of it does not', order('SELL', 60, 10), 50, false],
    ['a cover', order('BUY', 50), -50, false],
    ['a sell of a short', order('SELL', 1), -50, true],
  ] as const)('%s: %#', (_, given, position, expected) => {
    expect(growing(given, position)).toBe(expected);
  });
});
