import { afterEach, expect, test } from 'vitest';
import { openReconciled, type DeskSide } from '#test/support/desk-side.ts';
import { account, scriptedTws, type ScriptedTws } from '#test/support/scripted-tws.ts';
import { openOrder, openOrderEnd, orderStatus, type OrderFields } from '#test/support/tws-frames.ts';

// The list of open orders that a kill switch asks for, apart from the whole book.

const reqAllOpenOrders = 16;
let tws: ScriptedTws | null = null;
let desk: DeskSide | null = null;
afterEach(async () => {
  desk?.session.close('end of test');
  await tws?.stop();
});

test('is asked for anew, lists everybody’s orders, and is shared by whoever asks meanwhile', async () => {
  const manual: OrderFields = {
    ...{ conId: 265598, symbol: 'AAPL', orderId: 0, clientId: 0, permId: 77, action: 'BUY', size: 5 },
    ...{ status: 'Submitted', account, orderRef: '' },
  };
  tws = await scriptedTws({
    on: { [reqAllOpenOrders]: (peer) => peer.send(openOrder(manual), openOrderEnd()) },
  });
  desk = await openReconciled(tws.port);
  const { session } = desk;
  const before = tws.requests(reqAllOpenOrders).length;
  const [one, two] = await Promise.all([session.openOrders(), session.openOrders()]);
  expect(one).toEqual(two);
  expect(one).toMatchObject([{ permId: 77, clientId: 0, ticker: 'AAPL', orderId: null }]);
  expect(tws.requests(reqAllOpenOrders)).toHaveLength(before + 1);
  await session.openOrders();
  expect(tws.requests(reqAllOpenOrders)).toHaveLength(before + 2);
  expect(session.state).toBe('reconciled');
});

test('asked for while the whole book loads, both are answered', async () => {
  tws = await scriptedTws();
  desk = await openReconciled(tws.port);
  const [book, open] = await Promise.all([desk.session.book(), desk.session.openOrders()]);
  expect([book.open, open]).toEqual([[], []]);
});

test('an order of another account of this login is none of this account’s, also by its bare statuses', async () => {
  const others: OrderFields = {
    ...{ conId: 265598, symbol: 'AAPL', orderId: 91, clientId: 0, permId: 78, action: 'BUY', size: 5 },
    ...{ status: 'Submitted', account: 'DU99999', orderRef: '' },
  };
  const unknown = { ...others, permId: 79, account };
  tws = await scriptedTws({
    accounts: `${account},DU99999,`,
    on: {
      [reqAllOpenOrders]: (peer) =>
        peer.send(openOrder(others), orderStatus(others, 'Submitted'), openOrderEnd()),
    },
  });
  desk = await openReconciled(tws.port);
  expect(await desk.session.openOrders()).toEqual([]);
  tws.peers[0]?.send(orderStatus(others, 'PreSubmitted'), orderStatus(unknown, 'Submitted'));
  await expect.poll(() => desk?.events.filter(({ kind }) => kind === 'order').length).toBe(1);
  expect(desk.events.find((event) => event.kind === 'order')).toMatchObject({ report: { permId: 79 } });
  expect(desk.session.reserveApiOrderId()).toBeGreaterThan(91);
});
