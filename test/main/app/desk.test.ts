import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Desk } from '#app/desk.ts';
import { createHandlers } from '#app/handlers.ts';
import { proposalId, type ProposalId, ticker } from '#shared/ids.ts';
import { shares } from '#shared/units.ts';
import { type DeskFixture, deskFixture, smallStrategy } from '#test/support/desk-fixture.ts';
import { settle } from '#test/support/fake-clock.ts';

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
const approveAll = (desk: Desk) =>
  desk.decide({ kind: 'approve', proposalId: openId(desk), legs: null }, 'test');
const states = (desk: Desk) => (desk.ledger?.open() ?? []).map(({ status }) => status.state);
const fromBuys = (desk: Desk) => desk.decision?.proposal?.trades.map((trade) => trade.ticker) ?? [];

describe('the main path', () => {
  test('connects, computes, proposes, and sends nothing unasked', async () => {
    const desk = await ready();
    expect(desk.link.status().state).toBe('reconciled');
    expect(desk.decision?.idle).toBeNull();
    expect(desk.decision?.drift.length).toBe(24);
    expect(desk.decision?.proposal?.legs.length).toBeGreaterThan(0);
    await fixture.clock.pass(600_000);
    expect(fixture.broker.placed).toEqual([]);
  });

  test('an approval is journalled and sent once; a second one sends nothing', async () => {
    const desk = await ready();
    const trades = fromBuys(desk).length;
    const id = openId(desk);
    expect(approveAll(desk).orders).toBe(trades);
    expect(fixture.broker.placed).toHaveLength(trades);
    expect(desk.store?.openOrders()).toHaveLength(trades);
    expect(() => desk.decide({ kind: 'approve', proposalId: id, legs: null }, 'test')).toThrow(
      /not open any more/,
    );
    await fixture.clock.pass(300_000);
    const sentNames = fixture.broker.placed.map(({ order }) => order.ticker);
    expect(new Set(sentNames).size).toBe(sentNames.length);
  });

  test('some legs only', async () => {
    const desk = await ready();
    const first = desk.decision?.proposal?.legs[0];
    desk.decide({ kind: 'approve', proposalId: openId(desk), legs: [0] }, 'test');
    expect(fixture.broker.placed.map(({ order }) => order.ticker)).toEqual([first?.to]);
    expect(desk.store?.proposals(1)[0]).toMatchObject({
      status: 'part-approved',
      legs: [0],
      decidedBy: 'test',
    });
  });

  test('smaller sizes than proposed go as they were approved, and no larger ones', async () => {
    const desk = await ready();
    const handlers = createHandlers(desk);
    const proposed = desk.decision?.proposal?.legs[0]?.buyShares ?? 0;
    const approve = (buyShares: number) =>
      handlers['proposal.approve'](
        {
          ...{ proposalId: openId(desk), revision: 1, legs: [0] },
          sizes: [{ leg: 0, sellShares: shares(0), buyShares: shares(buyShares) }],
        },
        { who: 'test' },
      );
    expect(() => approve(proposed + 1)).toThrow(
      `Nothing is sent: sizes.0: leg 0 may buy 0 to ${proposed} shares, not ${proposed + 1}.`,
    );
    expect(fixture.broker.placed).toEqual([]);
    const sizes = [{ leg: 0, sellShares: 0, buyShares: proposed - 3 }];
    expect(approve(proposed - 3)).toEqual({ works: 1, orders: 1, refused: [], sizes });
    expect(fixture.broker.placed.map(({ order }) => order.shares)).toEqual([proposed - 3]);
    const kept = desk.store?.proposals(1)[0];
    expect(kept).toMatchObject({ status: 'part-approved', legs: [0] });
    expect(kept?.why).toContain(`buys ${proposed - 3} instead of ${proposed}`);
  });

  test('a rejection is kept with its reason and sends nothing', async () => {
    const desk = await ready();
    const id = openId(desk);
    desk.decide({ kind: 'reject', proposalId: id, reason: 'earnings tonight' }, 'test');
    expect(fixture.broker.placed).toEqual([]);
    const kept = desk.store?.proposals(5).find(({ proposal }) => proposal.proposalId === id);
    expect(kept).toMatchObject({ status: 'rejected', decidedBy: 'test' });
    expect(kept?.why).toContain('earnings tonight');
  });

  test('auto sends by itself, observe never does', async () => {
    const desk = fixture.start();
    desk.setMode('auto');
    await fixture.clock.pass(10);
    expect(fixture.broker.placed.length).toBeGreaterThan(0);
    desk.setMode('observe');
    expect(() => desk.decide({ kind: 'approve', proposalId: proposalId('x'), legs: null }, 'test')).toThrow(
      /only observes/,
    );
  });
});

describe('nothing twice', () => {
  test('a name with a working order is left alone, and so is one whose fill no position shows', async () => {
    const desk = await ready();
    approveAll(desk);
    const name = fixture.broker.placed[0]?.order.ticker ?? ticker('none');
    const size = fixture.broker.placed[0]?.order.shares ?? 0;
    fixture.broker.fill(name, size);
    expect(states(desk)).not.toContain('filled');
    await fixture.clock.pass(30_000);
    expect(desk.decision?.drift.find((drift) => drift.ticker === name)?.why).toContain('own fills make it');
    fixture.broker.hold(name, size);
    for (const held of desk.market.instruments.keys()) fixture.broker.quote(held, 100);
    await fixture.clock.pass(30_000);
    expect(desk.decision?.drift.find((drift) => drift.ticker === name)?.why ?? '').not.toContain(
      'TWS still says',
    );
  });

  test('a crash with orders working: they are found again, and never sent again', async () => {
    const desk = await ready();
    approveAll(desk);
    const sent = fixture.broker.placed.length;
    const [first, second] = fixture.broker.placed;
    if (first === undefined || second === undefined) throw new Error('two orders are needed');
    for (const { order, apiOrderId } of fixture.broker.placed.slice(1)) {
      fixture.broker.openOrders.push({
        orderId: order.orderId,
        permId: 900_000 + apiOrderId,
        apiOrderId,
        clientId: 17,
        ticker: order.ticker,
        side: order.side,
        shares: order.shares,
        status: { says: 'working' },
        at: fixture.clock.now(),
      });
    }
    fixture.broker.fill(first.order.ticker, first.order.shares, false);
    fixture.broker.positions = [];
    const again = await fixture.restart('crash');
    await fixture.clock.pass(10);
    expect(again.ledger?.get(first.order.orderId)).toMatchObject({
      status: { state: 'filled' },
      filled: first.order.shares,
    });
    expect(again.ledger?.get(second.order.orderId)?.status.state).toBe('working');
    expect(fixture.broker.placed).toHaveLength(sent);
    expect(
      again.store?.tradeLog({ from: null, to: null, ticker: null, side: null, reason: null }),
    ).toHaveLength(1);
    await fixture.clock.pass(120_000);
    expect(fixture.broker.placed).toHaveLength(sent);
  });

  test('an order that the TWS does not know after a crash is unresolved, keeps its name frozen, and is not sent again', async () => {
    const desk = await ready();
    approveAll(desk);
    const sent = fixture.broker.placed.length;
    const again = await fixture.restart('crash');
    await fixture.clock.pass(120_000);
    expect(new Set(states(again))).toEqual(new Set(['unresolved']));
    expect(fixture.broker.placed).toHaveLength(sent);
  });

  test('a dropped connection: reconnects with back-off, reconciles, and sends nothing by itself', async () => {
    const desk = await ready();
    fixture.broker.session?.drop('the TWS closed the connection');
    expect(desk.link.status()).toMatchObject({ state: 'waiting', message: 'the TWS closed the connection' });
    expect(desk.ordersBlocked()).toMatch(/not connected/);
    await fixture.clock.pass(5_000);
    expect(desk.link.status().state).toBe('reconciled');
    expect(fixture.broker.sessions).toBe(2);
    expect(fixture.broker.placed).toEqual([]);
  });

  test('a failed report keeps the desk from trading', async () => {
    fixture.broker.failBook = 'The TWS did not answer for its open orders within 10 s.';
    const desk = await ready();
    expect(desk.link.status()).toMatchObject({ state: 'waiting' });
    expect(desk.link.status().message).toContain('open orders');
    expect(desk.decision).toBeNull();
    fixture.broker.failBook = null;
    await fixture.clock.pass(60_000);
    expect(desk.link.status().state).toBe('reconciled');
  });
});

describe('bad input', () => {
  test('a symbol that nobody knows is named, and the rest goes on', async () => {
    fixture.broker.unknownNames = new Set(['CCC']);
    const desk = await ready();
    expect(desk.notices.list().some(({ text }) => text.includes('CCC is left out'))).toBe(true);
    expect(desk.decision?.drift.map((drift) => drift.ticker)).not.toContain('CCC');
    expect(desk.decision?.proposal).not.toBeNull();
  });

  test('a broken strategy file: said, the last good one stays, and a mended one takes over', async () => {
    const desk = await ready();
    strategy = '{ "version": 1, "name": "x" }';
    expect(desk.loadStrategy()).toMatch(/universe/);
    expect(desk.settings?.name).toBe('Small');
    strategy = smallStrategy.replace('"Small"', '"Mended"');
    expect(desk.loadStrategy()).toBeNull();
    expect(desk.settings?.name).toBe('Mended');
  });

  test('a broken strategy file at the start: the desk connects and says what it waits for', async () => {
    strategy = 'not json';
    const desk = await ready();
    expect(desk.link.status().state).toBe('reconciled');
    expect(desk.interval.summary()).toMatch(/Waiting for a strategy: not valid JSON/);
    strategy = smallStrategy;
    desk.loadStrategy();
    await fixture.clock.pass(10);
    expect(desk.decision?.idle).toBeNull();
  });

  test('paper chosen, live account behind it: nothing is asked, nothing is tried again', async () => {
    fixture.broker.account = 'U7654321' as typeof fixture.broker.account;
    const desk = fixture.start();
    desk.connect({ kind: 'tws-paper', host: '127.0.0.1', port: 7497, clientId: 17 });
    await fixture.clock.pass(120_000);
    expect(desk.link.status()).toMatchObject({ state: 'closed' });
    expect(desk.link.status().message).toContain('U7654321');
    expect(desk.store).toBeNull();
  });

  test('a live account starts in observe and refuses auto', async () => {
    fixture.broker.account = 'U7654321' as typeof fixture.broker.account;
    const desk = fixture.start();
    desk.connect({ kind: 'tws-live', host: '127.0.0.1', port: 7496, clientId: 17 });
    await fixture.clock.pass(10);
    expect(desk.mode).toBe('observe');
    expect(desk.kind).toBe('live');
    expect(() => desk.setMode('auto')).toThrow(/practice and paper/);
  });
});

describe('halting', () => {
  test('a halt blocks approvals, keeps computing, and lets cancels through', async () => {
    const desk = await ready();
    approveAll(desk);
    const id = fixture.broker.placed[0]?.order.orderId;
    if (id === undefined) throw new Error('an order is needed');
    desk.halt('lunch');
    expect(desk.ordersBlocked()).toContain('lunch');
    desk.cancel(id);
    expect(fixture.broker.cancelled).toHaveLength(1);
    expect(desk.ledger?.get(id)?.status.state).toBe('cancelling');
    const { seq } = desk.interval;
    await fixture.clock.pass(30_000);
    expect(desk.interval.seq).toBe(seq + 1);
    desk.resume('back');
    expect(desk.ordersBlocked()).toBeNull();
  });

  test('a journal that cannot be written sends nothing and halts', async () => {
    const desk = await ready();
    const id = openId(desk);
    desk.store?.close();
    expect(() => desk.decide({ kind: 'approve', proposalId: id, legs: null }, 'test')).toThrow();
    await settle();
    expect(fixture.broker.placed).toEqual([]);
    expect(desk.halted).not.toBeNull();
    desk.store = null;
  });
});
