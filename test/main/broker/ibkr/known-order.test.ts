import { OrderType } from '@stoqey/ib';
import { afterEach, describe, expect, test } from 'vitest';
import { isManual, termsOf } from '#broker/ibkr/known-order.ts';
import { openReconciled, type DeskSide } from '#test/support/desk-side.ts';
import { account, scriptedTws, type ScriptedTws } from '#test/support/scripted-tws.ts';
import * as frame from '#test/support/tws-frames.ts';
import type { OrderFields } from '#test/support/tws-frames.ts';

let tws: ScriptedTws | null = null;
let desk: DeskSide | null = null;

afterEach(async () => {
  desk?.session.close('end of test');
  await tws?.stop();
});

const typed: OrderFields = {
  ...{ orderId: 0, clientId: 0, permId: 812_001, action: 'SELL', size: 300, status: 'Submitted', account },
  ...{ orderRef: '', conId: 265598, symbol: 'AAPL' },
};

/** The same open order with another limit. */
const atLimit = (order: OrderFields, limit: string): frame.Field[] =>
  frame.openOrder(order).map((field) => (field === '10.5' ? limit : field));

describe('an order typed in TWS', () => {
  test('is reported with what a band of its own shows', async () => {
    tws = await scriptedTws({
      on: {
        16: (peer) =>
          peer.send(frame.openOrder(typed), frame.orderStatus(typed, 'Submitted', 100), frame.openOrderEnd()),
      },
    });
    desk = await openReconciled(tws.port);
    const book = await desk.session.book();
    expect(book.open).toEqual([
      expect.objectContaining({
        ...{ orderId: null, permId: 812_001, apiOrderId: 0, clientId: 0, ticker: 'AAPL', side: 'SELL' },
        ...{ shares: 300, type: 'LMT', limit: 10.5, filled: 100, remaining: 200, ref: '', isManual: true },
        status: { says: 'working' },
      }),
    ]);
  });

  test('and changed there reaches the desk with its new size and limit', async () => {
    tws = await scriptedTws();
    desk = await openReconciled(tws.port);
    tws.peers[0]?.send(frame.openOrder(typed));
    await desk.saw('order', ({ report }) => report.shares === 300 && report.limit === 10.5);
    tws.peers[0]?.send(atLimit({ ...typed, size: 500 }, '11.25'));
    const { report } = await desk.saw('order', ({ report }) => report.shares === 500);
    expect(report).toMatchObject({ permId: 812_001, limit: 11.25 });
    // a status afterwards carries what was changed, too
    tws.peers[0]?.send(frame.orderStatus({ ...typed, size: 500 }, 'Submitted', 200));
    const after = await desk.saw('order', ({ report }) => report.filled === 200);
    expect(after.report).toMatchObject({ shares: 500, limit: 11.25, remaining: 300 });
  });
});

test('an order of ours that is changed in TWS is told with what it has become', async () => {
  tws = await scriptedTws();
  desk = await openReconciled(tws.port);
  const ours: OrderFields = {
    ...typed,
    orderId: 3,
    clientId: 7,
    orderRef: 'dd-x-1',
    action: 'BUY',
    size: 100,
  };
  tws.peers[0]?.send(frame.openOrder(ours), atLimit({ ...ours, size: 40 }, '9'));
  const { report } = await desk.saw('order', ({ report }) => report.shares === 40);
  expect(report).toMatchObject({ orderId: 'dd-x-1', limit: 9, isManual: false, ref: 'dd-x-1' });
});

test('a completed order tells its terms and what filled', async () => {
  const done = frame.completedOrder({ ...typed, status: 'Filled' }, 'Filled Size: 300');
  tws = await scriptedTws({ on: { 99: (peer) => peer.send(done, frame.completedEnd()) } });
  desk = await openReconciled(tws.port);
  const { completed } = await desk.session.book();
  expect(completed[0]).toMatchObject({ permId: 812_001, shares: 300, type: 'LMT', limit: 10.5 });
});

test.each([
  [0, 0, true],
  [0, -5, true],
  [0, 12, false],
  [7, 0, false],
  [null, 0, false],
])('client %s, number %i: typed in TWS %s', (clientId, apiOrderId, is) => {
  expect(isManual(clientId, apiOrderId)).toBe(is);
});

test.each([
  [0, null],
  [-1, null],
  [Number.MAX_VALUE, null],
  [Number.NaN, null],
  [10.25, 10.25],
])('a limit of %d is %s', (lmtPrice, limit) => {
  expect(termsOf({ orderType: OrderType.LMT, lmtPrice }).limit).toBe(limit);
});
