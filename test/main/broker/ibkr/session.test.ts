import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPracticeTws, type PracticeTws } from '#practice/server.ts';
import { ensure } from '#shared/assert.ts';
import { orderId, ticker } from '#shared/ids.ts';
import { price, shares } from '#shared/units.ts';
import { approvedOrder, openDesk, openReconciled, type DeskSide } from '#test/support/desk-side.ts';

// The adapter against the practice TWS in full, as the desk uses it.

let tws: PracticeTws;
const desks: DeskSide[] = [];
const practiceLog: string[] = [];

function keep<D extends DeskSide>(desk: D): D {
  desks.push(desk);
  return desk;
}

beforeAll(async () => {
  tws = await startPracticeTws(
    {
      seed: 1,
      port: 0,
      date: null,
      startMinute: 660,
      speed: 1,
      delayed: false,
      lines: 500,
      stateFile: null,
      idleExitMs: null,
    },
    (event, detail) => void practiceLog.push(JSON.stringify([event, detail])),
  );
});

afterAll(async () => {
  for (const desk of desks) desk.session.close('end of test');
  await tws.stop();
});

describe('a session with the practice TWS', () => {
  test('trades: quotes, history, order, fill, commission, and the same again in a new book', async () => {
    const desk = keep(await openReconciled(tws.port));
    const { session, instrument } = desk;
    expect(await session.ready()).toBe(tws.account);
    expect(Math.abs(session.now() - tws.marketTime)).toBeLessThan(60_000);
    expect(
      instrument.sessions.some(({ open, close }) => open <= session.now() && session.now() < close),
    ).toBe(true);

    const bars = await session.history(instrument, '1 day', 300);
    expect(bars).toHaveLength(300);
    expect(await session.history(instrument, '5 mins', 2)).not.toEqual([]);

    session.subscribe([instrument]);
    const { quote } = await desk.saw(
      'quote',
      ({ quote }) => quote.bid !== null && quote.ask !== null && quote.last !== null,
    );
    expect(quote.kind).toBe('live');
    const ask = ensure(quote.ask, 'an ask');
    expect(ensure(quote.bid, 'a bid')).toBeLessThan(ask);

    const limit = price(Math.round((ask + 1) * 100) / 100);
    const buy = approvedOrder(instrument, {
      orderId: orderId('dd-live-1'),
      shares: shares(10),
      style: { type: 'LMT', limit },
    });
    const apiOrderId = session.reserveApiOrderId();
    expect(session.place(buy, apiOrderId)).toEqual({ sent: true });
    await desk.saw('order', ({ report }) => report.status.says === 'filled');
    const { fill } = await desk.saw('fill');
    await desk.saw('commission', ({ commission }) => commission.execId === fill.execId);
    expect(fill).toMatchObject({ orderId: 'dd-live-1', ticker: 'AAPL', side: 'BUY', account: tws.account });

    const book = await session.book();
    const filled = book.fills
      .filter((each) => each.orderId === 'dd-live-1')
      .reduce((sum, each) => sum + each.shares, 0);
    expect(filled).toBe(10);
    expect(book.commissions.map(({ execId }) => execId)).toContain(fill.execId);
    expect(book.completed).toContainEqual(
      expect.objectContaining({ orderId: 'dd-live-1', status: { says: 'filled' } }),
    );
    expect(desk.log.filter(({ level }) => level !== 'info')).toEqual([]);
    expect(desk.all('notice').filter(({ level }) => level !== 'info')).toEqual([]);
  });

  test('loads its account whole, and every way of working an order is taken', async () => {
    const desk = keep(await openReconciled(tws.port, {}, { clientId: 8 }));
    const { session, instrument } = desk;
    const book = await session.book();
    session.reconciled();
    expect(book.values.nav).toBeGreaterThan(0);
    expect(book.positions.length).toBeGreaterThan(10);
    const far = price(1);
    const styles = [
      { type: 'LMT', limit: far },
      { type: 'MIDPRICE', limit: far },
      { type: 'ADAPTIVE', priority: 'Patient', limit: far },
      { type: 'LOC', limit: far },
      { type: 'MOC' },
    ] as const;
    for (const [n, style] of styles.entries()) {
      const id = orderId(`dd-style-${n}`);
      const apiOrderId = session.reserveApiOrderId();
      expect(
        session.place(approvedOrder(instrument, { orderId: id, shares: shares(1), style }), apiOrderId),
      ).toEqual({ sent: true });
      const { report } = await desk.saw('order', ({ report }) => report.orderId === id && report.permId > 0);
      expect(['acknowledged', 'working', 'held']).toContain(report.status.says);
      expect(session.cancel(apiOrderId)).toBe(true);
      await desk.saw('order', ({ report }) => report.orderId === id && report.status.says === 'cancelled');
    }
  });

  test('names what it does not know, and a client id in use', async () => {
    const desk = keep(await openReconciled(tws.port, {}, { clientId: 9 }));
    const { unknown } = await desk.session.instruments([ticker('ZZZZZ')]);
    expect(unknown).toEqual([{ ticker: 'ZZZZZ', why: 'IBKR knows no US stock with the symbol ZZZZZ.' }]);
    const second = keep(openDesk(tws.port, {}, { clientId: 9 }));
    await expect(second.session.ready()).rejects.toThrow('Client id 9 is in use');
  });

  test('an order left working is found by the next session under its own id', async () => {
    const first = keep(await openReconciled(tws.port, {}, { clientId: 10 }));
    const far = approvedOrder(first.instrument, {
      orderId: orderId('dd-left-1'),
      shares: shares(5),
      style: { type: 'LMT', limit: price(1) },
    });
    const apiOrderId = first.session.reserveApiOrderId();
    first.session.place(far, apiOrderId);
    await first.saw('order', ({ report }) => report.permId > 0);
    first.session.close('killed');
    const second = keep(openDesk(tws.port, {}, { clientId: 10 }));
    await second.session.ready();
    const book = await second.session.book();
    expect(book.open).toContainEqual(
      expect.objectContaining({ orderId: 'dd-left-1', apiOrderId, clientId: 10, ticker: 'AAPL' }),
    );
    expect(second.session.reserveApiOrderId()).toBeGreaterThan(apiOrderId);
    second.session.cancel(apiOrderId);
    await second.saw(
      'order',
      ({ report }) => report.orderId === 'dd-left-1' && report.status.says === 'cancelled',
    );
  });
});
