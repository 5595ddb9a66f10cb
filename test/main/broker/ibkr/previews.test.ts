import { afterEach, describe, expect, test } from 'vitest';
import { orderId } from '#shared/ids.ts';
import { approvedOrder, openReconciled, type DeskSide } from '#test/support/desk-side.ts';
import { account, scriptedTws, type Script, type ScriptedTws } from '#test/support/scripted-tws.ts';
import * as frame from '#test/support/tws-frames.ts';

let tws: ScriptedTws | null = null;
let desk: DeskSide | null = null;

afterEach(async () => {
  desk?.session.close('end of test');
  await tws?.stop();
});

async function reconciled(on: Script['on'] = {}, timeouts = {}) {
  tws = await scriptedTws({ nextOrderId: 40, on });
  const opened = await openReconciled(tws.port, timeouts);
  desk = opened;
  return { ...opened, placed: () => tws?.requests(3) ?? [] };
}

/** What a TWS at 178 answers a what-if with: the order under its own number, marked, with twelve amounts. */
const answerOf = (apiId: number, amounts: readonly frame.Field[], warning = ''): frame.Field[] => {
  const fields = frame.openOrder({
    ...{ orderId: apiId, clientId: 7, permId: 0, action: 'BUY', size: 100, status: 'PreSubmitted', account },
    ...{ orderRef: 'preview', conId: 265598, symbol: 'AAPL' },
  });
  const status = fields.indexOf('PreSubmitted');
  return [
    ...fields.slice(0, status - 1),
    1,
    'PreSubmitted',
    ...amounts,
    'USD',
    warning,
    ...fields.slice(status + 15),
  ];
};

describe('a preview', () => {
  test('says what the order would do, null where IBKR does not, and is no order', async () => {
    const { session, instrument, placed, events } = await reconciled({
      3: (peer, fields) => {
        const amounts = ['1000', '800', '50000', '250.5', '', '1.7976931348623157E308'];
        peer.send(
          answerOf(Number(fields[1]), [...amounts, '1250.5', '1050', '49999', '1', '', ''], 'Mind the gap'),
        );
      },
    });
    const order = approvedOrder(instrument);
    expect(await session.preview(order)).toEqual({
      initMarginBefore: 1000,
      maintMarginBefore: 800,
      equityWithLoanBefore: 50000,
      initMarginChange: 250.5,
      maintMarginChange: null,
      equityWithLoanChange: null,
      initMarginAfter: 1250.5,
      maintMarginAfter: 1050,
      equityWithLoanAfter: 49999,
      commission: 1,
      minCommission: null,
      maxCommission: null,
      warning: 'Mind the gap',
    });
    const [asked] = placed();
    expect(asked?.[1]).toBe('40');
    expect(asked?.includes(order.orderId)).toBe(false);
    expect(asked?.includes('preview')).toBe(true);
    expect(events.some(({ kind }) => kind === 'order')).toBe(false);
  });

  test('uses up its number, and leaves the reference to the order itself', async () => {
    const { session, instrument, placed } = await reconciled({
      3: (peer, fields) => {
        if (fields.includes('preview'))
          peer.send(
            answerOf(
              Number(fields[1]),
              Array.from({ length: 12 }, () => ''),
            ),
          );
      },
    });
    await session.preview(approvedOrder(instrument));
    expect(session.place(approvedOrder(instrument), 40)).toMatchObject({ sent: false });
    const apiId = session.reserveApiOrderId();
    expect(apiId).toBe(41);
    expect(session.place(approvedOrder(instrument, { orderId: orderId('dd-test-1') }), apiId)).toEqual({
      sent: true,
    });
    await expect.poll(() => placed().length).toBe(2);
    const [asked = [], sent = []] = placed();
    const different = asked.flatMap((field, index) => (field === sent[index] ? [] : [[field, sent[index]]]));
    // its number, its reference and the what-if mark, and nothing else
    expect(different).toEqual([
      ['40', '41'],
      ['preview', 'dd-test-1'],
      ['1', ''],
    ]);
  });

  test('never goes under the number of an order that may live, though a TWS whose numbers were reset gives it out', async () => {
    const { session, instrument, placed } = await reconciled();
    session.keepClear([40, 41]);
    void session.preview(approvedOrder(instrument)).catch(() => undefined);
    await expect.poll(() => placed().map(([, number]) => number)).toEqual(['42']);
  });

  test('that is refused or not answered says why', async () => {
    const { session, instrument } = await reconciled({
      3: (peer, fields) => peer.send(frame.error(Number(fields[1]), 201, 'Order rejected - reason: margin')),
    });
    await expect(session.preview(approvedOrder(instrument))).rejects.toThrow(
      'No margin preview for AAPL: IBKR rejected the order.',
    );
  });

  test('that is not answered is given up, and the connection stays', async () => {
    const { session, instrument } = await reconciled({}, { reportMs: 60 });
    await expect(session.preview(approvedOrder(instrument))).rejects.toThrow(
      'TWS did not answer about the margin of an order in AAPL',
    );
    expect(session.state).toBe('reconciled');
  });

  test('of a read-only TWS fails with the advice', async () => {
    const { session, instrument } = await reconciled({
      3: (peer) => peer.send(frame.error(-1, 321, 'The API interface is currently in Read-Only mode.')),
    });
    await expect(session.preview(approvedOrder(instrument))).rejects.toThrow('Untick Configure');
  });
});

test('everything is cancelled with one message, on a live connection only', async () => {
  const { session } = await reconciled();
  expect(session.cancelEverything()).toBe(true);
  await expect.poll(() => tws?.requests(58)).toEqual([['58', '1']]);
  session.close('gone');
  expect(session.cancelEverything()).toBe(false);
});
