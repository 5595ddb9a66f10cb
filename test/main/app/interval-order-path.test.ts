import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Desk } from '#app/desk.ts';
import { isOpen } from '#app/ledger.ts';
import { stopAllOwn } from '#app/safety/stopping.ts';
import type { BrokerSays, OrderReport } from '#shared/domain/order.ts';
import { isOver, type Work } from '#shared/domain/work.ts';
import { proposalId } from '#shared/ids.ts';
import { cleanMarkOf } from '#store/clean-mark.ts';
import { type DeskFixture, deskFixture, smallStrategy } from '#test/support/desk-fixture.ts';
import { type PlacedOrder, positionOf } from '#test/support/fake-broker.ts';

// What may not happen to an order while something else happens at the same moment.

let fixture: DeskFixture;
let style = 'SHORT_HORIZON';
let windowSec = 60;
let limits: object = {};
beforeEach(() => {
  style = 'SHORT_HORIZON';
  windowSec = 60;
  limits = {};
  const strategy = JSON.parse(smallStrategy) as object;
  fixture = deskFixture(() =>
    JSON.stringify({ ...strategy, limits, execution: { style, windowSec, repriceSec: 10 } }),
  );
});
afterEach(() => fixture.end());

async function approved(): Promise<Desk> {
  const desk = fixture.start();
  await fixture.clock.pass(10);
  const id = desk.decision?.proposal?.proposalId ?? proposalId('none');
  desk.decide({ kind: 'approve', proposalId: id, legs: null }, 'test');
  await pass(2_100);
  for (const placed of fixture.broker.placed) says(placed, { says: 'working' });
  return desk;
}

/** Time, with quotes that stay fresh. */
async function pass(ms: number): Promise<void> {
  const names = new Set(fixture.broker.placed.map(({ order }) => order.ticker));
  for (let left = ms; left > 0; left -= 1_000) {
    await fixture.clock.pass(Math.min(1_000, left));
    for (const name of names) fixture.broker.quote(name, 100);
  }
}

/** The TWS says so of an order, and lists it accordingly from now on. */
function says({ order, apiOrderId }: PlacedOrder, status: BrokerSays, listed = true): void {
  const { broker, clock } = fixture;
  const report: OrderReport = {
    ...{ orderId: order.orderId, permId: 900_000 + apiOrderId, apiOrderId, clientId: 17 },
    ...{ ticker: order.ticker, side: order.side, shares: order.shares, status, at: clock.now() },
  };
  const known = broker.openOrders.findIndex(({ orderId }) => orderId === order.orderId);
  if (known >= 0) broker.openOrders.splice(known, 1);
  if (listed) (status.says === 'working' ? broker.openOrders : broker.completed).push(report);
  broker.session?.emit({ kind: 'order', report });
}

function first(): PlacedOrder {
  const [placed] = fixture.broker.placed;
  if (placed === undefined) throw new Error('nothing was placed');
  return placed;
}
const ordersOf = (name: string) => fixture.broker.placed.filter(({ order }) => order.ticker === name);
const cancelsOf = ({ apiOrderId }: PlacedOrder) =>
  fixture.broker.cancelled.filter((id) => id === apiOrderId).length;
function workOf(desk: Desk, name: string): Work {
  const work = desk.execution.works.find(({ ticker }) => ticker === name);
  if (work === undefined) throw new Error(`no work in ${name}`);
  return work;
}

/** From now on the database refuses new rows of a table, as a full disk would. */
function fullDisk(desk: Desk, table = 'intervals'): () => void {
  const db = new Database(desk.store?.file ?? '');
  db.exec(
    `CREATE TRIGGER full_${table} BEFORE INSERT ON ${table} BEGIN SELECT RAISE(FAIL, 'the disk is full'); END`,
  );
  return () => {
    db.exec(`DROP TRIGGER full_${table}`);
    db.close();
  };
}

describe('a trade that was stopped', () => {
  test('while the TWS was away: its order is cancelled as soon as it is back', async () => {
    const desk = await approved();
    fixture.broker.session?.drop('gone');
    desk.execution.stopWork(workOf(desk, first().order.ticker).workId);
    expect(cancelsOf(first())).toBe(0);
    await pass(20_000);
    expect(cancelsOf(first())).toBeGreaterThan(0);
    expect(ordersOf(first().order.ticker)).toHaveLength(1);
  });

  test('while the TWS was away, and the desk died: its order is cancelled by the next start', async () => {
    const desk = await approved();
    fixture.broker.session?.drop('gone');
    desk.execution.stopWork(workOf(desk, first().order.ticker).workId);
    await fixture.restart('crash');
    await pass(20_000);
    expect(cancelsOf(first())).toBeGreaterThan(0);
    expect(ordersOf(first().order.ticker)).toHaveLength(1);
  });

  test('and whose cancel was lost with the connection: it is asked for again', async () => {
    const desk = await approved();
    desk.execution.stopWork(workOf(desk, first().order.ticker).workId);
    expect(cancelsOf(first())).toBe(1);
    fixture.broker.session?.drop('gone');
    await pass(20_000);
    expect(cancelsOf(first())).toBeGreaterThan(1);
    says(first(), { says: 'cancelled', why: 'by you' });
    const asked = cancelsOf(first());
    await pass(120_000);
    expect(cancelsOf(first())).toBe(asked);
    expect(desk.execution.works.filter((work) => !isOver(work))).toEqual([]);
  });

  test('after a start and before the first connection: nothing more is sent for it', async () => {
    await approved();
    // The desk has asked for the cancel, to replace it.
    await pass(38_000);
    expect(cancelsOf(first())).toBe(1);
    const again = await fixture.restart('crash');
    says(first(), { says: 'cancelled', why: '' });
    const { order } = first();
    again.execution.stopWork(workOf(again, order.ticker).workId);
    const sent = fixture.broker.placed.length;
    await pass(3_000);
    expect(again.link.status().state).toBe('reconciled');
    const state = workOf(again, order.ticker).state;
    expect(state.stage === 'stopped' ? state.why : '').toBe('You stopped it.');
    expect(ordersOf(order.ticker)).toHaveLength(1);
    expect(fixture.broker.placed.length).toBe(sent);
  });

  test('while nothing can be written down: its order is cancelled all the same', async () => {
    const desk = await approved();
    const mend = fullDisk(desk);
    desk.execution.stopWork(workOf(desk, first().order.ticker).workId);
    expect(cancelsOf(first())).toBe(1);
    await pass(5_000);
    expect(cancelsOf(first())).toBe(1);
    mend();
    says(first(), { says: 'cancelled', why: 'by you' });
    desk.resume('mended');
    await pass(5_000);
    expect(ordersOf(first().order.ticker)).toHaveLength(1);
  });
});

/** Nothing can be written into the file, something is stopped, the desk dies, and the next one finds room again. */
async function stoppedOnFullDiskAndDied(desk: Desk, stop: () => void): Promise<Desk> {
  const mends = ['intervals', 'safety_events', 'audit'].map((table) => fullDisk(desk, table));
  stop();
  return fixture.restart('crash', () => mends.forEach((mend) => mend()));
}

describe('a trade that was stopped on a full disk before the desk died', () => {
  const stopFirst = (desk: Desk) => () => desk.execution.stopWork(workOf(desk, first().order.ticker).workId);
  const fillFirst = () => {
    const { order } = first();
    fixture.broker.fill(order.ticker, order.shares);
    fixture.broker.hold(order.ticker, order.side === 'BUY' ? order.shares : -order.shares);
    says(first(), { says: 'filled' });
  };

  test.each([
    ['was cancelled', () => says(first(), { says: 'cancelled', why: '' })],
    ['filled before its cancel, and was not the whole trade', fillFirst],
    ['works on: its cancel was lost', () => {}],
  ])('does not go on; its order %s', async (_what, then) => {
    limits = { maxOrderMoney: 2_000 };
    const desk = await approved();
    const { order } = first();
    expect(order.shares).toBeLessThan(workOf(desk, order.ticker).shares);
    const again = await stoppedOnFullDiskAndDied(desk, stopFirst(desk));
    const sent = fixture.broker.placed.length;
    fixture.broker.cancelled.length = 0;
    then();
    again.resume('looked at TWS', 'window');
    await pass(20_000);
    expect(again.link.status().state).toBe('reconciled');
    expect(fixture.broker.placed).toHaveLength(sent);
    const { state } = workOf(again, order.ticker);
    expect(state.stage === 'stopped' ? state.why : '').toContain('could be written down');
    const works = again.ledger?.open().some(({ intent }) => intent.orderId === order.orderId) === true;
    expect(cancelsOf(first()) > 0).toBe(works);
  });

  test('does not go on where no order was working, as between two of them', async () => {
    const desk = await approved();
    await pass(38_000);
    expect(cancelsOf(first())).toBe(1);
    says(first(), { says: 'cancelled', why: '' });
    const again = await stoppedOnFullDiskAndDied(desk, stopFirst(desk));
    again.resume('looked at TWS', 'window');
    await pass(20_000);
    expect(ordersOf(first().order.ticker)).toHaveLength(1);
    const { state } = workOf(again, first().order.ticker);
    expect(state.stage === 'stopped' ? state.why : '').toContain('could be written down');
  });

  test('whole orders that only rest are cancelled too', async () => {
    style = 'LMT';
    const desk = await approved();
    await stoppedOnFullDiskAndDied(desk, stopFirst(desk));
    fixture.broker.cancelled.length = 0;
    await pass(5_000);
    expect(cancelsOf(first())).toBeGreaterThan(0);
  });

  test('halts the next start in words, once', async () => {
    const desk = await approved();
    const again = await stoppedOnFullDiskAndDied(desk, stopFirst(desk));
    expect(again.halted).toContain('before a halt or a stop could be written down');
    await pass(5_000);
    again.resume('looked at TWS', 'window');
    const last = await fixture.restart('crash');
    expect(last.halted).toBeNull();
  });

  test('stays so over several deaths, whatever is reset between them', async () => {
    const desk = await approved();
    const again = await stoppedOnFullDiskAndDied(desk, stopFirst(desk));
    again.resume('looked at TWS', 'window');
    const last = await fixture.restart('crash');
    expect(last.halted).not.toBeNull();
    last.resume('looked again', 'window');
    const sent = fixture.broker.placed.length;
    await pass(20_000);
    expect(fixture.broker.placed).toHaveLength(sent);
    expect(last.execution.works.filter((work) => !isOver(work))).toEqual([]);
  });

  test('is told where even that cannot be marked', async () => {
    const desk = await approved();
    const mark = cleanMarkOf(desk.store?.file ?? '');
    rmSync(mark);
    mkdirSync(join(mark, 'in the way'), { recursive: true });
    const mend = fullDisk(desk);
    stopFirst(desk)();
    mend();
    expect(
      desk.notices
        .list()
        .map(({ text }) => text)
        .join(),
    ).toContain('nor be marked');
  });
});

test('a halt on a full disk outlives the desk that died of it', async () => {
  const desk = await approved();
  const again = await stoppedOnFullDiskAndDied(desk, () => desk.halt('news', 'window'));
  expect(again.halted).toContain('before a halt or a stop could be written down');
});

test('a stop before the first connection of a start outlives that start', async () => {
  await approved();
  fixture.broker.refuse = 'nothing answers';
  const again = await fixture.restart('crash');
  await fixture.clock.pass(10);
  again.execution.stopWork(workOf(again, first().order.ticker).workId);
  fixture.broker.refuse = null;
  const last = await fixture.restart('crash');
  last.resume('looked at TWS', 'window');
  const sent = fixture.broker.placed.length;
  await pass(20_000);
  expect(fixture.broker.placed).toHaveLength(sent);
  expect(isOver(workOf(last, first().order.ticker))).toBe(true);
});

describe('cancel everything', () => {
  test('sends nothing new on the way, for no other trade either', async () => {
    const desk = await approved();
    // The second trade may send its next order at once.
    const [, second] = fixture.broker.placed;
    if (second === undefined) throw new Error('two orders are needed');
    await pass(38_000);
    expect(cancelsOf(second)).toBe(1);
    says(second, { says: 'cancelled', why: '' });
    const sent = fixture.broker.placed.length;
    await fixture.clock.pass(1_000);
    desk.cancelAll();
    expect(fixture.broker.placed).toHaveLength(sent);
  });

  test('asks for each cancel once, whoever asks', async () => {
    const desk = await approved();
    stopAllOwn(desk, 'Tripped.');
    expect(fixture.broker.cancelled).toHaveLength(fixture.broker.placed.length);
    expect(new Set(fixture.broker.cancelled).size).toBe(fixture.broker.placed.length);
    expect(desk.execution.works.every((work) => isOver(work))).toBe(true);
  });

  test('only reductions while the TWS is away: nothing breaks, and what grows is cancelled when it is back', async () => {
    const desk = await approved();
    fixture.broker.session?.drop('gone');
    desk.safety.reduce('to look at something', 'test');
    expect(desk.safety.state).toBe('reducing');
    await pass(20_000);
    expect(cancelsOf(first())).toBeGreaterThan(0);
  });

  test('only reductions: each cancel is asked for once', async () => {
    const desk = await approved();
    desk.safety.reduce('to look at something', 'test');
    expect(fixture.broker.placed.map(cancelsOf)).toEqual(fixture.broker.placed.map(() => 1));
  });
});

describe('an order that the TWS calls filled', () => {
  test('and whose executions never come is not sent again, also after a restart that lists it nowhere', async () => {
    windowSec = 600;
    await approved();
    const { order } = first();
    says(first(), { says: 'filled' }, false);
    await pass(5_000);
    expect(ordersOf(order.ticker)).toHaveLength(1);
    await fixture.restart('crash');
    await pass(60_000);
    expect(ordersOf(order.ticker)).toHaveLength(1);
  });

  test('is not alive again because a cancel was asked for at the same moment', async () => {
    const desk = await approved();
    const { order } = first();
    fixture.broker.fill(order.ticker, order.shares);
    desk.safety.kill.run('desk', 'a test', 'test');
    const known = desk.ledger?.get(order.orderId);
    expect(known?.status.state).toBe('filled');
    expect(known !== undefined && known !== null && isOpen(known)).toBe(false);
  });
});

describe('a sale', () => {
  test('is cancelled when the shares are sold by hand, and never goes on below nothing', async () => {
    for (const name of ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF', 'GGG', 'HHH', 'III', 'JJJ'])
      fixture.broker.positions.push(positionOf(name, 400));
    const desk = await approved();
    const sale = fixture.broker.placed.find(({ order }) => order.side === 'SELL');
    if (sale === undefined) throw new Error('a sale is needed');
    fixture.broker.hold(sale.order.ticker, sale.order.shares - 1);
    await pass(3_000);
    expect(cancelsOf(sale)).toBe(1);
    says(sale, { says: 'cancelled', why: '' });
    await pass(70_000);
    for (const { order } of ordersOf(sale.order.ticker).slice(1))
      expect(order.shares).toBeLessThan(sale.order.shares);
    expect(desk.execution.works.filter((work) => !isOver(work))).toEqual([]);
  });
});

test('a limit that was hit and cannot be written down: the desk halts, and what was sent is told as sent', async () => {
  style = 'LMT';
  limits = { maxOrdersPerInterval: 2 };
  const desk = fixture.start();
  await fixture.clock.pass(10);
  const mend = fullDisk(desk, 'limit_hits');
  const id = desk.decision?.proposal?.proposalId ?? proposalId('none');
  const { orders } = desk.decide({ kind: 'approve', proposalId: id, legs: null }, 'test');
  expect(orders).toBe(2);
  expect(fixture.broker.placed).toHaveLength(2);
  expect(desk.halted).toContain('the disk is full');
  expect(desk.store?.proposals(1)[0]?.status).toBe('approved');
  mend();
});
