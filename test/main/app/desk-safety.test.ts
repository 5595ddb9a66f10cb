import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Desk } from '#app/desk.ts';
import { journalCommand } from '#app/handlers.ts';
import { resolveOrder } from '#app/reconcile/resolve.ts';
import type { OrderReport } from '#shared/domain/order.ts';
import { orderId, proposalId, type ProposalId, type Ticker, ticker } from '#shared/ids.ts';
import { epochMs, price, shares } from '#shared/units.ts';
import { type DeskFixture, deskFixture, smallStrategy } from '#test/support/desk-fixture.ts';
import { fakeConId, quoteOf } from '#test/support/fake-broker.ts';
import { settle } from '#test/support/fake-clock.ts';

// What a desk must never do with real money, tried on purpose.

let fixture: DeskFixture;
let strategy = smallStrategy;
beforeEach(() => {
  strategy = smallStrategy;
  fixture = deskFixture(() => strategy);
});
afterEach(() => fixture.end());

async function ready(): Promise<Desk> {
  const desk = fixture.start();
  await fixture.clock.pass(10);
  return desk;
}

const openId = (desk: Desk): ProposalId => desk.decision?.proposal?.proposalId ?? proposalId('none');
const approve = (desk: Desk, id: ProposalId = openId(desk)) =>
  desk.decide({ kind: 'approve', proposalId: id, legs: null }, 'test');
const placedNames = () => fixture.broker.placed.map(({ order }) => order.ticker);
const why = (desk: Desk, name: Ticker) =>
  desk.decision?.drift.find((drift) => drift.ticker === name)?.why ?? '';

function first() {
  const [placed] = fixture.broker.placed;
  if (placed === undefined) throw new Error('an order is needed');
  return placed;
}

function reportOn(over: Partial<OrderReport> = {}): OrderReport {
  const { order, apiOrderId } = first();
  return {
    orderId: order.orderId,
    permId: 900_000 + apiOrderId,
    apiOrderId,
    clientId: 17,
    ticker: order.ticker,
    side: order.side,
    shares: order.shares,
    status: { says: 'working' },
    at: fixture.clock.now(),
    ...over,
  };
}
const tell = (report: OrderReport) => fixture.broker.session?.emit({ kind: 'order', report });

/** From now on the database refuses this, as a full or failing disk would. The returned function mends it. */
function refusing(desk: Desk, what: string, when = ''): () => void {
  const db = new Database(desk.store?.file ?? '');
  db.exec(`CREATE TRIGGER broken BEFORE ${what} ${when} BEGIN SELECT RAISE(FAIL, 'the disk failed'); END`);
  return () => {
    db.exec('DROP TRIGGER broken');
    db.close();
  };
}

const frozen = (desk: Desk, name: string): string =>
  desk.intake.frozenNames().find(({ ticker: each }) => each === name)?.why ?? '';

async function quotesAndInterval(desk: Desk): Promise<void> {
  await fixture.clock.pass(30_000);
  for (const name of desk.market.instruments.keys()) fixture.broker.quote(name, 100);
  await fixture.clock.pass(100);
  desk.interval.run();
}

describe('a store that fails', () => {
  test('while a batch is handed over: the rest stays here, nothing is open again, and the books are compared', async () => {
    const desk = await ready();
    const id = openId(desk);
    const count = desk.decision?.proposal?.trades.length ?? 0;
    expect(count).toBeGreaterThan(2);
    const mend = refusing(desk, 'UPDATE ON orders', "WHEN new.state = 'sent'");
    expect(() => approve(desk, id)).toThrow(/the disk failed/);
    expect(fixture.broker.placed).toHaveLength(1);
    expect(desk.ordersBlocked()).toContain('the disk failed');
    expect(desk.decision?.proposal).toBeNull();
    mend();
    fixture.broker.openOrders.push(reportOn());
    desk.resume('disk mended');
    await quotesAndInterval(desk);
    expect(() => approve(desk, id)).toThrow(/not open any more/);
    const states = desk.store?.ordersSince(epochMs(0)).map(({ status }) => status.state) ?? [];
    expect(states.filter((state) => state === 'working')).toHaveLength(1);
    expect(states.filter((state) => state === 'never-sent')).toHaveLength(count - 1);
    expect(desk.ordersBlocked()).toBeNull();
    expect(fixture.broker.placed).toHaveLength(1);
  });

  test('what became of none of a batch can be written down: only the one that was handed over is in doubt', async () => {
    const desk = await ready();
    const count = desk.decision?.proposal?.trades.length ?? 0;
    const mend = refusing(desk, 'UPDATE ON orders', '');
    expect(() => approve(desk, openId(desk))).toThrow(/the disk failed/);
    expect(fixture.broker.placed).toHaveLength(1);
    mend();
    desk.resume('disk mended');
    await fixture.clock.pass(120_000);
    const states = desk.store?.ordersSince(epochMs(0)).map(({ status }) => status.state) ?? [];
    expect(states.filter((state) => state === 'unresolved')).toHaveLength(1);
    expect(states.filter((state) => state === 'never-sent')).toHaveLength(count - 1);
  });

  test('an order that the desk died over freezes its name, until the trader says that it never arrived', async () => {
    const before = await ready();
    const mend = refusing(before, 'UPDATE ON orders', '');
    expect(() => approve(before)).toThrow(/the disk failed/);
    mend();
    const { order } = first();
    const desk = await fixture.restart('crash');
    await fixture.clock.pass(10);
    expect(desk.ledger?.open().map(({ status }) => status.state)).toEqual(['unresolved']);
    expect(frozen(desk, order.ticker)).toContain('nobody knows where');
    await resolveOrder(desk, order.orderId, 'never-reached', order.ticker, 'test');
    expect(desk.ledger?.get(order.orderId)?.status.state).toBe('never-sent');
    expect(frozen(desk, order.ticker)).toBe('');
    expect(fixture.broker.placed).toHaveLength(1);
  });

  test('a filled order of a broken batch does not make its proposal go out a second time', async () => {
    const desk = await ready();
    const id = openId(desk);
    const mend = refusing(desk, 'UPDATE ON proposals', "WHEN new.decided_by = 'test'");
    expect(() => approve(desk, id)).toThrow(/the disk failed/);
    const sent = fixture.broker.placed.length;
    mend();
    for (const { order } of fixture.broker.placed) fixture.broker.fill(order.ticker, order.shares);
    desk.resume('mended');
    expect(() => approve(desk, id)).toThrow(/not open any more/);
    expect(fixture.broker.placed).toHaveLength(sent);
  });

  test.each([
    ['the interval', 'INSERT ON intervals'],
    ['the saved state', 'UPDATE ON saved_state'],
    ['the orders', 'INSERT ON orders'],
  ])(
    '%s cannot be journalled: nothing is sent, the desk halts, and after mending the approval still works once',
    async (_, what) => {
      const desk = await ready();
      const id = openId(desk);
      const mend = refusing(desk, what);
      expect(() => approve(desk, id)).toThrow(/the disk failed/);
      expect(fixture.broker.placed).toEqual([]);
      expect(desk.halted).not.toBeNull();
      mend();
      expect(() => approve(desk, id)).toThrow(/halted/);
      desk.resume('mended');
      expect(approve(desk, id).orders).toBe(fixture.broker.placed.length);
      expect(new Set(placedNames()).size).toBe(fixture.broker.placed.length);
    },
  );

  test('a fill that cannot be recorded: nothing goes until the books were compared, and the fill is there then', async () => {
    const desk = await ready();
    approve(desk);
    const { order } = first();
    const mend = refusing(desk, 'INSERT ON fills');
    fixture.broker.fill(order.ticker, order.shares);
    tell(reportOn({ status: { says: 'filled' } }));
    expect(desk.halted).toContain('the disk failed');
    mend();
    fixture.broker.hold(order.ticker, order.shares);
    desk.resume('mended');
    await quotesAndInterval(desk);
    await fixture.clock.pass(5_000);
    expect(desk.ledger?.get(order.orderId)).toMatchObject({
      filled: order.shares,
      status: { state: 'filled' },
    });
    expect(desk.ordersBlocked()).toBeNull();
  });

  test('a fact that could not be taken in: orders stay blocked until the comparison that it asks for is over', async () => {
    const desk = await ready();
    const { session } = desk.link;
    if (session === null) throw new Error('a session is needed');
    const release = fixture.broker.holdNextBook();
    desk.intake.missedSomething(session);
    await fixture.clock.pass(10);
    expect(desk.ordersBlocked()).toContain('could not be recorded');
    release();
    await fixture.clock.pass(10);
    expect(desk.ordersBlocked()).toBeNull();
  });

  test('a halt and a cancel work also where they cannot be journalled; a connect does not', async () => {
    const desk = await ready();
    approve(desk);
    const mend = refusing(desk, 'INSERT ON commands');
    expect(() => journalCommand(desk, 'trading.halt', { reason: 'x' }, 'test')).not.toThrow();
    expect(() => journalCommand(desk, 'order.cancel', {}, 'test')).not.toThrow();
    expect(() => journalCommand(desk, 'proposal.approve', {}, 'test')).toThrow(/the disk failed/);
    mend();
  });

  test('cancel-all goes on after one that fails', async () => {
    const desk = await ready();
    approve(desk);
    const mend = refusing(desk, 'UPDATE ON orders', `WHEN new.order_id = '${first().order.orderId}'`);
    expect(desk.cancelAll()).toBe(fixture.broker.placed.length);
    // The one whose state could not be written down may be asked for again: that is harmless.
    expect(new Set(fixture.broker.cancelled).size).toBe(fixture.broker.placed.length);
    expect(desk.halted).toContain('the disk failed');
    mend();
  });
});

describe('reports that are not about our order', () => {
  test('another client’s order with the same number ends: ours still works', async () => {
    const desk = await ready();
    approve(desk);
    const { order, apiOrderId } = first();
    tell(
      reportOn({
        orderId: null,
        permId: 5,
        clientId: 0,
        apiOrderId,
        status: { says: 'cancelled', why: 'x' },
      }),
    );
    expect(desk.ledger?.get(order.orderId)?.status.state).toBe('sent');
  });

  test('an order under our name that is not in the journal freezes its name', async () => {
    const desk = await ready();
    const name = desk.decision?.proposal?.trades[0]?.ticker ?? ticker('none');
    const stranger: OrderReport = {
      orderId: orderId('dd-before-9-0'),
      permId: 4,
      apiOrderId: 4_000,
      clientId: 17,
      ticker: name,
      side: 'BUY',
      shares: 10,
      status: { says: 'working' },
      at: fixture.clock.now(),
    };
    tell(stranger);
    fixture.broker.openOrders.push(stranger);
    await quotesAndInterval(desk);
    expect(why(desk, name)).toContain('dd-before-9-0');
    approve(desk);
    expect(placedNames()).not.toContain(name);
    tell({ ...stranger, status: { says: 'cancelled', why: 'x' } });
    fixture.broker.openOrders.length = 0;
    await quotesAndInterval(desk);
    expect(why(desk, name)).not.toContain('dd-before-9-0');
  });
});

describe('fills and positions in odd orders', () => {
  test('an order called filled before its executions keeps its name frozen', async () => {
    const desk = await ready();
    approve(desk);
    const { order } = first();
    tell(reportOn({ status: { says: 'filled' } }));
    await quotesAndInterval(desk);
    expect(frozen(desk, order.ticker)).toContain('executions tell of 0 shares');
    fixture.broker.fill(order.ticker, order.shares);
    fixture.broker.hold(order.ticker, order.shares);
    await quotesAndInterval(desk);
    await fixture.clock.pass(60_000);
    await quotesAndInterval(desk);
    expect(frozen(desk, order.ticker)).not.toContain('executions tell');
    expect(why(desk, order.ticker)).not.toContain('fills say');
  });

  test('a position that comes before its fill does not freeze the name for ever', async () => {
    const desk = await ready();
    approve(desk);
    const { order } = first();
    fixture.broker.hold(order.ticker, order.shares);
    fixture.broker.fill(order.ticker, order.shares);
    await quotesAndInterval(desk);
    expect(why(desk, order.ticker)).not.toMatch(/fill/);
  });

  test('a position that never comes is asked for, then an item that goes by itself when it does', async () => {
    const desk = await ready();
    desk.decide({ kind: 'approve', proposalId: openId(desk), legs: [0] }, 'test');
    const { order } = first();
    fixture.broker.fill(order.ticker, order.shares);
    desk.interval.run();
    expect(frozen(desk, order.ticker)).toContain('the TWS still says 0');
    await quotesAndInterval(desk);
    expect(frozen(desk, order.ticker)).toContain(`the desk’s own fills make it ${order.shares}`);
    expect(desk.ordersBlocked()).toContain('differences worth');
    fixture.broker.hold(order.ticker, order.shares);
    await quotesAndInterval(desk);
    expect(frozen(desk, order.ticker)).not.toContain('own fills');
    expect(desk.ordersBlocked()).toBeNull();
    expect(desk.store?.closedItems(5)[0]).toMatchObject({ kind: 'unexplained', cause: 'settled' });
  });

  test('statuses, fills and duplicates in any order end in the same state', async () => {
    const desk = await ready();
    approve(desk);
    const { order } = first();
    const half = Math.floor(order.shares / 2);
    tell(reportOn({ status: { says: 'cancelled', why: 'x' } }));
    const fill = fixture.broker.fill(order.ticker, half);
    fixture.broker.session?.emit({ kind: 'fill', fill });
    fixture.broker.session?.emit({
      kind: 'fill',
      fill: { ...fill, revision: 2, execId: `${fill.fillId}.02`, shares: shares(half - 1) },
    });
    expect(desk.ledger?.get(order.orderId)).toMatchObject({
      filled: half - 1,
      status: { state: 'cancelled' },
    });
    fixture.broker.fill(order.ticker, order.shares - half + 1);
    tell(reportOn({ status: { says: 'filled' } }));
    tell(reportOn({ status: { says: 'working' } }));
    expect(desk.ledger?.get(order.orderId)).toMatchObject({
      filled: order.shares,
      status: { state: 'filled' },
    });
    expect(
      desk.store?.tradeLog({ from: null, to: null, ticker: null, side: null, reason: null }),
    ).toHaveLength(2);
  });
});

describe('approvals', () => {
  test('of two in the same tick one is carried out; approve after reject sends nothing', async () => {
    const desk = await ready();
    const id = openId(desk);
    const sent = approve(desk, id).orders;
    expect(() => approve(desk, id)).toThrow(/not open/);
    expect(() => desk.decide({ kind: 'reject', proposalId: id, reason: 'late' }, 'other')).toThrow(
      /not open/,
    );
    expect(fixture.broker.placed).toHaveLength(sent);
    expect(desk.store?.proposals(5).find(({ proposal }) => proposal.proposalId === id)?.status).toBe(
      'approved',
    );
  });

  test('at the very expiry: refused in words, and nothing goes', async () => {
    const desk = await ready();
    const { proposal } = desk.decision ?? {};
    if (!proposal) throw new Error('a proposal is needed');
    desk.interval.stop();
    await fixture.clock.pass(proposal.expiresAt - fixture.clock.now());
    expect(() => approve(desk, proposal.proposalId)).toThrow(/expired/);
    expect(fixture.broker.placed).toEqual([]);
  });

  test('a reloaded strategy withdraws what the one before it proposed', async () => {
    const desk = await ready();
    const id = openId(desk);
    strategy = smallStrategy.replace('"Small"', '"Other"');
    desk.loadStrategy();
    expect(() => approve(desk, id)).toThrow(/not open/);
    desk.setMode('auto');
    expect(fixture.broker.placed).toEqual([]);
    const kept = desk.store?.proposals(5).find(({ proposal }) => proposal.proposalId === id);
    expect(kept).toMatchObject({ status: 'rejected', decidedBy: 'desk' });
  });

  test('a strategy reloaded while away withdraws it before anything else happens', async () => {
    const desk = await ready();
    const id = openId(desk);
    fixture.broker.session?.drop('gone');
    strategy = smallStrategy.replace('"Small"', '"Other"');
    desk.loadStrategy();
    desk.setMode('auto');
    await fixture.clock.pass(5_000);
    const kept = desk.store?.proposals(9).find(({ proposal }) => proposal.proposalId === id);
    expect(kept).toMatchObject({ status: 'rejected', decidedBy: 'desk' });
    for (const { order } of fixture.broker.placed) expect(order.proposalId).not.toBe(id);
  });

  test('while a reconnect is under way, degraded, or not yet compared: refused', async () => {
    const desk = await ready();
    const id = openId(desk);
    const session = fixture.broker.session;
    if (session === null) throw new Error('a session is needed');
    session.state = 'degraded';
    expect(() => approve(desk, id)).toThrow(/lost its connection to IBKR/);
    session.state = 'synced';
    expect(() => approve(desk, id)).toThrow(/not yet compared/);
    session.drop('gone');
    expect(() => approve(desk, id)).toThrow(/not connected/);
    expect(fixture.broker.placed).toEqual([]);
  });

  test('no two accounts of one start give out the same ids', async () => {
    const desk = await ready();
    const id = openId(desk);
    fixture.broker.account = 'DU2000002' as typeof fixture.broker.account;
    desk.connect({ kind: 'tws-paper', host: '127.0.0.1', port: 7497, clientId: 17 });
    await fixture.clock.pass(10);
    expect(desk.store?.account).toBe('DU2000002');
    expect(openId(desk)).not.toBe('none');
    expect(openId(desk)).not.toBe(id);
    expect(() => approve(desk, id)).toThrow(/not open/);
  });
});

describe('quotes', () => {
  test('of one account’s TWS never reach another account', async () => {
    const desk = await ready();
    fixture.broker.quote('AAA', 50);
    fixture.broker.account = 'DU2000002' as typeof fixture.broker.account;
    fixture.broker.silent = true;
    desk.connect({ kind: 'tws-paper', host: '127.0.0.1', port: 7497, clientId: 17 });
    desk.setMode('auto');
    await fixture.clock.pass(100);
    expect(fixture.broker.placed).toEqual([]);
    expect(desk.decision?.drift.every(({ why: words }) => words !== '')).toBe(true);
  });

  test('of an earlier connection are forgotten', async () => {
    const desk = await ready();
    fixture.broker.silent = true;
    fixture.broker.session?.drop('gone');
    desk.setMode('auto');
    await fixture.clock.pass(1_100);
    expect(desk.link.status().state).toBe('reconciled');
    expect(fixture.broker.placed).toEqual([]);
  });

  test('from the future, after a clock that went back, are not traded on', async () => {
    const desk = await ready();
    for (const name of desk.market.instruments.keys())
      fixture.broker.session?.emit({
        kind: 'quote',
        quote: quoteOf(name, 100, epochMs(fixture.clock.now() + 60_000)),
      });
    const { orders, refused } = approve(desk);
    expect(orders).toBe(0);
    expect(refused[0]).toMatch(/old|stale|clock/);
  });
});

describe('connections', () => {
  test('a reconciliation that fails late does not bring back a connection that the trader has left', async () => {
    const desk = await ready();
    const old = fixture.broker.session;
    const release = fixture.broker.holdNextBook();
    old?.emit({ kind: 'restored', dataLost: false });
    fixture.broker.account = 'U7654321' as typeof fixture.broker.account;
    desk.connect({ kind: 'tws-live', host: '127.0.0.1', port: 7496, clientId: 17 });
    await settle();
    expect(desk.link.status().state).toBe('reconciled');
    fixture.broker.failBook = 'the connection is gone';
    release();
    await settle();
    expect(desk.link.status().state).toBe('reconciled');
    expect(desk.link.target?.kind).toBe('tws-live');
  });

  test('two strategy loads under way: the newer one’s names are watched', async () => {
    const desk = await ready();
    const release = fixture.broker.holdNextLookUp();
    desk.loadStrategy();
    strategy = smallStrategy.replace('"AAA",', '"YYY",');
    desk.loadStrategy();
    await settle();
    release();
    await fixture.clock.pass(10);
    expect([...desk.market.instruments.keys()]).toContain('YYY');
    expect([...desk.market.instruments.keys()]).not.toContain('AAA');
  });

  test('a crash between journal and send: never sent, and not sent later', async () => {
    const desk = await ready();
    const session = fixture.broker.session;
    if (session === null) throw new Error('a session is needed');
    session.place = () => {
      throw new Error('the process dies here');
    };
    expect(() => approve(desk)).not.toThrow();
    expect(new Set(desk.ledger?.open().map(({ status }) => status.state))).toEqual(new Set(['unresolved']));
    const again = await fixture.restart('crash');
    await fixture.clock.pass(60_000);
    expect(fixture.broker.placed).toEqual([]);
    expect(new Set(again.ledger?.open().map(({ status }) => status.state))).toEqual(new Set(['unresolved']));
  });

  test('numbers that a reset TWS gives out again are passed over while an order may still have them', async () => {
    const desk = await ready();
    desk.decide({ kind: 'approve', proposalId: openId(desk), legs: [0] }, 'test');
    const { apiOrderId } = first();
    const again = await fixture.restart('crash', () => (fixture.broker.nextApiOrderId = apiOrderId));
    await fixture.clock.pass(10);
    expect(again.ledger?.open()).toMatchObject([{ apiOrderId, status: { state: 'unresolved' } }]);
    await quotesAndInterval(again);
    approve(again);
    const ids = fixture.broker.placed.map((placed) => placed.apiOrderId);
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(ids.length);
    expect(again.halted).toBeNull();
  });

  test('a day change while running: the books are compared, day orders that are gone have ended', async () => {
    const desk = await ready();
    approve(desk);
    const { order } = first();
    desk.interval.stop();
    await fixture.clock.pass(14 * 3_600_000);
    desk.interval.run();
    await fixture.clock.pass(60_000);
    expect(desk.ledger?.get(order.orderId)?.status).toMatchObject({ state: 'cancelled' });
    expect(desk.store?.lastSeq()).toBe(desk.interval.seq);
  });
});

test('a position that moved without an execution freezes its name until somebody says why', async () => {
  const desk = await ready();
  fixture.broker.hold('AAA', 70);
  await quotesAndInterval(desk);
  await quotesAndInterval(desk);
  expect(why(desk, ticker('AAA'))).toContain('the TWS shows 70 shares of AAA');
  expect(desk.positions.get(ticker('AAA'))).toMatchObject({
    shares: 70,
    conId: fakeConId('AAA'),
    avgCost: price(100),
  });
});
