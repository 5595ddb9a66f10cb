import { afterEach, expect, test } from 'vitest';
import { orderId } from '#shared/ids.ts';
import { approvedOrder, openReconciled, type DeskSide } from '#test/support/desk-side.ts';
import { account, scriptedTws, type ScriptedTws } from '#test/support/scripted-tws.ts';
import * as frame from '#test/support/tws-frames.ts';
import type { OrderFields } from '#test/support/tws-frames.ts';

let tws: ScriptedTws | null = null;
let desk: DeskSide | null = null;

afterEach(async () => {
  desk?.session.close('end of test');
  await tws?.stop();
});

const other: OrderFields = {
  ...{ orderId: 50, clientId: 3, permId: 812_001, action: 'SELL', size: 300, status: 'Submitted', account },
  ...{ orderRef: '', conId: 265598, symbol: 'AAPL' },
};

/** A session that has been shown another client's order of this number. */
async function having(orderId: number) {
  tws = await scriptedTws();
  const opened = await openReconciled(tws.port);
  desk = opened;
  tws.peers[0]?.send(frame.openOrder({ ...other, orderId }));
  await opened.saw('order');
  return opened.session;
}

test.each([
  ['above it', 70, 71],
  [
    'above all requests where it lies among them, so that an error belongs to one of the two only',
    10_000_050,
    11_000_000,
  ],
  ['above it where it is higher still', 11_000_500, 11_000_501],
])('after an order of another client the next number is %s', async (_what, seen, next) => {
  expect((await having(seen)).reserveApiOrderId()).toBe(next);
});

test('a code about an own order is its, though it lies among the requests', async () => {
  tws = await scriptedTws();
  const opened = await openReconciled(tws.port);
  desk = opened;
  const own = { ...other, orderId: 10_000_002, clientId: 7, orderRef: 'dd-long-ago' };
  tws.peers[0]?.send(frame.openOrder(own), frame.error(own.orderId, 201, 'Order rejected - reason: margin'));
  const { report } = await opened.saw('order', ({ report }) => report.status.says !== 'working');
  expect(report).toMatchObject({ orderId: 'dd-long-ago', apiOrderId: own.orderId });
});

test('a refusal after a cancel was asked for may be the cancel’s: the order is not taken for dead', async () => {
  tws = await scriptedTws();
  const opened = await openReconciled(tws.port);
  desk = opened;
  const { session, instrument } = opened;
  const refused = (number: number): void =>
    tws?.peers[0]?.send(frame.error(number, 321, 'Error validating request'));
  const [first, second] = [session.reserveApiOrderId(), session.reserveApiOrderId()];
  session.place(approvedOrder(instrument, { orderId: orderId('dd-a') }), first);
  session.place(approvedOrder(instrument, { orderId: orderId('dd-b') }), second);
  session.cancel(second);
  refused(first);
  refused(second);
  const said = async (id: string) =>
    (await opened.saw('order', ({ report }) => report.orderId === id)).report.status.says;
  expect([await said('dd-a'), await said('dd-b')]).toEqual(['rejected', 'odd']);
});

test.each([
  ['of this client', 7, 31],
  ['of another one', 3, 1],
])('after an execution under number 30 %s the next number is %3$i', async (_whose, clientId, next) => {
  tws = await scriptedTws();
  const opened = await openReconciled(tws.port);
  desk = opened;
  const executed = { ...other, orderId: 30, clientId, execId: '0001.01.01.01', shares: 10, price: 50 };
  tws.peers[0]?.send(frame.execution(-1, executed));
  await opened.saw('fill');
  expect(opened.session.reserveApiOrderId()).toBe(next);
});

test('numbers that are used up are told, and none is given', async () => {
  const session = await having(2_147_483_647);
  expect(() => session.reserveApiOrderId()).toThrow('Reset API order ID sequence');
});

test('after an order whose number was used before, the TWS is asked for the next one, and none goes back', async () => {
  tws = await scriptedTws({
    on: {
      3: (peer) => peer.send(frame.error(1, 103, 'Duplicate order id')),
      8: (peer) => peer.send(frame.nextValidId(400), frame.nextValidId(300)),
    },
  });
  const opened = await openReconciled(tws.port);
  desk = opened;
  const { session } = opened;
  session.place(approvedOrder(opened.instrument), session.reserveApiOrderId());
  const { report } = await opened.saw('order');
  expect(report.status).toMatchObject({ says: 'odd', code: 103 });
  await expect.poll(() => session.reserveApiOrderId()).toBeGreaterThan(399);
  expect(session.reserveApiOrderId()).toBeLessThan(500);
});

test.each(['NaN', '3000000000', '9007199254740993'])(
  'a status about order %s ends the connection',
  async (number) => {
    tws = await scriptedTws();
    const opened = await openReconciled(tws.port);
    desk = opened;
    const [message, , ...rest] = frame.orderStatus(other, 'Submitted');
    tws.peers[0]?.send([message ?? '', number, ...rest]);
    const closed = await opened.saw('state', ({ state }) => state === 'closed');
    expect(closed.message).toContain('could not be read');
  },
);
