import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StoreError } from '#app/ports.ts';
import { orderId, proposalId } from '#shared/ids.ts';
import type { OrderState, OrderStyle } from '#shared/domain/order.ts';
import { money, price, shares } from '#shared/units.ts';
import { journal, lastSeq } from '#store/decisions.ts';
import { cancelsSince, openOrders, orderById, ordersSince, saveOrder } from '#store/orders.ts';
import { account, anEntry, anIntent, anOrder, later, memoryDb, plansOf, t0 } from './builders.ts';

const ids = (orders: readonly { readonly intent: { readonly orderId: string } }[]) =>
  orders.map(({ intent }) => intent.orderId);

const made = (id: string, api: number, ms: number) =>
  anOrder(id, api, { createdAt: later(ms), updatedAt: later(ms) });

const styles: readonly OrderStyle[] = [
  { type: 'MKT' },
  { type: 'LMT', limit: price(0.1 + 0.2) },
  { type: 'MIDPRICE', limit: null },
  { type: 'MIDPRICE', limit: price(10.01) },
  { type: 'ADAPTIVE', priority: 'Patient', limit: null },
  { type: 'ADAPTIVE', priority: 'Urgent', limit: price(99.99) },
  { type: 'MOC' },
  { type: 'LOC', limit: price(55.555) },
];

const states: readonly OrderState[] = [
  { state: 'journalled' },
  { state: 'sent', at: later(1) },
  { state: 'held', why: '' },
  { state: 'working', permId: 2_147_483_648 },
  { state: 'cancelling', since: later(2) },
  { state: 'filled', at: later(3) },
  { state: 'cancelled', at: later(4), why: 'by trader' },
  { state: 'rejected', at: later(5), code: 201, why: 'Order rejected – reason: "margin"' },
  { state: 'unresolved', since: later(6), why: 'the connection fell' },
  { state: 'never-sent', why: 'stale quote' },
];

describe('orders come back exactly', () => {
  test.each(styles)('with style %j', (style) => {
    const db = memoryDb();
    const order = anOrder('o-1', 7, { intent: anIntent('o-1', { style }) });
    journal(db, account, anEntry(1, [order]));
    expect(orderById(db, orderId('o-1'))).toEqual(order);
  });

  test.each(states)('in state %j', (status) => {
    const db = memoryDb();
    journal(db, account, anEntry(1, [anOrder('o-1', 7)]));
    const order = anOrder('o-1', 7, {
      status,
      permId: 1_234_567_890,
      filled: shares(60),
      avgFillPrice: price(201.123456789012),
      commission: money(-0.35),
      updatedAt: later(9),
    });
    saveOrder(db, order);
    expect(orderById(db, orderId('o-1'))).toEqual(order);
  });

  test('but for why a cancel was asked for, which is kept once the order has ended by it', () => {
    const db = memoryDb();
    journal(db, account, anEntry(1, [anOrder('o-1', 7)]));
    const status: OrderState = { state: 'cancelling', since: later(2) };
    saveOrder(db, anOrder('o-1', 7, { status: { ...status, why: 'You cancelled it.' } }));
    expect(orderById(db, orderId('o-1'))?.status).toEqual(status);
  });

  test('with any finite numbers', () => {
    const double = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
    fc.assert(
      fc.property(double, double, double, (limit, average, commission) => {
        const db = memoryDb();
        const intent = anIntent('o-1', { style: { type: 'LMT', limit: price(limit) } });
        const order = anOrder('o-1', 7, { intent });
        journal(db, account, anEntry(1, [order]));
        const now = { ...order, avgFillPrice: price(average), commission: money(-commission) };
        saveOrder(db, now);
        expect(orderById(db, orderId('o-1'))).toEqual(now);
      }),
      { numRuns: 50 },
    );
  });

  test('and an order that is not there is null', () => {
    expect(orderById(memoryDb(), orderId('o-1'))).toBeNull();
  });
});

describe('order lists', () => {
  const db = memoryDb();
  const [a, b, c] = [made('o-a', 1, 10), made('o-b', 2, 20), made('o-c', 3, 20)];
  journal(db, account, anEntry(1, [a, b, c]));

  test('open orders are oldest first, without the ended ones', () => {
    expect(ids(openOrders(db))).toEqual(['o-a', 'o-b', 'o-c']);
    saveOrder(db, { ...b, status: { state: 'filled', at: later(30) }, updatedAt: later(30) });
    expect(ids(openOrders(db))).toEqual(['o-a', 'o-c']);
  });

  test('orders since a moment are those with any change since then, newest first', () => {
    expect(ids(ordersSince(db, later(10)))).toEqual(['o-c', 'o-b', 'o-a']);
    expect(ids(ordersSince(db, later(30)))).toEqual(['o-b']);
    expect(ids(ordersSince(db, later(31)))).toEqual([]);
  });

  test('a cancel that was asked is known whatever became of the order', () => {
    const order = made('o-b', 2, 20);
    saveOrder(db, { ...order, status: { state: 'cancelling', since: later(31) }, updatedAt: later(31) });
    saveOrder(db, { ...order, status: { state: 'filled', at: later(32) }, updatedAt: later(32) });
    expect(cancelsSince(db, later(10))).toEqual(['o-b']);
    expect(cancelsSince(db, later(33))).toEqual([]);
  });

  test('each list reads its index', () => {
    expect(
      plansOf(db, (db) => {
        orderById(db, orderId('o-a'));
        openOrders(db);
        ordersSince(db, t0);
        cancelsSince(db, t0);
      }),
    ).toEqual([
      'SEARCH orders USING INDEX sqlite_autoindex_orders_1 (order_id=?)',
      'SCAN orders USING INDEX orders_open',
      'SEARCH orders USING INDEX orders_by_updated (updated_ms>?); USE TEMP B-TREE FOR ORDER BY',
      'SEARCH orders USING INDEX orders_by_updated (updated_ms>?); SEARCH audit EXISTS USING INDEX audit_of_order (order_id=?)',
    ]);
  });
});

describe('an order that must not be journalled takes its whole interval with it', () => {
  const refusals: readonly [string, Parameters<typeof anOrder>, string][] = [
    ['a known order id', ['o-1', 2], 'order o-1 is journalled already and must not be sent again'],
    [
      'an API id that is in use',
      ['o-2', 1],
      'API order id 1 of order o-2 belongs to another order that is still open',
    ],
    [
      'a proposal nobody recorded',
      ['o-2', 2, { intent: anIntent('o-2', { proposalId: proposalId('p-9') }) }],
      'order o-2 comes from proposal p-9, which was never recorded',
    ],
    ['no API id', ['o-2', null], 'order o-2 enters the journal without its API order id'],
    ['a later state', ['o-2', 2, { status: { state: 'sent', at: t0 } }], 'order o-2 enters the journal sent'],
    [
      'a limit that is no number',
      ['o-2', 2, { intent: anIntent('o-2', { style: { type: 'MIDPRICE', limit: price(Number.NaN) } }) }],
      'a limit price must be a finite number',
    ],
  ];

  test.each(refusals)('%s', (_, order, message) => {
    const db = memoryDb();
    journal(db, account, anEntry(1, [anOrder('o-1', 1)]));
    const entry = anEntry(2, [anOrder('o-good', 50), anOrder(...order)]);
    expect(() => journal(db, account, entry)).toThrow(message);
    expect(lastSeq(db)).toBe(1);
    expect(ids(openOrders(db))).toEqual(['o-1']);
  });

  test('the same id twice in one interval', () => {
    const db = memoryDb();
    expect(() => journal(db, account, anEntry(1, [anOrder('o-1', 1), anOrder('o-1', 2)]))).toThrow(
      StoreError,
    );
    expect([lastSeq(db), openOrders(db)]).toEqual([0, []]);
  });
});

test('an API id may come again once its order has ended, as after a reset of TWS', () => {
  const db = memoryDb();
  const first = anOrder('o-1', 1);
  journal(db, account, anEntry(1, [first]));
  saveOrder(db, { ...first, status: { state: 'cancelled', at: t0, why: '' } });
  journal(db, account, anEntry(2, [anOrder('o-2', 1)]));
  expect(ids(openOrders(db))).toEqual(['o-2']);
});

test('saving an order that was never journalled is refused', () => {
  expect(() => saveOrder(memoryDb(), anOrder('o-1', 1))).toThrow('has no order o-1: it was never journalled');
});
