import { afterEach, describe, expect, test } from 'vitest';
import { BrokerError, type SessionState } from '#app/ports.ts';
import { orderId, ticker } from '#shared/ids.ts';
import { price, shares } from '#shared/units.ts';
import { approvedOrder, openDesk, openReconciled, type DeskSide } from '#test/support/desk-side.ts';
import { account, freePort, scriptedTws, type Script, type ScriptedTws } from '#test/support/scripted-tws.ts';
import * as frame from '#test/support/tws-frames.ts';
import type { OrderFields } from '#test/support/tws-frames.ts';

let tws: ScriptedTws | null = null;
const desks: DeskSide[] = [];

async function start(changes: Partial<Script> = {}): Promise<ScriptedTws> {
  tws = await scriptedTws(changes);
  return tws;
}

function keep<D extends DeskSide>(desk: D): D {
  desks.push(desk);
  return desk;
}

afterEach(async () => {
  for (const desk of desks.splice(0)) desk.session.close('end of test');
  await tws?.stop();
  tws = null;
});

const states = (desk: DeskSide): SessionState[] => desk.all('state').map(({ state }) => state);
const placed: OrderFields = {
  orderId: 1,
  clientId: 7,
  permId: 900_001,
  action: 'BUY',
  size: 100,
  status: 'PreSubmitted',
  account,
  orderRef: 'dd-test-1',
  conId: 265598,
  symbol: 'AAPL',
};

describe('connecting', () => {
  test('goes through its states and knows account and clock', async () => {
    const { port } = await start({ seconds: () => 1_785_160_800 });
    const desk = keep(openDesk(port));
    expect(await desk.session.ready()).toBe(account);
    expect(states(desk)).toEqual(['tcp', 'greeting', 'started', 'ready']);
    expect(Math.abs(desk.session.now() - 1_785_160_800_500)).toBeLessThan(1_000);
  });

  test('a port with nothing behind it says what to start', async () => {
    const port = await freePort();
    const desk = keep(openDesk(port));
    const failed = await desk.session.ready().catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(BrokerError);
    expect(String(failed)).toContain(
      `Nothing is listening on 127.0.0.1:${port}. Start TWS, then enable its API`,
    );
    expect(desk.session.state).toBe('closed');
  });

  test('an impossible port is refused in words', async () => {
    const desk = keep(openDesk(123_456));
    await expect(desk.session.ready()).rejects.toThrow('Nothing is listening on 127.0.0.1:123456');
  });

  test('a TWS that accepts and never answers runs into the greeting deadline', async () => {
    const { port } = await start({ greeting: null });
    const desk = keep(openDesk(port, { greetingMs: 60 }));
    await expect(desk.session.ready()).rejects.toThrow('does not answer as a TWS');
    expect(states(desk)).toEqual(['tcp', 'greeting', 'closed']);
  });

  test.each([
    [
      'no order id',
      { 71: (peer: Parameters<Script['on'][number]>[0]) => peer.send(frame.managedAccounts(account)) },
    ],
    ['no accounts', { 71: (peer: Parameters<Script['on'][number]>[0]) => peer.send(frame.nextValidId(1)) }],
    ['no clock', { 49: () => undefined }],
  ])('a TWS that gives %s is not ready', async (_what, on) => {
    const { port } = await start({ on });
    const desk = keep(openDesk(port, { readyMs: 80 }));
    await expect(desk.session.ready()).rejects.toThrow('did not get ready');
  });

  test('a client id in use is told apart', async () => {
    const { port } = await start({
      on: {
        71: (peer) => {
          peer.send(frame.error(-1, 326, 'Unable to connect as the client id is already in use.'));
          peer.drop();
        },
      },
    });
    const desk = keep(openDesk(port));
    await expect(desk.session.ready()).rejects.toMatchObject({
      code: 326,
      message: expect.stringContaining('Client id 7 is in use') as string,
    });
  });

  test.each([
    ['too old', [176, 'x'], 'is too old (API version 176'],
    ['too new', [200, 'x'], 'API version 200, which this build does not know'],
    ['not a TWS', ['hello', 'x'], 'does not speak the TWS API'],
  ])('a peer that is %s is refused', async (_what, greeting, message) => {
    const { port } = await start({ greeting });
    const desk = keep(openDesk(port));
    await expect(desk.session.ready()).rejects.toThrow(message);
  });

  test('a web server on that port is told from a TWS', async () => {
    const desk = keep(openDesk((await start({ greeting: null })).port));
    await desk.saw('state', ({ state }) => state === 'greeting');
    await expect.poll(() => tws?.peers.length).toBe(1);
    tws?.peers[0]?.raw(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(desk.session.ready()).rejects.toThrow('does not speak the TWS API');
  });

  test('a silent peer is noticed', async () => {
    let answers = 0;
    const { port } = await start({
      on: {
        49: (peer) => {
          if (answers++ === 0) peer.send(frame.currentTime(1_785_160_800));
        },
      },
    });
    const desk = keep(openDesk(port, { heartbeatMs: 30, heartbeatDeadlineMs: 60 }));
    await desk.session.ready();
    const closed = await desk.saw('state', ({ state }) => state === 'closed');
    expect(closed.message).toContain('stopped answering');
  });

  test('messages cut into single bytes arrive whole', async () => {
    const { port } = await start({
      on: {
        71: (peer) => {
          const text = ['15', '1', account].join('\0') + '\0';
          const bytes = Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);
          for (const byte of bytes) peer.raw(Buffer.from([byte]));
          peer.send(frame.nextValidId(1));
        },
      },
    });
    const desk = keep(openDesk(port));
    expect(await desk.session.ready()).toBe(account);
  });

  test('a message that breaks the decoder ends the connection, not the program', async () => {
    const { port, peers } = await start();
    const desk = keep(openDesk(port));
    await desk.session.ready();
    peers[0]?.send(frame.error(5, 201, 'Order rejected', '{broken'));
    const closed = await desk.saw('state', ({ state }) => state === 'closed');
    expect(closed.message).toContain('could not be read');
  });

  test('a cut order message ends the connection; a cut tick does not', async () => {
    const { port, peers } = await start();
    const desk = keep(openDesk(port));
    await desk.session.ready();
    peers[0]?.send([1, 6, 10_000_000], [3, 12, 'Submitted']);
    const closed = await desk.saw('state', ({ state }) => state === 'closed');
    expect(closed.code).toBe(505);
    expect(desk.all('notice').map(({ code }) => code)).toContain(505);
  });
});

describe('the book', () => {
  const mine: OrderFields = { ...placed, orderId: 12, permId: 77, status: 'Submitted', orderRef: 'dd-day-3' };
  const foreign: OrderFields = {
    ...placed,
    orderId: 12,
    clientId: 3,
    permId: 78,
    status: 'Submitted',
    orderRef: '',
  };
  const exec = { ...mine, execId: '0000e0d5.6a1b2c3d.01.01', shares: 40, price: '10.5' };

  test('holds everything that the broker knows', async () => {
    const { port } = await start({
      on: {
        61: (peer) =>
          peer.send(
            frame.position(account, { conId: 265598, symbol: 'AAPL' }, '150', '98.7'),
            frame.position('DU999', { conId: 265598, symbol: 'AAPL' }, '1', '1'),
            frame.positionEnd(),
          ),
        16: (peer) =>
          peer.send(
            frame.openOrder(mine),
            frame.orderStatus(mine, 'Submitted', 40),
            frame.openOrder(foreign),
            frame.orderStatus(foreign, 'PreSubmitted', 0, 'locate'),
            frame.openOrderEnd(),
          ),
        99: (peer) =>
          peer.send(
            frame.completedOrder(
              { ...mine, permId: 70, status: 'Cancelled', orderRef: 'dd-day-2' },
              'Cancelled by Trader',
            ),
            frame.completedEnd(),
          ),
        7: (peer, fields) =>
          peer.send(
            frame.execution(Number(fields[2]), exec),
            frame.executionEnd(Number(fields[2])),
            frame.commission(exec.execId, '1.05', '1.7976931348623157E308'),
          ),
      },
    });
    const desk = keep(openDesk(port));
    await desk.session.ready();
    const book = await desk.session.book();
    expect(desk.session.state).toBe('synced');
    expect(book.values).toMatchObject({
      account,
      currency: 'USD',
      nav: 1_000_000.5,
      cash: 250_000.25,
      buyingPower: 2_000_000,
    });
    expect(book.positions).toEqual([{ ticker: 'AAPL', conId: 265598, shares: 150, avgCost: 98.7 }]);
    expect(book.open).toMatchObject([
      {
        orderId: 'dd-day-3',
        permId: 77,
        apiOrderId: 12,
        clientId: 7,
        ticker: 'AAPL',
        side: 'BUY',
        shares: 100,
        status: { says: 'working' },
      },
      { orderId: null, permId: 78, apiOrderId: 12, clientId: 3, status: { says: 'held' } },
    ]);
    expect(book.completed).toMatchObject([
      {
        orderId: 'dd-day-2',
        permId: 70,
        apiOrderId: 0,
        clientId: null,
        status: { says: 'cancelled', why: 'Cancelled by Trader' },
        at: Date.UTC(2026, 6, 27, 19, 30),
      },
    ]);
    expect(book.fills).toMatchObject([
      {
        fillId: '0000e0d5.6a1b2c3d.01',
        revision: 1,
        orderId: 'dd-day-3',
        shares: 40,
        price: 10.5,
        side: 'BUY',
        at: Date.UTC(2026, 6, 27, 14, 30),
      },
    ]);
    expect(book.commissions).toEqual([
      { execId: exec.execId, amount: 1.05, currency: 'USD', realizedPnl: null },
    ]);
    expect(desk.session.reserveApiOrderId()).toBe(13);
    expect(desk.log.filter(({ level }) => level !== 'info')).toEqual([]);
    expect(desk.all('notice')).toEqual([]);
  });

  test.each([
    [6, 'the account values'],
    [61, 'the positions'],
    [16, 'the open orders'],
    [99, "today's completed orders"],
    [7, "today's executions"],
  ])('a report %i that does not come is not an empty one', async (request, what) => {
    const { port } = await start({ on: { [request]: () => undefined } });
    const desk = keep(openDesk(port, { reportMs: 60 }));
    await desk.session.ready();
    await expect(desk.session.book()).rejects.toThrow(`TWS did not answer about ${what} within`);
    // a late answer without an id would pass for the next one's, so such a connection is of no more use
    expect(desk.session.state).toBe(request === 7 ? 'ready' : 'closed');
  });

  test('positions are asked for last, so that they show every fill of the book', async () => {
    const tws = await start({});
    const desk = keep(openDesk(tws.port));
    await desk.session.ready();
    await desk.session.book();
    const asked = tws.peers[0]?.requests.map(([request]) => request) ?? [];
    expect(asked.filter((request) => ['16', '99', '7', '61'].includes(request ?? ''))).toEqual([
      '16',
      '99',
      '7',
      '61',
    ]);
  });

  test('a server that is still resetting is asked again until it is ready', async () => {
    let asked = 0;
    const { port } = await start({
      on: {
        6: (peer, fields) => {
          if (fields[2] !== '1') return;
          asked++;
          const rows = {
            AccountReady: asked > 1 ? 'true' : 'false',
            NetLiquidation: asked > 1 ? '5' : '0',
            TotalCashValue: '5',
            BuyingPower: '5',
            AvailableFunds: '5',
          };
          peer.send(
            ...Object.entries(rows).map(([key, value]) => frame.accountValue(key, value, account)),
            frame.accountEnd(account),
          );
        },
      },
    });
    const desk = keep(openDesk(port));
    await desk.session.ready();
    expect((await desk.session.book()).values.nav).toBe(5);
    expect(asked).toBe(2);
  });

  test('an account without figures is refused', async () => {
    const { port } = await start({ on: { 6: (peer) => peer.send(frame.accountEnd(account)) } });
    const desk = keep(openDesk(port));
    await desk.session.ready();
    await expect(desk.session.book()).rejects.toThrow('no usable figures');
  });

  test.each([-1, 2_147_483_647])('a read-only TWS says so (error with id %i)', async (id) => {
    const { port } = await start({
      on: {
        16: (peer) =>
          peer.send(
            frame.error(
              id,
              321,
              'Error validating request: The API interface is currently in Read-Only mode.',
            ),
          ),
      },
    });
    const desk = keep(openDesk(port));
    await desk.session.ready();
    await expect(desk.session.book()).rejects.toThrow('Untick Configure → API → Settings → Read-Only API');
  });

  test('the end of the connection ends the download', async () => {
    const { port } = await start({ on: { 99: (peer) => peer.drop() } });
    const desk = keep(openDesk(port));
    await desk.session.ready();
    await expect(desk.session.book()).rejects.toThrow('was lost');
    await expect(desk.session.instruments([ticker('AAPL')])).rejects.toThrow('was lost');
  });

  test('callers share one download', async () => {
    const { port, requests } = await start();
    const desk = keep(openDesk(port));
    await desk.session.ready();
    const [first, second] = await Promise.all([desk.session.book(), desk.session.book()]);
    expect(first).toBe(second);
    expect(requests(16)).toHaveLength(1);
  });

  test('changes stream after it, the whole book each time', async () => {
    const { port, peers } = await start({
      on: {
        61: (peer) =>
          peer.send(frame.position(account, { conId: 1, symbol: 'A' }, '5', '1'), frame.positionEnd()),
      },
    });
    const desk = keep(await openReconciled(port));
    peers[0]?.send(
      frame.position(account, { conId: 2, symbol: 'B' }, '-7', '2'),
      frame.position(account, { conId: 1, symbol: 'A' }, '0', '0'),
      frame.accountValue('NetLiquidation', '42', account),
    );
    const { positions } = await desk.saw('positions');
    expect(positions).toEqual([{ ticker: 'B', conId: 2, shares: -7, avgCost: 2 }]);
    expect((await desk.saw('account')).values.nav).toBe(42);
  });

  test('loaded again, it does not keep what is gone', async () => {
    let downloads = 0;
    const { port, requests } = await start({
      on: {
        61: (peer) => {
          if (downloads++ === 0) peer.send(frame.position(account, { conId: 1, symbol: 'A' }, '5', '1'));
          peer.send(frame.positionEnd());
        },
      },
    });
    const desk = keep(openDesk(port));
    await desk.session.ready();
    expect((await desk.session.book()).positions).toHaveLength(1);
    expect((await desk.session.book()).positions).toEqual([]);
    expect(requests(64)).toHaveLength(1);
  });
});

describe('orders', () => {
  test('go out with every field that a TWS would otherwise make up', async () => {
    const { port, requests } = await start();
    const desk = keep(await openReconciled(port));
    const id = desk.session.reserveApiOrderId();
    expect(desk.session.place(approvedOrder(desk.instrument), id)).toEqual({ sent: true });
    await expect.poll(() => requests(3).length).toBe(1);
    const sent = requests(3)[0] ?? [];
    expect(sent).toHaveLength(114);
    expect(sent.slice(0, 15)).toEqual([
      '3',
      '1',
      '265598',
      'AAPL',
      'STK',
      '',
      '',
      '',
      '',
      'SMART',
      '',
      'USD',
      '',
      '',
      '',
    ]);
    expect(sent.slice(15, 28)).toEqual([
      '',
      'BUY',
      '100',
      'LMT',
      '10.5',
      '',
      'DAY',
      '',
      account,
      '',
      '',
      'dd-test-1',
      '1',
    ]);
    expect(sent[33]).toBe('0');
  });

  test('live through reports, fill and commission', async () => {
    const filled = { ...placed, execId: 'e.1.01', shares: 100, price: '10.49' };
    const { port } = await start({
      on: {
        3: (peer) =>
          peer.send(
            frame.openOrder(placed),
            frame.orderStatus(placed, 'PreSubmitted'),
            frame.orderStatus(placed, 'Submitted'),
            frame.error(1, 10349, 'Order TIF was set to DAY based on order preset.'),
            frame.execution(-1, filled),
            frame.orderStatus(placed, 'Filled', 100),
            frame.commission('e.1.01', '1', '0'),
          ),
      },
    });
    const desk = keep(await openReconciled(port));
    desk.session.place(approvedOrder(desk.instrument), desk.session.reserveApiOrderId());
    await desk.saw('commission');
    const reports = desk.all('order').map(({ report }) => report);
    expect(reports.map(({ status }) => status.says)).toEqual([
      'acknowledged',
      'acknowledged',
      'working',
      'warned',
      'filled',
    ]);
    expect(reports.every(({ orderId }) => orderId === 'dd-test-1')).toBe(true);
    expect(reports.at(-1)).toMatchObject({
      permId: 900_001,
      apiOrderId: 1,
      clientId: 7,
      ticker: 'AAPL',
      side: 'BUY',
      shares: 100,
    });
    expect(desk.all('fill').map(({ fill }) => fill)).toMatchObject([
      { orderId: 'dd-test-1', permId: 900_001, shares: 100, price: 10.49, account },
    ]);
    expect(desk.all('commission')[0]?.commission).toMatchObject({ execId: 'e.1.01', realizedPnl: 0 });
  });

  test.each([
    [201, 'Order rejected - reason: margin', 'rejected'],
    [110, 'The price does not conform to the minimum price variation', 'rejected'],
    [321, 'The API interface is currently in Read-Only mode.', 'rejected'],
    [399, 'Your order will not be placed at the exchange until 09:30', 'warned'],
    [404, 'Order held while securities are located', 'held'],
    [2109, 'Outside RTH is ignored', 'warned'],
    [202, 'Order Canceled - reason:', 'cancelled'],
    [109, 'Price is out of the percentage preset', 'inactive'],
    [10147, 'OrderId 1 that needs to be cancelled is not found', 'cancel-refused'],
    [98765, 'Something new', 'odd'],
  ])('code %i about an order: %s', async (code, text, says) => {
    const { port } = await start({ on: { 3: (peer) => peer.send(frame.error(1, code, text)) } });
    const desk = keep(await openReconciled(port));
    desk.session.place(approvedOrder(desk.instrument), desk.session.reserveApiOrderId());
    const { report } = await desk.saw('order');
    expect(report).toMatchObject({ orderId: 'dd-test-1', apiOrderId: 1, status: { says } });
  });

  test('a tick refusal of an order that was working leaves it to be asked about', async () => {
    const { port } = await start({
      on: { 3: (peer) => peer.send(frame.orderStatus(placed, 'Submitted'), frame.error(1, 110, 'tick')) },
    });
    const desk = keep(await openReconciled(port));
    desk.session.place(approvedOrder(desk.instrument), desk.session.reserveApiOrderId());
    const { report } = await desk.saw('order', ({ report }) => report.status.says !== 'working');
    expect(report.status).toMatchObject({ says: 'odd', code: 110 });
  });

  test('an order of another client with the same number is not ours', async () => {
    const { port, peers } = await start({ on: { 3: () => undefined } });
    const desk = keep(await openReconciled(port));
    desk.session.place(approvedOrder(desk.instrument), desk.session.reserveApiOrderId());
    peers[0]?.send(frame.orderStatus({ ...placed, clientId: 3, permId: 5 }, 'Filled', 100));
    const { report } = await desk.saw('order');
    expect(report).toMatchObject({ orderId: null, permId: 5, clientId: 3 });
  });

  test('a cancel goes out and its answers come as reports', async () => {
    const { port, requests } = await start({
      on: {
        4: (peer) =>
          peer.send(
            frame.orderStatus(placed, 'PendingCancel'),
            frame.error(1, 202, 'Order Canceled - reason:'),
            frame.orderStatus(placed, 'Cancelled'),
          ),
      },
    });
    const desk = keep(await openReconciled(port));
    desk.session.place(approvedOrder(desk.instrument), desk.session.reserveApiOrderId());
    expect(desk.session.cancel(1)).toBe(true);
    await expect
      .poll(() => desk.all('order').map(({ report }) => report.status.says))
      .toEqual(['cancelling', 'cancelled', 'cancelled']);
    expect(requests(4)).toEqual([['4', '1', '1', '']]);
  });

  test('are refused before they leave when they make no sense', async () => {
    const { port, requests } = await start();
    const desk = keep(await openReconciled(port));
    const { instrument, session } = desk;
    const refused = [
      { style: { type: 'LMT', limit: price(10.505) } },
      { style: { type: 'LMT', limit: price(Number.NaN) } },
      { style: { type: 'LOC', limit: price(Number.POSITIVE_INFINITY) } },
      { style: { type: 'LMT', limit: price(-1) } },
      { shares: 0 as never },
      { shares: 1.5 as never },
      { shares: Number.NaN as never },
      { style: { type: 'MOC' }, tif: 'GTC' },
      { conId: 1 as never },
      { orderId: orderId('x') },
      { orderId: orderId('dd-é') },
    ] as const;
    for (const changes of refused) {
      const result = session.place(approvedOrder(instrument, changes), session.reserveApiOrderId());
      expect(result, JSON.stringify(changes)).toMatchObject({ sent: false });
    }
    expect(session.place(approvedOrder(instrument), 4_711)).toMatchObject({ sent: false });
    const id = session.reserveApiOrderId();
    expect(session.place(approvedOrder(instrument), id)).toEqual({ sent: true });
    expect(session.place(approvedOrder(instrument), id)).toMatchObject({ sent: false });
    expect(session.place(approvedOrder(instrument), session.reserveApiOrderId())).toMatchObject({
      sent: false,
    });
    await expect.poll(() => requests(3).length).toBe(1);
  });

  test('one that the broker had before is not sent again', async () => {
    const { port } = await start({
      on: { 16: (peer) => peer.send(frame.openOrder(placed), frame.openOrderEnd()) },
    });
    const desk = keep(await openReconciled(port));
    expect(
      desk.session.place(approvedOrder(desk.instrument), desk.session.reserveApiOrderId()),
    ).toMatchObject({
      sent: false,
      why: 'TWS has had order dd-test-1 already.',
    });
  });

  test('above the budget they are refused, never queued', async () => {
    const { port, requests } = await start();
    const desk = keep(await openReconciled(port));
    const results = Array.from({ length: 80 }, (_, n) =>
      desk.session.place(
        approvedOrder(desk.instrument, { orderId: orderId(`dd-many-${n}`), shares: shares(1) }),
        desk.session.reserveApiOrderId(),
      ),
    );
    const sent = results.filter((result) => result.sent).length;
    expect(sent).toBeGreaterThan(20);
    expect(sent).toBeLessThan(50);
    expect(results.at(-1)).toMatchObject({ sent: false });
    await expect.poll(() => requests(3).length).toBe(sent);
    const total = tws?.peers[0]?.requests.length ?? 0;
    expect(total).toBeLessThan(52);
  });
});

describe('orders pass in one state only', () => {
  test('never before the books were compared', async () => {
    const { port, requests } = await start();
    const order = approvedOrder(keep(await openReconciled(port)).instrument);
    const desk = keep(openDesk(port));
    expect(desk.session.place(order, 1)).toMatchObject({ sent: false });
    await desk.session.ready();
    expect(desk.session.place(order, desk.session.reserveApiOrderId())).toMatchObject({ sent: false });
    desk.session.reconciled();
    expect(desk.session.state).toBe('ready');
    await desk.session.book();
    expect(desk.session.place(order, desk.session.reserveApiOrderId())).toMatchObject({ sent: false });
    desk.session.reconciled();
    expect(desk.session.state).toBe('reconciled');
    desk.session.close('done');
    expect(desk.session.place(order, desk.session.reserveApiOrderId())).toMatchObject({ sent: false });
    expect(desk.session.cancel(1)).toBe(false);
    expect(requests(3)).toEqual([]);
  });

  test.each([
    [1101, true],
    [1102, false],
  ])(
    'not while the TWS is cut off from IBKR, and not after %i before the books were compared again',
    async (code, dataLost) => {
      const { port, peers, requests } = await start();
      const desk = keep(await openReconciled(port));
      desk.session.subscribe([desk.instrument]);
      await expect.poll(() => requests(1).length).toBe(1);
      const order = (n: number) => approvedOrder(desk.instrument, { orderId: orderId(`dd-cut-${n}`) });
      peers[0]?.send(frame.error(-1, 1100, 'Connectivity between IB and TWS has been lost.'));
      await desk.saw('state', ({ state }) => state === 'degraded');
      expect(desk.session.place(order(1), desk.session.reserveApiOrderId())).toMatchObject({ sent: false });
      await expect(desk.session.book()).rejects.toThrow('no connection to IBKR');
      expect(desk.session.cancel(1)).toBe(true);
      peers[0]?.send(frame.error(-1, code, 'Connectivity between IB and TWS has been restored.'));
      expect(await desk.saw('restored')).toEqual({ kind: 'restored', dataLost });
      expect(desk.session.state).toBe('ready');
      expect(desk.session.place(order(2), desk.session.reserveApiOrderId())).toMatchObject({ sent: false });
      await desk.session.book();
      desk.session.reconciled();
      expect(desk.session.place(order(3), desk.session.reserveApiOrderId())).toEqual({ sent: true });
      await expect.poll(() => requests(3).length).toBe(1);
      expect(requests(1)).toHaveLength(dataLost ? 2 : 1);
    },
  );

  test('a TWS that is cut off from IBKR when it is connected to is not ready for orders', async () => {
    const { port, peers } = await start({
      on: {
        71: (peer) =>
          peer.send(frame.error(-1, 1100, 'lost'), frame.managedAccounts(account), frame.nextValidId(1)),
      },
    });
    const desk = keep(openDesk(port));
    await desk.session.ready();
    expect(states(desk).slice(-2)).toEqual(['ready', 'degraded']);
    await expect(desk.session.book()).rejects.toThrow('no connection to IBKR');
    peers[0]?.send(frame.error(-1, 1102, 'restored'));
    await desk.saw('restored');
    await desk.session.book();
    expect(desk.session.state).toBe('synced');
  });

  test('a book asked for after an outage does not share the fate of the one before', async () => {
    let asked = 0;
    const { port } = await start({
      on: {
        99: (peer) => {
          if (asked++ > 0) peer.send(frame.completedEnd());
          else peer.send(frame.error(-1, 1100, 'lost'), frame.error(-1, 1101, 'restored'));
          if (asked === 1) setTimeout(() => peer.send(frame.completedEnd()), 20);
        },
      },
    });
    const desk = keep(openDesk(port));
    await desk.session.ready();
    const doomed = expect(desk.session.book()).rejects.toThrow('broke while the account was loading');
    await desk.saw('restored');
    await desk.session.book();
    await doomed;
    expect(desk.session.state).toBe('synced');
  });

  test('a book that spans an outage is not one', async () => {
    const { port } = await start({
      on: {
        99: (peer) =>
          peer.send(frame.error(-1, 1100, 'lost'), frame.error(-1, 1102, 'restored'), frame.completedEnd()),
      },
    });
    const desk = keep(openDesk(port));
    await desk.session.ready();
    await expect(desk.session.book()).rejects.toThrow('broke while the account was loading');
    desk.session.reconciled();
    expect(desk.session.state).toBe('ready');
  });

  test('what is placed or asked while down never goes out on a later connection', async () => {
    const server = await start();
    const first = keep(await openReconciled(server.port));
    server.peers[0]?.drop();
    const closed = await first.saw('state', ({ state }) => state === 'closed');
    expect(closed.message).toContain('the books are compared before anything is sent');
    for (let n = 0; n < 5; n++) {
      const order = approvedOrder(first.instrument, { orderId: orderId(`dd-down-${n}`) });
      expect(first.session.place(order, first.session.reserveApiOrderId())).toMatchObject({ sent: false });
    }
    expect(first.session.cancel(1)).toBe(false);
    const second = keep(await openReconciled(server.port));
    await second.session.book();
    expect(server.peers).toHaveLength(2);
    expect(server.requests(3)).toEqual([]);
    expect(server.requests(4)).toEqual([]);
  });

  test('an order in flight when the line drops is sent once and never again', async () => {
    const server = await start({ on: { 3: (peer) => peer.drop() } });
    const first = keep(await openReconciled(server.port));
    expect(first.session.place(approvedOrder(first.instrument), first.session.reserveApiOrderId())).toEqual({
      sent: true,
    });
    await first.saw('state', ({ state }) => state === 'closed');
    expect(first.all('order')).toEqual([]);
    const second = keep(await openReconciled(server.port));
    await second.session.book();
    expect(server.requests(3)).toHaveLength(1);
  });
});

describe('contracts', () => {
  test('are found with hours, tick rule and lot; unknown names are named', async () => {
    const { port, requests } = await start();
    const desk = keep(openDesk(port));
    await desk.session.ready();
    const { found, unknown } = await desk.session.instruments([
      ticker('AAPL'),
      ticker('NOPE'),
      ticker('MSFT'),
      ticker('AAPL'),
    ]);
    expect(found.map((each) => each.ticker)).toEqual(['AAPL', 'MSFT']);
    expect(unknown).toEqual([{ ticker: 'NOPE', why: 'IBKR knows no US stock with the symbol NOPE.' }]);
    expect(found[0]).toMatchObject({
      conId: 265598,
      name: 'AAPL INC',
      sector: 'Technology',
      primaryExchange: 'NASDAQ',
      currency: 'USD',
      timeZone: 'US/Eastern',
      lot: 1,
      priceIncrements: [
        { lowEdge: 0, increment: 0.0001 },
        { lowEdge: 1, increment: 0.01 },
      ],
      sessions: [
        { open: Date.UTC(2026, 6, 27, 13, 30), close: Date.UTC(2026, 6, 27, 20) },
        { open: Date.UTC(2026, 6, 29, 13, 30), close: Date.UTC(2026, 6, 29, 17) },
      ],
    });
    await desk.session.instruments([ticker('AAPL'), ticker('MSFT')]);
    expect(requests(9)).toHaveLength(3);
    expect(requests(91)).toEqual([['91', '26']]);
  });

  test('a name without an answer does not cost the others', async () => {
    const { port } = await start({
      on: {
        9: (peer, fields) => {
          const reqId = Number(fields[2]);
          if (fields[4] === 'AAPL') return;
          peer.send(
            frame.contractDetails(reqId, { conId: 9, symbol: 'MSFT', liquidHours: '' }),
            frame.contractEnd(reqId),
          );
        },
      },
    });
    const desk = keep(openDesk(port, { reportMs: 60 }));
    await desk.session.ready();
    const { found, unknown } = await desk.session.instruments([ticker('AAPL'), ticker('MSFT')]);
    expect(found).toHaveLength(1);
    expect(unknown[0]?.why).toContain('did not answer about the contract AAPL');
  });
});

describe('quotes', () => {
  test('carry the last values, once a batch, with -1 as none', async () => {
    const { port, peers, requests } = await start();
    const desk = keep(await openReconciled(port, { batchMs: 30 }));
    desk.session.subscribe([desk.instrument]);
    await expect.poll(() => requests(1).length).toBe(1);
    expect(requests(59)).toEqual([['59', '1', '1']]);
    const id = Number(requests(1)[0]?.[2]);
    await desk.saw('quote', ({ quote }) => quote.kind === 'live');
    for (let n = 1; n <= 50; n++) peers[0]?.send(frame.tickPrice(id, 1, 100 + n / 100, n));
    peers[0]?.send(
      frame.tickPrice(id, 2, '101.5', 3),
      frame.tickPrice(id, 4, '-1', 0),
      frame.tickPrice(id, 9, '99', 0),
      frame.tickSize(id, 8, '1234567'),
      frame.tickGeneric(id, 49, 1),
    );
    const { quote } = await desk.saw('quote', ({ quote }) => quote.halted);
    expect(quote).toMatchObject({
      ticker: 'AAPL',
      bid: 100.5,
      bidSize: 50,
      ask: 101.5,
      askSize: 3,
      last: null,
      close: 99,
      volume: 1_234_567,
      kind: 'live',
    });
    expect(desk.all('quote').length).toBeLessThan(12);
  });

  test('fall back to delayed where live is not allowed, and say so', async () => {
    const { port, requests } = await start({
      on: {
        1: (peer, fields) => {
          const id = Number(fields[2]);
          if (requests(59).at(-1)?.[2] === '1')
            peer.send(frame.error(id, 354, 'Requested market data is not subscribed.'));
          else
            peer.send(
              frame.error(id, 10167, 'Displaying delayed market data.'),
              frame.marketDataType(id, 3),
              frame.tickPrice(id, 66, '50', 1),
            );
        },
      },
    });
    const desk = keep(await openReconciled(port));
    desk.session.subscribe([desk.instrument]);
    const { quote } = await desk.saw('quote', ({ quote }) => quote.bid !== null);
    expect(quote).toMatchObject({ bid: 50, kind: 'delayed' });
    expect(desk.all('notice').map(({ code, level }) => [code, level])).toEqual([
      [354, 'warning'],
      [10167, 'warning'],
    ]);
  });

  test('a stream that a competing login stopped shows nothing, and is asked for again', async () => {
    const { port, peers, requests } = await start();
    const desk = keep(await openReconciled(port, { resubscribeMs: 40 }));
    desk.session.subscribe([desk.instrument]);
    await expect.poll(() => requests(1).length).toBe(1);
    const id = Number(requests(1)[0]?.[2]);
    peers[0]?.send(frame.tickPrice(id, 1, '50', 1));
    await desk.saw('quote', ({ quote }) => quote.bid === 50);
    peers[0]?.send(frame.error(id, 10197, 'No market data during competing live session'));
    await expect.poll(() => desk.all('quote').at(-1)?.quote.bid).toBe(null);
    await expect.poll(() => requests(1).length).toBe(2);
  });

  test('a new list replaces the old one', async () => {
    const { port, requests } = await start();
    const desk = keep(await openReconciled(port));
    const { found } = await desk.session.instruments([ticker('MSFT')]);
    desk.session.subscribe([desk.instrument]);
    desk.session.subscribe(found);
    await expect.poll(() => requests(1).length).toBe(2);
    expect(requests(2).map((fields) => fields[2])).toEqual([requests(1)[0]?.[2]]);
  });
});

describe('history', () => {
  const rows = [
    ['20260724', 11, 12, 10, 11.5, 2000],
    ['20260723', 10, 11, 9, 10.5, 1000],
    ['20260722', 'nonsense', 11, 9, 10.5, 1000],
  ];

  test('comes oldest first, without the end marker and without nonsense', async () => {
    const { port, requests } = await start({
      on: { 20: (peer, fields) => peer.send(frame.bars(Number(fields[1]), rows)) },
    });
    const desk = keep(await openReconciled(port));
    const bars = await desk.session.history(desk.instrument, '1 day', 504);
    expect(bars).toEqual([
      { at: Date.UTC(2026, 6, 23), open: 10, high: 11, low: 9, close: 10.5, volume: 1000 },
      { at: Date.UTC(2026, 6, 24), open: 11, high: 12, low: 10, close: 11.5, volume: 2000 },
    ]);
    expect(await desk.session.history(desk.instrument, '1 day', 1)).toHaveLength(1);
    expect(requests(20)[0]?.slice(14, 21)).toEqual(['0', '', '1 day', '3 Y', '1', 'TRADES', '2']);
  });

  test('no data is an empty answer, a refusal is not', async () => {
    const texts = [
      'Historical Market Data Service error message:HMDS query returned no data: AAPL',
      'Historical Market Data Service error message:No market data permissions',
    ];
    const { port } = await start({
      on: { 20: (peer, fields) => peer.send(frame.error(Number(fields[1]), 162, texts.shift() ?? '')) },
    });
    const desk = keep(await openReconciled(port));
    expect(await desk.session.history(desk.instrument, '1 day', 10)).toEqual([]);
    await expect(desk.session.history(desk.instrument, '1 day', 11)).rejects.toThrow(
      'No market data permissions',
    );
  });

  test('a pacing violation is waited out once', async () => {
    let asked = 0;
    const { port } = await start({
      on: {
        20: (peer, fields) =>
          asked++ === 0
            ? peer.send(frame.error(Number(fields[1]), 162, 'Historical data request pacing violation'))
            : peer.send(
                frame.error(Number(fields[1]), 165, 'HMDS query message'),
                frame.bars(Number(fields[1]), rows),
              ),
      },
    });
    const desk = keep(await openReconciled(port, { historyBackOffMs: 20 }));
    expect(await desk.session.history(desk.instrument, '1 day', 10)).toHaveLength(2);
    expect(asked).toBe(2);
  });

  test('an answer that does not come is given up and cancelled', async () => {
    const { port, requests } = await start();
    const desk = keep(await openReconciled(port, { historyMs: 50 }));
    await expect(desk.session.history(desk.instrument, '5 mins', 10)).rejects.toThrow(
      'did not answer about the price history of AAPL',
    );
    await expect.poll(() => requests(25).length).toBe(1);
  });

  test('a few at a time, the same question once', async () => {
    let open = 0;
    let most = 0;
    const { port, requests } = await start({
      on: {
        20: (peer, fields) => {
          most = Math.max(most, ++open);
          setTimeout(() => {
            open--;
            peer.send(frame.bars(Number(fields[1]), rows));
          }, 10);
        },
      },
    });
    const desk = keep(await openReconciled(port));
    const days = Array.from({ length: 15 }, (_, n) => n + 1);
    await Promise.all([...days, ...days].map((n) => desk.session.history(desk.instrument, '1 day', n)));
    expect(requests(20)).toHaveLength(15);
    expect(most).toBeLessThanOrEqual(8);
  });
});
