import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Desk } from '#app/desk.ts';
import {
  adoptForeign,
  askAgain,
  cancelForeign,
  explainItems,
  ignoreForeign,
  resolveOrder,
} from '#app/reconcile/resolve.ts';
import { foreignHistory, orderHistory } from '#app/views/order-history.ts';
import { reconcileShown } from '#app/views/reconcile.ts';
import type { Fill, OrderReport } from '#shared/domain/order.ts';
import { fillId, orderId, ticker } from '#shared/ids.ts';
import { price, shares } from '#shared/units.ts';
import { type DeskFixture, deskFixture } from '#test/support/desk-fixture.ts';
import { fakeConId, positionOf } from '#test/support/fake-broker.ts';

// What differs between the broker's books and the desk's, from the first word to the explanation.

let fixture: DeskFixture;
beforeEach(() => {
  fixture = deskFixture();
});
afterEach(() => fixture.end());

async function ready(): Promise<Desk> {
  const desk = fixture.start();
  await fixture.clock.pass(10);
  return desk;
}

/** The first leg of what the desk proposes, sent. */
async function sendOne(
  desk: Desk,
): Promise<{ orderId: ReturnType<typeof orderId>; ticker: string; shares: number; apiOrderId: number }> {
  const id = desk.decision?.proposal?.proposalId;
  if (id === undefined) throw new Error('a proposal is needed');
  desk.decide({ kind: 'approve', proposalId: id, legs: [0] }, 'test');
  await fixture.clock.pass(100);
  const [placed] = fixture.broker.placed;
  if (placed === undefined) throw new Error('an order is needed');
  const { order, apiOrderId } = placed;
  return { orderId: order.orderId, ticker: order.ticker, shares: order.shares, apiOrderId };
}

const stranger = (over: Partial<OrderReport> = {}): OrderReport => ({
  ...{
    orderId: null,
    permId: 77,
    apiOrderId: 0,
    clientId: 0,
    ticker: ticker('AAA'),
    side: 'SELL',
    shares: 50,
  },
  ...{ type: 'LMT', limit: price(120), filled: 10, remaining: 40, status: { says: 'working' } },
  at: fixture.clock.now(),
  ...over,
});

const trade = (name: string, side: 'BUY' | 'SELL', size: number, over: Partial<Fill> = {}): Fill => ({
  ...{ fillId: fillId('x.1'), revision: 1, execId: 'x.1.01', orderId: null, permId: 88 },
  ...{ account: fixture.broker.account, ticker: ticker(name), conId: fakeConId(name), side },
  ...{ shares: shares(size), price: price(100), exchange: 'NYSE', at: fixture.clock.now() },
  ...over,
});

const frozen = (desk: Desk, name: string) =>
  desk.intake.frozenNames().find(({ ticker: each }) => each === name)?.why ?? '';
const open = (desk: Desk) => (desk.intake.reconciler?.items.open() ?? []).map(({ kind }) => kind);
const closed = (desk: Desk) => desk.store?.closedItems(9) ?? [];

describe('positions', () => {
  test('a manual trade explains itself by its execution', async () => {
    const desk = await ready();
    fixture.broker.hold('AAA', 30);
    expect(frozen(desk, 'AAA')).toContain('no fill has said why');
    fixture.broker.fills.push(
      trade('AAA', 'BUY', 20),
      trade('AAA', 'BUY', 10, { fillId: fillId('x.2'), execId: 'x.2.01' }),
    );
    await fixture.clock.pass(20_000);
    expect([open(desk), frozen(desk, 'AAA')]).toEqual([[], '']);
    expect(closed(desk)).toMatchObject([
      { kind: 'manual-trade', cause: 'manual-trade', explainedBy: 'desk', found: 'BUY 30 AAA at 100.0000' },
    ]);
  });

  test('an execution without our reference is ours all the same where its permId is', async () => {
    const desk = await ready();
    const { orderId: id, ticker: name, shares: size, apiOrderId } = await sendOne(desk);
    fixture.broker.session?.emit({
      kind: 'order',
      report: stranger({ orderId: id, permId: 500, apiOrderId, clientId: 17, shares: size, limit: null }),
    });
    const side = desk.ledger?.get(id)?.intent.side ?? 'BUY';
    fixture.broker.session?.emit({ kind: 'fill', fill: trade(name, side, size, { permId: 500 }) });
    expect(desk.ledger?.get(id)?.filled).toBe(size);
    expect(closed(desk).map(({ kind }) => kind)).not.toContain('manual-trade');
  });

  test('a move that nothing explains is an item; explained, the TWS counts, and it survives a restart', async () => {
    const desk = await ready();
    fixture.broker.hold('AAA', 30);
    await fixture.clock.pass(20_000);
    expect(open(desk)).toEqual(['unexplained']);
    const again = await fixture.restart('crash');
    await fixture.clock.pass(10);
    expect(open(again)).toEqual(['unexplained']);
    const [item] = again.intake.reconciler?.items.open() ?? [];
    const ids = [item?.id ?? ''];
    expect(() =>
      explainItems(again, { ids: [...ids, 'gone'], cause: 'transfer', note: 'x', by: 't' }),
    ).toThrow(/not open/);
    explainItems(again, { ids, cause: 'transfer', note: 'moved in', by: 'browser' });
    expect(frozen(again, 'AAA')).toBe('');
    const last = await fixture.restart('stop');
    await fixture.clock.pass(90_000);
    expect(open(last)).toEqual([]);
    expect(closed(last)[0]).toMatchObject({ cause: 'transfer', explainedBy: 'browser', note: 'moved in' });
  });

  test('what moved while the desk was off is found at once, with no execution to tell of it', async () => {
    fixture.broker.positions = [positionOf('AAA', 30)];
    await ready();
    fixture.broker.session?.close();
    fixture.broker.positions = [positionOf('AAA', 12)];
    const desk = await fixture.restart('stop');
    await fixture.clock.pass(10);
    expect(open(desk)).toEqual(['unexplained']);
    expect(frozen(desk, 'AAA')).toContain('the TWS shows 12 shares of AAA; the desk’s own fills make it 30');
    fixture.broker.hold('AAA', 30);
    expect([open(desk), closed(desk)[0]?.cause]).toEqual([[], 'settled']);
  });

  test('a split is recognised by its ratio and its cost, and nobody is asked', async () => {
    fixture.broker.positions = [positionOf('AAA', 30)];
    await ready();
    fixture.broker.positions = [{ ...positionOf('AAA', 60), avgCost: price(50) }];
    const desk = await fixture.restart('stop');
    await fixture.clock.pass(10);
    expect(open(desk)).toEqual([]);
    expect(closed(desk)[0]).toMatchObject({ kind: 'corporate-action', explainedBy: 'desk' });
    expect(closed(desk)[0]?.evidence).toContain('2 for 1');
  });

  test('differences over the set share of NAV stop everything, and say why', async () => {
    const desk = await ready();
    fixture.broker.hold('AAA', 101);
    await fixture.clock.pass(20_000);
    expect(desk.ordersBlocked()).toContain('over 1 % of NAV');
    expect(reconcileShown(desk).gate).toMatchObject({ total: 10_100, limit: 10_000 });
    const ids = (desk.intake.reconciler?.items.open() ?? []).map(({ id }) => id);
    explainItems(desk, { ids, cause: 'other', note: 'seen', by: 'window' });
    expect(desk.ordersBlocked()).toBeNull();
  });

  test('where nothing differs, an account that is worth nothing does not freeze the book for differences', async () => {
    const desk = await ready();
    expect(desk.intake.reconciler?.bookFrozen(-2_000)).toBeNull();
    fixture.broker.hold('AAA', 1);
    await fixture.clock.pass(20_000);
    expect(desk.intake.reconciler?.bookFrozen(-2_000)).toContain('differences worth 100 are unexplained');
  });

  test('an order of yesterday that may have filled while the desk was off is not called cancelled', async () => {
    const { orderId: id, ticker: name, shares: size } = await sendOne(await ready());
    fixture.broker.session?.close();
    await fixture.clock.pass(20 * 3_600_000);
    const held = fixture.broker.placed[0]?.order.side === 'BUY' ? size : -size;
    fixture.broker.positions = [positionOf(name, held)];
    const desk = await fixture.restart('crash');
    await fixture.clock.pass(10);
    expect(desk.ledger?.get(id)?.status).toMatchObject({ state: 'unresolved' });
    expect(open(desk)).toContain('missing-fill');
    expect(frozen(desk, name)).not.toBe('');
  });

  test('two contracts under one symbol: the one that is traded keeps it, the other is shown apart', async () => {
    const desk = await ready();
    const other = { ...positionOf('AAA', 9), conId: fakeConId('AAA in Mexico') };
    fixture.broker.positions = [other, positionOf('AAA', 5)];
    fixture.broker.session?.emit({ kind: 'positions', positions: fixture.broker.positions });
    expect(desk.positions.get(ticker('AAA'))?.shares).toBe(5);
    expect(desk.positions.get(ticker(`AAA #${other.conId}`))?.shares).toBe(9);
    expect(closed(desk)[0]).toMatchObject({ kind: 'other-contract', cause: 'not-traded' });
  });
});

describe('orders of others', () => {
  test('freeze their name and count; ignored, the name trades and they still count; ended, they are gone', async () => {
    const desk = await ready();
    const tell = (over: Partial<OrderReport>): void =>
      fixture.broker.session?.emit({ kind: 'order', report: stranger(over) });
    tell({});
    expect(frozen(desk, 'AAA')).toContain('SELL 50 AAA works, typed in TWS');
    expect(() =>
      explainItems(desk, {
        ids: [desk.intake.reconciler?.items.open()[0]?.id ?? ''],
        cause: 'other',
        note: 'x',
        by: 't',
      }),
    ).toThrow(/ignore it or adopt it/);
    ignoreForeign(desk, '77', 'browser');
    tell({ remaining: 30, filled: 20 });
    expect(frozen(desk, 'AAA')).toBe('');
    expect(desk.intake.reconciler?.foreign.pending()).toMatchObject([{ ticker: 'AAA', buy: 0, sell: 30 }]);
    tell({ status: { says: 'cancelled', why: 'x' } });
    expect(desk.intake.reconciler?.foreign.list()).toEqual([]);
  });

  test('what is said of them is in the audit, each word once', async () => {
    const desk = await ready();
    const from = desk.store?.auditSince(0, 1e6).at(-1)?.id ?? 0;
    const tell = (over: Partial<OrderReport>) =>
      fixture.broker.session?.emit({ kind: 'order', report: stranger(over) });
    tell({});
    await fixture.clock.pass(1_000);
    tell({});
    tell({ filled: 20, remaining: 30 });
    tell({ status: { says: 'cancelled', why: 'by hand' } });
    const words = desk.store?.auditSince(from, 1e6).filter(({ kind }) => kind === 'broker') ?? [];
    expect(words.map(({ body }) => body)).toMatchObject([
      { permId: 77, filled: 10, status: { says: 'working' } },
      { permId: 77, filled: 20, status: { says: 'working' } },
      { permId: 77, status: { says: 'cancelled', why: 'by hand' } },
    ]);
  });

  test('that nothing tells of is seen within ten seconds while something is proposed, and missed when it is gone', async () => {
    const desk = await ready();
    expect(desk.interval.isProposing).toBe(true);
    const books = vi.spyOn(fixture.broker, 'book');
    fixture.broker.openOrders.push(stranger());
    await fixture.clock.pass(15_000);
    expect([open(desk), books.mock.calls.length]).toEqual([['foreign-order'], 0]);
    expect(desk.intake.reconciler?.foreign.pending()).toMatchObject([{ ticker: 'AAA', sell: 40 }]);
    expect(frozen(desk, 'AAA')).not.toBe('');
    fixture.broker.openOrders.length = 0;
    await fixture.clock.pass(15_000);
    expect([open(desk), frozen(desk, 'AAA'), books.mock.calls.length]).toEqual([[], '', 0]);
  });

  test('have a history of their own, from the first word to the end, after a restart as well', async () => {
    const desk = await ready();
    const say = (over: Partial<OrderReport>) =>
      fixture.broker.session?.emit({ kind: 'order', report: stranger(over) });
    say({});
    say({ filled: 30, remaining: 20 });
    fixture.broker.session?.emit({ kind: 'fill', fill: trade('AAA', 'SELL', 20, { permId: 77 }) });
    say({ permId: 770 });
    say({ status: { says: 'cancelled', why: 'by its owner' } });
    const [item] = reconcileShown(desk).items.filter(({ kind }) => kind === 'foreign-order');
    expect(item?.permId).toBeGreaterThan(0);
    const again = await fixture.restart('crash');
    const { order, lines } = foreignHistory(again.store, 77);
    expect(order).toBeNull();
    const words = lines.map(({ kind, text }) => `${kind}: ${text}`).join('\n');
    expect(words).toMatch(/broker: working.*10 filled, 40 left/);
    expect(words).toMatch(/broker: working.*30 filled, 20 left/);
    expect(words).toMatch(/fill: SELL 20 at 100/);
    expect(words).toMatch(/broker: cancelled: by its owner/);
    expect(words).toMatch(/item: .*typed in TWS/);
    expect(words).not.toContain('permId 770');
  });

  test('are asked for no more often than the settings say, and not while nothing is proposed or worked', async () => {
    await fixture.end();
    fixture = deskFixture(undefined, () => JSON.stringify({ reconcile: { othersSeconds: 30 } }));
    const desk = await ready();
    const asked = vi.spyOn(
      fixture.broker.session as NonNullable<typeof fixture.broker.session>,
      'openOrders',
    );
    await fixture.clock.pass(50_000);
    expect(asked.mock.calls.length).toBe(2);
    const id = desk.decision?.proposal?.proposalId;
    if (id !== undefined) desk.decide({ kind: 'reject', proposalId: id, reason: 'no' }, 'test');
    desk.setMode('observe');
    expect(desk.interval.isProposing).toBe(false);
    asked.mockClear();
    await fixture.clock.pass(120_000);
    expect(asked).not.toHaveBeenCalled();
  });

  test('one that is heard of while the list is on its way is not taken for gone because the list lacks it', async () => {
    const desk = await ready();
    const { session } = fixture.broker;
    if (session === null) throw new Error('a session is needed');
    const { promise, resolve } = Promise.withResolvers<OrderReport[]>();
    vi.spyOn(session, 'openOrders').mockReturnValueOnce(promise);
    await fixture.clock.pass(12_000);
    session.emit({ kind: 'order', report: stranger() });
    resolve([]);
    await fixture.clock.pass(10);
    expect([open(desk), frozen(desk, 'AAA') === '']).toEqual([['foreign-order'], false]);
    await fixture.clock.pass(12_000);
    expect(open(desk)).toEqual([]);
  });

  test('whose list does not come: the whole book is asked for, and a failure there ends the session', async () => {
    const desk = await ready();
    const books = vi.spyOn(fixture.broker, 'book');
    const { session } = fixture.broker;
    fixture.broker.failBook = 'no answer';
    await fixture.clock.pass(15_000);
    expect(books).toHaveBeenCalled();
    expect(desk.link.session).not.toBe(session);
  });

  test('one of another client is for TWS only; one of this client id can be adopted, and cancelled after that', async () => {
    const desk = await ready();
    const clientId = desk.link.session?.target.clientId ?? 0;
    fixture.broker.openOrders.push(
      stranger({ permId: 5, apiOrderId: 4000, clientId }),
      stranger({ clientId: 3, apiOrderId: 9 }),
    );
    await askAgain(desk);
    expect(() => adoptForeign(desk, '77', 'browser')).toThrow(
      /IBKR lets only client 3, TWS and client 0 cancel it/,
    );
    expect(() => cancelForeign(desk, '5')).toThrow(/Adopt it first/);
    expect(fixture.broker.cancelled).toEqual([]);
    adoptForeign(desk, '5', 'browser');
    cancelForeign(desk, '5');
    expect(fixture.broker.cancelled).toEqual([4000]);
    expect(
      reconcileShown(desk)
        .foreign.map(({ standing }) => standing)
        .toSorted(),
    ).toEqual(['adopted', 'open']);
  });

  test('one that another desk made freezes its name also when it is adopted', async () => {
    const desk = await ready();
    const clientId = desk.link.session?.target.clientId ?? 0;
    fixture.broker.openOrders.push(
      stranger({ permId: 5, apiOrderId: 4000, clientId, orderId: orderId('lost-1') }),
    );
    await askAgain(desk);
    adoptForeign(desk, '5', 'browser');
    expect(open(desk)).toEqual([]);
    expect(frozen(desk, 'AAA')).toContain('adopted order 5 works');
  });

  test('one that was made under this client id with the number of an own order is not ours', async () => {
    const desk = await ready();
    const { orderId: id, apiOrderId } = await sendOne(desk);
    const clientId = desk.link.session?.target.clientId ?? 0;
    const own = stranger({ orderId: id, permId: 500, apiOrderId, clientId });
    const other = stranger({ permId: 501, apiOrderId, clientId, ref: 'another program', orderId: null });
    fixture.broker.openOrders.push(own, other);
    await askAgain(desk);
    expect(desk.intake.reconciler?.foreign.list().map(({ permId }) => permId)).toEqual([501]);
    expect(open(desk)).toContain('foreign-order');
    expect(desk.ledger?.get(id)).toMatchObject({ permId: 500 });
  });

  test('one that is not listed any more is gone, and so is its item', async () => {
    const desk = await ready();
    fixture.broker.openOrders.push(stranger());
    await askAgain(desk);
    expect(open(desk)).toEqual(['foreign-order']);
    fixture.broker.openOrders.length = 0;
    await askAgain(desk);
    expect([open(desk), closed(desk)[0]?.cause]).toEqual([[], 'settled']);
  });
});

describe('own orders', () => {
  test('a silent one is asked about three times, then nobody knows; it is never sent again', async () => {
    const desk = await ready();
    const { orderId: id } = await sendOne(desk);
    await fixture.clock.pass(20_000);
    expect(desk.ledger?.get(id)?.status.state).toBe('sent');
    await fixture.clock.pass(30_000);
    expect(desk.ledger?.get(id)?.status.state).toBe('unresolved');
    expect(open(desk)).toEqual(['unknown-order']);
    expect(fixture.broker.placed.filter(({ order }) => order.orderId === id)).toHaveLength(1);
  });

  test('two live orders under one reference halt the desk, and the second is shown as not ours', async () => {
    const desk = await ready();
    const { orderId: id, apiOrderId } = await sendOne(desk);
    const say = (permId: number): void =>
      fixture.broker.session?.emit({
        kind: 'order',
        report: stranger({ orderId: id, permId, apiOrderId, clientId: 17 }),
      });
    say(500);
    expect(desk.halted).toBeNull();
    say(501);
    expect(desk.halted).toContain('two orders work under the reference');
    expect(open(desk)).toContain('two-orders');
    expect(desk.ledger?.get(id)?.permId).toBe(500);
    expect(desk.intake.reconciler?.foreign.list().map(({ permId }) => permId)).toEqual([501]);
  });

  test('a second order under one reference that has ended and was explained does not come back', async () => {
    const desk = await ready();
    const { orderId: id, apiOrderId } = await sendOne(desk);
    const report = (permId: number, over: Partial<OrderReport> = {}): OrderReport =>
      stranger({ orderId: id, permId, apiOrderId, clientId: 17, ...over });
    fixture.broker.openOrders.push(report(500));
    fixture.broker.session?.emit({ kind: 'order', report: report(500) });
    fixture.broker.session?.emit({ kind: 'order', report: report(501) });
    const say = (): void =>
      explainItems(desk, {
        ids: (desk.intake.reconciler?.items.open() ?? [])
          .filter(({ kind }) => kind === 'two-orders')
          .map((item) => item.id),
        ...{ cause: 'other', note: 'cancelled in TWS', by: 'browser' },
      });
    fixture.broker.completed.push(report(501, { status: { says: 'cancelled', why: '' } }));
    await askAgain(desk);
    say();
    desk.resume('cancelled in TWS');
    await askAgain(desk);
    expect([open(desk).includes('two-orders'), desk.halted]).toEqual([false, null]);
    fixture.broker.session?.emit({ kind: 'order', report: report(502) });
    expect(desk.halted).toContain('two orders work');
  });

  test('more executed than sent halts the desk', async () => {
    const desk = await ready();
    const { orderId: id, ticker: name, shares: size } = await sendOne(desk);
    fixture.broker.fill(name, size);
    expect(desk.halted).toBeNull();
    fixture.broker.fill(name, 1);
    expect(desk.halted).toContain(`${size + 1} shares of order ${id} are executed`);
    expect(open(desk)).toContain('overfilled');
  });

  test('a correction replaces, is noted with both versions, and does not call the order unproven', async () => {
    const desk = await ready();
    const { orderId: id, ticker: name, shares: size } = await sendOne(desk);
    const fill = fixture.broker.fill(name, size);
    const corrected = { ...fill, revision: 2, execId: `${fill.fillId}.02`, shares: shares(size - 1) };
    fixture.broker.session?.emit({ kind: 'fill', fill: corrected });
    expect(desk.ledger?.get(id)?.filled).toBe(size - 1);
    expect(closed(desk)[0]).toMatchObject({ kind: 'correction', orderId: id });
    expect(desk.intake.frozenNames().some(({ why }) => why.includes('is filled, but only'))).toBe(false);
  });

  test('a fill that no position shows yet is told to the limits, until the position comes', async () => {
    const desk = await ready();
    const { ticker: name, shares: size } = await sendOne(desk);
    const unshown = () => desk.intake.reconciler?.books.unshown();
    expect(unshown()).toEqual([]);
    const { side } = fixture.broker.fill(name, size);
    const moved = side === 'BUY' ? size : -size;
    expect(unshown()).toEqual([{ ticker: name, shares: moved }]);
    fixture.broker.hold(name, moved);
    expect(unshown()).toEqual([]);
  });

  test('an execution that was taken back counts no more, and the own book goes back with it', async () => {
    const desk = await ready();
    const { orderId: id, ticker: name, shares: size } = await sendOne(desk);
    const fill = fixture.broker.fill(name, size);
    const own = (): number | undefined => desk.intake.reconciler?.books.settlement.ownOf(fill.conId);
    const before = own() ?? 0;
    const takenBack = { ...fill, revision: 2, execId: `${fill.fillId}.02`, shares: shares(0) };
    fixture.broker.session?.emit({ kind: 'fill', fill: takenBack });
    expect(desk.ledger?.get(id)).toMatchObject({ filled: 0, avgFillPrice: null });
    expect(own()).toBe(before + (fill.side === 'BUY' ? -size : size));
    expect(closed(desk)[0]).toMatchObject({ kind: 'correction', orderId: id });
    expect(desk.store?.fillsOf(id).map(({ fill: each }) => each.shares)).toEqual([0]);
    expect(desk.halted).toBeNull();
  });

  test('a size or a limit changed in TWS is an item until the order ends', async () => {
    const desk = await ready();
    const { orderId: id, ticker: name, apiOrderId, shares: size } = await sendOne(desk);
    const report = stranger({
      orderId: id,
      permId: 9,
      apiOrderId,
      clientId: 17,
      ticker: ticker(name),
      limit: null,
    });
    fixture.broker.session?.emit({ kind: 'order', report: { ...report, shares: size + 100 } });
    expect(open(desk)).toEqual(['order-changed']);
    fixture.broker.session?.emit({
      kind: 'order',
      report: { ...report, status: { says: 'cancelled', why: 'x' } },
    });
    expect(open(desk)).toEqual([]);
  });

  test('a commission that does not come is worth a word, freezes nothing, and is forgotten when it does', async () => {
    const desk = await ready();
    const { ticker: name, shares: size } = await sendOne(desk);
    const { execId } = fixture.broker.fill(name, size);
    fixture.broker.hold(name, fixture.broker.placed[0]?.order.side === 'BUY' ? size : -size);
    await fixture.clock.pass(7 * 60_000);
    expect(open(desk)).toEqual(['commission-missing']);
    expect(desk.intake.frozenNames()).toEqual([]);
    const commission = { execId, amount: 1 as never, currency: 'USD', realizedPnl: null };
    fixture.broker.session?.emit({ kind: 'commission', commission });
    expect(open(desk)).toEqual([]);
  });

  test('one that was lost on its way is asked for, long before the regular check and three times at most', async () => {
    const rare = JSON.stringify({ reconcile: { checkSeconds: 3600, commissionMinutes: 5 } });
    await fixture.end();
    fixture = deskFixture(undefined, () => rare);
    const desk = await ready();
    const { ticker: name, shares: size } = await sendOne(desk);
    fixture.broker.fill(name, size);
    fixture.broker.hold(name, fixture.broker.placed[0]?.order.side === 'BUY' ? size : -size);
    const books = vi.spyOn(fixture.broker, 'book');
    await fixture.clock.pass(4 * 60_000);
    expect(books).not.toHaveBeenCalled();
    await fixture.clock.pass(2 * 60_000);
    expect(books).toHaveBeenCalledOnce();
    expect(open(desk)).toEqual(['commission-missing']);
    await fixture.clock.pass(40 * 60_000);
    expect(books).toHaveBeenCalledTimes(3);
  });

  test('an order that nobody knows where it stands is asked about, long before the regular check and once', async () => {
    await fixture.end();
    fixture = deskFixture(undefined, () => JSON.stringify({ reconcile: { checkSeconds: 3600 } }));
    const desk = await ready();
    const { orderId: id, apiOrderId } = await sendOne(desk);
    const ours = { orderId: id, permId: 500, apiOrderId, clientId: 17, at: desk.now() };
    fixture.broker.session?.emit({
      kind: 'order',
      report: stranger({ ...ours, status: { says: 'working' } }),
    });
    await fixture.clock.pass(60_000);
    const books = vi.spyOn(fixture.broker, 'book');
    const refused = { says: 'cancel-refused', code: 10_147, why: 'not found' } as const;
    fixture.broker.session?.emit({ kind: 'order', report: stranger({ ...ours, status: refused }) });
    expect(desk.ledger?.get(id)?.status.state).toBe('unresolved');
    await fixture.clock.pass(15_000);
    expect(books).toHaveBeenCalledOnce();
    await fixture.clock.pass(30 * 60_000);
    expect(books).toHaveBeenCalledOnce();
  });
});

describe('what the trader may say to an unresolved order', () => {
  async function unresolved(): Promise<{
    desk: Desk;
    id: ReturnType<typeof orderId>;
    name: string;
    size: number;
  }> {
    const desk = await ready();
    const { orderId: id, ticker: name, shares: size } = await sendOne(desk);
    await fixture.clock.pass(60_000);
    expect(desk.ledger?.get(id)?.status.state).toBe('unresolved');
    return { desk, id, name, size };
  }

  test('that it never reached the TWS: only with its name typed, and where every report agrees', async () => {
    const { desk, id, name } = await unresolved();
    await expect(resolveOrder(desk, id, 'never-reached', 'ZZZ', 'browser')).rejects.toThrow(`Type ${name}`);
    fixture.broker.completed.push(
      stranger({ orderId: id, permId: 0, status: { says: 'inactive', why: 'x' } }),
    );
    await expect(resolveOrder(desk, id, 'never-reached', name, 'browser')).rejects.toThrow(
      /completed orders/,
    );
    fixture.broker.completed.length = 0;
    await resolveOrder(desk, id, 'never-reached', name.toLowerCase(), 'browser');
    expect(desk.ledger?.get(id)?.status.state).toBe('never-sent');
    expect(open(desk)).toEqual([]);
    expect(fixture.broker.placed).toHaveLength(1);
  });

  test('that its executions are the end of it', async () => {
    const { desk, id, name, size } = await unresolved();
    fixture.broker.fill(name, 1, false);
    expect(await resolveOrder(desk, id, 'take-executions', name, 'browser')).toContain(`1 of ${size} shares`);
    expect(desk.ledger?.get(id)).toMatchObject({ filled: 1, status: { state: 'cancelled' } });
  });

  test('that it has ended, while it is still listed as open: it works, and nothing ends', async () => {
    const { desk, id, name } = await unresolved();
    fixture.broker.openOrders.push(stranger({ orderId: id, permId: 9 }));
    expect(await resolveOrder(desk, id, 'take-executions', name, 'browser')).toContain('is working now');
    expect(desk.ledger?.get(id)?.status.state).toBe('working');
  });

  test('asked again, what the TWS now knows counts', async () => {
    const { desk, id, name, size } = await unresolved();
    fixture.broker.fill(name, size, false);
    expect(await resolveOrder(desk, id, 'ask', '', 'browser')).toContain('filled now');
    expect(desk.ledger?.get(id)).toMatchObject({ filled: size, status: { state: 'filled' } });
  });

  test('its history tells all of it', async () => {
    const { desk, id, name } = await unresolved();
    await resolveOrder(desk, id, 'never-reached', name, 'browser');
    const { lines } = orderHistory(desk.store, id);
    const titles = lines.map(({ title }) => title);
    expect(titles.filter((title) => !title.startsWith('Limits')).slice(0, 4)).toEqual([
      expect.stringMatching(/^Decided in interval/),
      'Proposal part-approved',
      'Order journalled',
      'Order sent',
    ]);
    expect(titles).toContain('Order unresolved');
    expect(titles).toContain('Difference: unknown order');
    expect(titles).toContain('Order never-sent');
    expect(orderHistory(desk.store, orderId('dd-none'))).toEqual({ order: null, orders: [], lines: [] });
  });
});
