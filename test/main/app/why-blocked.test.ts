import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Desk } from '#app/desk.ts';
import { proposalId } from '#shared/ids.ts';
import { restore } from '#store/restore.ts';
import { type DeskFixture, deskFixture } from '#test/support/desk-fixture.ts';

let fixture: DeskFixture;
beforeEach(() => {
  fixture = deskFixture();
});
afterEach(() => fixture.end());

const idOf = (desk: Desk) => desk.decision?.proposal?.proposalId ?? proposalId('none');
const approve = (desk: Desk, id = idOf(desk)) =>
  desk.decide({ kind: 'approve', proposalId: id, legs: null }, 'test');

/** A desk with trades under way and what it has sent for them so far. */
async function working(): Promise<{ readonly desk: Desk; readonly sent: number }> {
  const desk = fixture.start();
  await fixture.clock.pass(10);
  approve(desk);
  await fixture.clock.pass(100);
  expect(fixture.broker.placed.length).toBeGreaterThan(1);
  return { desk, sent: fixture.broker.placed.length };
}

test('a desk that was started read-only sends nothing, also for trades that an earlier start was working on', async () => {
  const { sent } = await working();
  const { broker, clock } = fixture;
  const again = await fixture.restart('crash', () => {}, true);
  await clock.pass(10);
  expect(again.ordersBlocked()).toContain('read-only');
  for (const { order } of broker.placed) broker.fill(order.ticker, 1);
  await clock.pass(120_000);
  expect(broker.placed).toHaveLength(sent);
});

test.each([
  ['filled', 'superseded'],
  ['working', 'rejected'],
] as const)(
  'a backup from before an approval, whose orders are %s: what it shows as open is not approved again',
  async (orders, status) => {
    const { broker, clock, folder } = fixture;
    const desk = fixture.start();
    await clock.pass(10);
    const before = idOf(desk);
    const backup = (await desk.store?.backUp(clock.now())) ?? '';
    approve(desk);
    await clock.pass(100);
    const sent = broker.placed.length;
    for (const { order, apiOrderId } of [...broker.placed]) {
      const { orderId, ticker, side, shares } = order;
      if (orders === 'filled') {
        broker.fill(ticker, shares);
        broker.hold(ticker, side === 'BUY' ? shares : -shares);
      } else
        broker.openOrders.push({
          ...{ orderId, permId: 900_000 + apiOrderId, apiOrderId, clientId: 17, ticker, side, shares },
          ...{ status: { says: 'working' }, at: clock.now() },
        });
    }
    const again = await fixture.restart('stop', () => void restore(folder, backup, clock.now()));
    await clock.pass(10);
    expect(again.ordersBlocked()).toContain('was put in place');
    const known = again.store?.proposals(99).find(({ proposal }) => proposal.proposalId === before);
    expect(known?.status).toBe(status);
    again.resume('looked at TWS', 'window');
    expect(() => approve(again, before)).toThrow();
    await clock.pass(60_000);
    expect(broker.placed).toHaveLength(sent);
  },
);

test('a backup from the middle of a trade: its orders go on at the TWS, and nothing is sent for it again', async () => {
  const { broker, clock, folder } = fixture;
  const { desk, sent } = await working();
  const backup = (await desk.store?.backUp(clock.now())) ?? '';
  for (const { order } of [...broker.placed]) {
    broker.fill(order.ticker, order.shares);
    broker.hold(order.ticker, order.side === 'BUY' ? order.shares : -order.shares);
  }
  await clock.pass(5_000);
  expect(broker.placed.length).toBe(sent);
  const again = await fixture.restart('stop', () => void restore(folder, backup, clock.now()));
  await clock.pass(60_000);
  again.resume('looked at TWS', 'window');
  await clock.pass(1_000);
  expect(again.ledger?.open()).toEqual([]);
  expect(broker.placed).toHaveLength(sent);
});
