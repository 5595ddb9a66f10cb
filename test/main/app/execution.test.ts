import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Desk } from '#app/desk.ts';
import { orderHistory } from '#app/views/order-history.ts';
import type { BrokerSays, OrderReport } from '#shared/domain/order.ts';
import type { Work } from '#shared/domain/work.ts';
import { proposalId } from '#shared/ids.ts';
import { type DeskFixture, deskFixture, smallStrategy } from '#test/support/desk-fixture.ts';
import { type PlacedOrder, instrumentOf } from '#test/support/fake-broker.ts';

let fixture: DeskFixture;
beforeEach(() => {
  const strategy = JSON.parse(smallStrategy) as object;
  const execution = { style: 'SHORT_HORIZON', windowSec: 60, repriceSec: 10 };
  fixture = deskFixture(() => JSON.stringify({ ...strategy, execution }));
});
afterEach(() => fixture.end());

async function approved(): Promise<Desk> {
  const desk = fixture.start();
  await fixture.clock.pass(10);
  const id = desk.decision?.proposal?.proposalId ?? proposalId('none');
  desk.decide({ kind: 'approve', proposalId: id, legs: null }, 'test');
  // The previews are answered, and the first orders go.
  await pass(2_100);
  return desk;
}

/** Time, with quotes that stay fresh. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    await fixture.clock.pass(Math.min(1_000, left));
    for (const { ticker } of names()) fixture.broker.quote(ticker, 100);
  }
}
const names = () =>
  [...new Set(fixture.broker.placed.map(({ order }) => order.ticker))].map((name, n) =>
    instrumentOf(name, n),
  );

/** The TWS says so of an order, and lists it accordingly from now on. */
function says({ order, apiOrderId }: PlacedOrder, status: BrokerSays): void {
  const { broker, clock } = fixture;
  const report: OrderReport = {
    ...{ orderId: order.orderId, permId: 900_000 + apiOrderId, apiOrderId, clientId: 17 },
    ...{ ticker: order.ticker, side: order.side, shares: order.shares, status, at: clock.now() },
  };
  const known = broker.openOrders.findIndex(({ orderId }) => orderId === order.orderId);
  if (known >= 0) broker.openOrders.splice(known, 1);
  (status.says === 'working' ? broker.openOrders : broker.completed).push(report);
  broker.session?.emit({ kind: 'order', report });
}

function first(): PlacedOrder {
  const [placed] = fixture.broker.placed;
  if (placed === undefined) throw new Error('nothing was placed');
  return placed;
}
const ordersOf = (name: string) => fixture.broker.placed.filter(({ order }) => order.ticker === name);
const workOf = (desk: Desk, name: string): Work => {
  const work = desk.store?.worksSince(0 as never).find(({ ticker }) => ticker === name);
  if (work === undefined) throw new Error(`no work in ${name}`);
  return work;
};

/** The messages of what-ifs that the audit has, oldest first. */
const whatIfs = (desk: Desk) =>
  (desk.store?.auditSince(0, 100_000) ?? []).flatMap(({ kind, who, orderId, body }) =>
    kind === 'broker' && typeof body === 'object' && body !== null && 'whatIf' in body
      ? [{ who, orderId, said: body.whatIf as Record<string, unknown> }]
      : [],
  );

describe('an approved trade', () => {
  test('goes to the near touch after its margin was previewed, and carries its three quotes', async () => {
    const desk = await approved();
    const { order } = first();
    expect(fixture.broker.previewed.length).toBeGreaterThan(0);
    expect(order.style).toEqual({ type: 'LMT', limit: 99.99 });
    expect(order.child).toMatchObject({
      arrival: { bid: 99.99, ask: 100.01 },
      send: { bid: 99.99, ask: 100.01 },
    });
    expect(desk.store?.order(order.orderId)?.intent).toEqual(order);
    expect(workOf(desk, order.ticker)).toMatchObject({
      state: { stage: 'passive' },
      children: [order.orderId],
    });
  });

  test('shows all its orders in the history of each, after a restart as well', async () => {
    await approved();
    for (const placed of fixture.broker.placed) says(placed, { says: 'working' });
    await pass(38_000);
    says(first(), { says: 'cancelled', why: '' });
    await pass(3_000);
    const { store } = await fixture.restart('stop');
    const { ticker } = first().order;
    const ids = ordersOf(ticker).map(({ order }) => order.orderId);
    expect(ids.length).toBeGreaterThan(1);
    for (const id of ids) expect(orderHistory(store, id).orders).toEqual(ids);
  });

  test('becomes another order only when the cancel of the one before it is told', async () => {
    await approved();
    const { order, apiOrderId } = first();
    for (const placed of fixture.broker.placed) says(placed, { says: 'working' });
    await pass(38_000);
    expect(fixture.broker.cancelled).toContain(apiOrderId);
    expect(ordersOf(order.ticker)).toHaveLength(1);
    says(first(), { says: 'cancelled', why: '' });
    await pass(3_000);
    expect(ordersOf(order.ticker).map((placed) => placed.order.style.type)).toEqual(['LMT', 'MIDPRICE']);
  });

  test('that is filled is done, and nothing more is sent for it', async () => {
    const desk = await approved();
    const { order } = first();
    fixture.broker.fill(order.ticker, order.shares);
    fixture.broker.hold(order.ticker, order.shares);
    await pass(70_000);
    expect(workOf(desk, order.ticker)).toMatchObject({ filled: order.shares, state: { stage: 'done' } });
    expect(ordersOf(order.ticker)).toHaveLength(1);
  });

  test('is over at its deadline: its order is cancelled, and the trader is told', async () => {
    const desk = await approved();
    const { order, apiOrderId } = first();
    for (const placed of fixture.broker.placed) says(placed, { says: 'working' });
    await pass(62_000);
    expect(fixture.broker.cancelled).toContain(apiOrderId);
    expect(workOf(desk, order.ticker)).toMatchObject({ state: { stage: 'stopped' } });
    expect(
      desk.notices.list().some(({ text }) => text.includes(`${order.ticker} is not worked any further`)),
    ).toBe(true);
  });

  test('is not written down again while nothing happens', async () => {
    const desk = await approved();
    for (const placed of fixture.broker.placed) says(placed, { says: 'working' });
    const seq = desk.store?.lastSeq() ?? 0;
    await pass(8_000);
    expect(desk.store?.lastSeq()).toBe(seq);
  });

  test('has its what-if and the answer in the audit, as messages to and of the broker', async () => {
    const desk = await approved();
    const { previewed } = fixture.broker;
    const messages = whatIfs(desk);
    expect(messages.filter(({ who }) => who === 'desk').map(({ said }) => said['asked'])).toEqual(previewed);
    const answers = messages.filter(({ who }) => who === 'broker').map(({ said }) => said['answered']);
    expect(answers).toHaveLength(previewed.length);
    expect(answers[0]).toMatchObject({
      ...{ workId: previewed[0]?.child?.workId, shares: previewed[0]?.shares, why: '' },
      preview: { commission: 1 },
    });
    expect(new Set(messages.map(({ orderId }) => orderId))).toEqual(new Set([null]));
  });

  test('whose margin nobody previews goes by own cash, and says so', async () => {
    fixture.broker.failPreview = 'TWS refused it (201)';
    const desk = await approved();
    expect(whatIfs(desk).at(-1)?.said).toMatchObject({
      answered: { preview: null, why: 'TWS refused it (201)' },
    });
    const { margin } = workOf(desk, first().order.ticker);
    expect(margin?.answer === 'missing' ? margin.why : '').toContain('TWS refused it (201)');
  });
});

describe('an order that was cancelled', () => {
  const words = 'Replaced by the desk: it tries harder, mid after passive.';
  test.each<[string, string, (desk: Desk, placed: PlacedOrder) => unknown]>([
    ['for the next level', words, () => pass(38_000)],
    ['by the trader', 'You cancelled it.', (desk, { order }) => desk.cancel(order.orderId)],
    [
      'with its trade',
      'Withdrawn by the desk: You stopped it.',
      (desk, { order }) => desk.execution.stopWork(workOf(desk, order.ticker).workId),
    ],
    ['with all others', 'Withdrawn by the desk: You cancelled everything.', (desk) => desk.cancelAll()],
    ['by the kill switch', 'Kill switch: news', (desk) => desk.safety.kill.run('desk', 'news', 'window')],
  ])('%s says so, whatever the TWS calls it', async (_, why, cancel) => {
    const desk = await approved();
    for (const placed of fixture.broker.placed) says(placed, { says: 'working' });
    const { orderId } = first().order;
    await cancel(desk, first());
    expect(desk.store?.order(orderId)?.status.state).toBe('cancelling');
    says(first(), { says: 'cancelled', why: 'IBKR cancelled the order.' });
    expect(desk.store?.order(orderId)?.status).toMatchObject({ state: 'cancelled', why });
  });
});

describe('the trader', () => {
  test('cancels the order: the trade is not worked any further', async () => {
    const desk = await approved();
    const { order } = first();
    desk.cancel(order.orderId);
    says(first(), { says: 'cancelled', why: 'by you' });
    await pass(70_000);
    expect(ordersOf(order.ticker)).toHaveLength(1);
    expect(workOf(desk, order.ticker).state).toMatchObject({
      stage: 'stopped',
      why: 'You cancelled its order.',
    });
  });

  test('stops the work: its order is cancelled', async () => {
    const desk = await approved();
    const { order, apiOrderId } = first();
    desk.execution.stopWork(workOf(desk, order.ticker).workId);
    expect(fixture.broker.cancelled).toEqual([apiOrderId]);
    expect(() => desk.execution.stopWork(workOf(desk, order.ticker).workId)).toThrow(
      /not being worked any more/,
    );
  });

  test('cancels everything: no trade goes on, also none that has no order yet', async () => {
    const desk = await approved();
    const sent = fixture.broker.placed.length;
    desk.cancelAll();
    for (const placed of fixture.broker.placed) says(placed, { says: 'cancelled', why: 'by you' });
    await pass(70_000);
    expect(desk.execution.works).toEqual([]);
    expect(fixture.broker.placed).toHaveLength(sent);
  });

  test('halts: what works stays, and nothing new goes until it is over', async () => {
    const desk = await approved();
    for (const placed of fixture.broker.placed) says(placed, { says: 'working' });
    const sent = fixture.broker.placed.length;
    desk.halt('to look at something');
    await pass(40_000);
    expect(fixture.broker.cancelled).toEqual([]);
    expect(fixture.broker.placed).toHaveLength(sent);
    await pass(30_000);
    expect(new Set(fixture.broker.cancelled).size).toBe(sent);
  });
});

describe('a rejected order', () => {
  test('ends the work: no storm of orders', async () => {
    const desk = await approved();
    const { order } = first();
    says(first(), { says: 'rejected', code: 201, why: 'no' });
    await pass(70_000);
    expect(ordersOf(order.ticker)).toHaveLength(1);
    expect(workOf(desk, order.ticker).state).toMatchObject({ stage: 'stopped' });
  });
});

describe('after a crash', () => {
  test('a trade whose order still works is worked on, with the same order', async () => {
    await approved();
    const { order } = first();
    for (const placed of fixture.broker.placed) says(placed, { says: 'working' });
    const again = await fixture.restart('crash');
    await pass(3_000);
    expect(again.execution.works.find(({ ticker }) => ticker === order.ticker)?.state).toMatchObject({
      stage: 'passive',
    });
    expect(ordersOf(order.ticker)).toHaveLength(1);
    await pass(62_000);
    expect(workOf(again, order.ticker)).toMatchObject({ state: { stage: 'stopped' } });
  });

  test('a trade whose order nobody knows of ends, in words', async () => {
    await approved();
    const { order } = first();
    const again = await fixture.restart('crash');
    await pass(10_000);
    expect(ordersOf(order.ticker)).toHaveLength(1);
    const { state } = workOf(again, order.ticker);
    expect(state.stage === 'stopped' ? state.why : '').toContain('is unresolved');
  });

  test('in observe nothing is worked on, and what works is cancelled', async () => {
    await approved();
    for (const placed of fixture.broker.placed) says(placed, { says: 'working' });
    const again = await fixture.restart('crash');
    again.setMode('observe');
    await pass(10_000);
    const { state } = workOf(again, first().order.ticker);
    expect(state.stage === 'stopped' ? state.why : '').toContain('only observes');
    expect(fixture.broker.cancelled).toContain(first().apiOrderId);
  });
});

test('a lost connection: nothing new goes, and afterwards the work goes on by what the TWS then says', async () => {
  const desk = await approved();
  const { order } = first();
  for (const placed of fixture.broker.placed) says(placed, { says: 'working' });
  const sent = fixture.broker.placed.length;
  fixture.broker.session?.drop('gone');
  fixture.broker.fill(order.ticker, order.shares, false);
  await fixture.clock.pass(1_000);
  expect(fixture.broker.placed).toHaveLength(sent);
  await pass(15_000);
  expect(desk.link.status().state).toBe('reconciled');
  expect(workOf(desk, order.ticker)).toMatchObject({ filled: order.shares, state: { stage: 'done' } });
});
