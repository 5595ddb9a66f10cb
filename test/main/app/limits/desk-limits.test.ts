import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Desk } from '#app/desk.ts';
import { limitsRow } from '#app/views/limits.ts';
import { orderHistory } from '#app/views/order-history.ts';
import type { Decision } from '#engine/decision.ts';
import { type Check, type LimitId, limitIds, type Verdict } from '#shared/domain/limit.ts';
import type { OrderReport } from '#shared/domain/order.ts';
import { type DeskFixture, deskFixture, smallStrategy } from '#test/support/desk-fixture.ts';

const strategyWith = (limits: object): string =>
  JSON.stringify({ ...(JSON.parse(smallStrategy) as object), limits });
const narrow = strategyWith({ namePercent: { soft: 0.01, hard: 0.02 } });

let strategy = smallStrategy;
let fixture: DeskFixture;
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
const approve = (desk: Desk) => {
  const proposalId = desk.decision?.proposal?.proposalId;
  if (proposalId === undefined) throw new Error('no proposal');
  return desk.decide({ kind: 'approve', proposalId, legs: null }, 'test');
};
const row = (desk: Desk, id: LimitId) => limitsRow(desk).limits.find((limit) => limit.id === id);

test('every limit has its row, also those that have no number', async () => {
  const desk = await ready();
  expect(
    limitsRow(desk)
      .limits.map(({ id }) => id)
      .toSorted(),
  ).toEqual(limitIds.toSorted());
  expect(row(desk, 'restricted')).toMatchObject({ state: 'order', key: 'restricted', hit: null });
});

test('a hard limit refuses the approval in words, is told, and keeps the proposal open', async () => {
  strategy = narrow;
  const desk = await ready();
  expect(() => approve(desk)).toThrow(
    /hard limit is broken\. .* % of NAV when all open orders fill \(limit 0\.02 %\)/,
  );
  expect(fixture.broker.placed).toEqual([]);
  expect(desk.decision?.proposal).not.toBeNull();
  expect(row(desk, 'name')).toMatchObject({
    hit: { words: expect.stringContaining('would be') },
    key: 'limits.namePercent',
  });
  expect(row(desk, 'gross')?.hit).toBeNull();
});

test('what refused may not be made wider that day, not by a restart either; narrower is taken up', async () => {
  strategy = narrow;
  let desk = await ready();
  expect(() => approve(desk)).toThrow(/hard limit/);

  strategy = strategyWith({ namePercent: { soft: 0.01, hard: 5 } });
  expect(desk.loadStrategy()).toMatch(
    /limits\.namePercent.* may not go from 0\.02 % to 5\.00 % before tomorrow/,
  );
  expect(row(desk, 'name')?.hard).toBe(0.0002);
  strategy = strategyWith({ namePercent: { soft: 0.005, hard: 0.01 } });
  expect(desk.loadStrategy()).toBeNull();
  expect(row(desk, 'name')?.hard).toBe(0.0001);

  strategy = smallStrategy;
  desk = await fixture.restart('crash');
  await fixture.clock.pass(10);
  expect(row(desk, 'name')?.hard).toBe(0.0002);
  expect(desk.notices.list().some(({ text }) => text.includes('held to that until tomorrow'))).toBe(true);
  expect(desk.loadStrategy()).toMatch(/before tomorrow/);

  fixture.clock.set(24 * 3_600_000);
  expect(desk.loadStrategy()).toBeNull();
  expect(row(desk, 'name')?.hard).toBeGreaterThan(0.05);
});

test('nor by another setting that the same limit hangs on', async () => {
  strategy = narrow;
  let desk = await ready();
  expect(() => approve(desk)).toThrow(/hard limit/);
  strategy = JSON.stringify({ ...(JSON.parse(narrow) as object), hedge: { ticker: 'SPY' } });
  expect(desk.loadStrategy()).toMatch(/\(hedge\.ticker\) refused an order today .*, and none stays there/);
  desk = await fixture.restart('crash');
  await fixture.clock.pass(10);
  expect(desk.settings?.hedge).toBeNull();
  expect(row(desk, 'name')?.hit?.count).toBe(5);
});

test('a soft limit waits for the trader in mode auto, and the trader’s approval acknowledges it', async () => {
  strategy = strategyWith({ namePercent: { soft: 0.01, hard: 50 } });
  const desk = await ready();
  desk.setMode('auto');
  desk.interval.run();
  expect(fixture.broker.placed).toEqual([]);
  expect(desk.decision?.quiet).toContain('breaks a soft limit');
  const { orders } = approve(desk);
  expect(orders).toBeGreaterThan(0);
  const [ended] = desk.store?.proposals(1) ?? [];
  expect(ended?.why).toContain('Soft limits that were acknowledged');
  expect(row(desk, 'name')?.hit).toBeNull();
});

test('every order is kept with what the limits said at the proposal, the approval and as it left', async () => {
  const desk = await ready();
  approve(desk);
  const first = fixture.broker.placed[0]?.order;
  if (first === undefined) throw new Error('nothing was sent');
  const { store } = desk;
  expect(store?.checkOf(first.orderId)).toMatchObject({ stage: 'send', ticker: first.ticker, broken: [] });
  const early = store?.checksOf(first.proposalId).filter(({ ticker }) => ticker === first.ticker) ?? [];
  expect(early.map(({ stage }) => stage)).toEqual(['proposal', 'approval']);
  const { lines } = orderHistory(store ?? null, first.orderId);
  const titles = lines.filter(({ kind }) => kind === 'verdict').map(({ title }) => title);
  expect(titles).toEqual(['Limits at the proposal', 'Limits at the approval', 'Limits before sending']);
  expect(desk.limits.facts(desk.now())).toMatchObject({ submits: fixture.broker.placed.length });
  expect(row(desk, 'orders-minute')?.value).toBe(fixture.broker.placed.length);
});

test('a fill that only a comparison found counts in the day, also where the order had ended before it', async () => {
  const desk = await ready();
  approve(desk);
  const placed = fixture.broker.placed[0];
  if (placed === undefined) throw new Error('nothing was sent');
  const { order, apiOrderId } = placed;
  const { orderId, ticker, side, shares: size } = order;
  const traded = () => desk.limits.facts(desk.now())?.traded[ticker]?.shares ?? 0;
  fixture.broker.fill(ticker, size, false);
  const report: OrderReport = {
    ...{ orderId, apiOrderId, ticker, side, shares: size, permId: 900_000 + apiOrderId, clientId: null },
    ...{ status: { says: 'filled' }, at: desk.now() },
  };
  fixture.broker.session?.emit({ kind: 'order', report });
  expect(traded()).toBe(0);
  fixture.broker.session?.drop('gone');
  await fixture.clock.pass(120_000);
  expect(traded()).toBe(size);
});

test('what an order waits for is no refusal: told apart, and held as narrow all the same', async () => {
  let desk = await ready();
  approve(desk);
  const { decision, settings, store } = desk;
  const check = decision?.checks.find(({ stage }) => stage === 'send');
  if (decision === null || settings === null || store === null || check === undefined)
    throw new Error('nothing was sent');
  const verdict: Verdict = {
    ...{ rule: 'quote-age', severity: 'hard', passed: false, exempt: false, sense: 'most' },
    ...{ value: 12_000, limit: 10_000, unit: 'ms', distance: -2_000, words: 'its quote is 12.0 s old' },
  };
  const told = (change: Partial<Check>, refused: Decision['refused'] = []): void =>
    desk.limits.decided(
      { ...decision, orders: [], refused, checks: [{ ...check, broken: [verdict], ...change }] },
      settings,
      store,
    );
  told({});
  told({});
  told({ stage: 'approval', orderId: null });
  expect(row(desk, 'quote-age')).toMatchObject({ hit: null, waits: { count: 2 } });
  strategy = JSON.stringify({ ...(JSON.parse(smallStrategy) as object), clamps: { maxQuoteAgeSec: 60 } });
  expect(desk.loadStrategy()).toMatch(/clamps\.maxQuoteAgeSec.* may not go from 10\.0 s to 60\.0 s/);
  desk = await fixture.restart('crash');
  await fixture.clock.pass(10);
  expect(row(desk, 'quote-age')).toMatchObject({ hit: null, waits: { count: 2 }, hard: 10_000 });
});

test('an order that was given up is a refusal', async () => {
  const desk = await ready();
  approve(desk);
  const { decision, settings, store } = desk;
  const check = decision?.checks.find(({ stage }) => stage === 'send');
  const intent = decision?.orders.find(({ orderId }) => orderId === check?.orderId);
  if (decision === null || settings === null || store === null || check === undefined || intent === undefined)
    throw new Error('nothing was sent');
  const verdict: Verdict = {
    ...{ rule: 'duplicate', severity: 'hard', passed: false, exempt: false, sense: 'most' },
    ...{ value: 1, limit: 0, unit: 'flag', distance: -1, words: 'the order x exists already' },
  };
  const refusal = { kind: 'duplicate', orderId: intent.orderId } as const;
  const given = { ...decision, orders: [], refused: [{ intent, refusal }] };
  desk.limits.decided({ ...given, checks: [{ ...check, broken: [verdict] }] }, settings, store);
  expect(row(desk, 'duplicate')).toMatchObject({ hit: { count: 1 }, waits: null });
});
