import { afterEach, beforeEach, expect, test } from 'vitest';
import { bookShown, driftList } from '#app/screen.ts';
import type { Desk } from '#app/desk.ts';
import { type DeskFixture, deskFixture, smallStrategy } from '#test/support/desk-fixture.ts';

const rotating = JSON.parse(smallStrategy) as { readonly rotation: Readonly<Record<string, unknown>> };
const rebalancing = JSON.stringify({
  ...rotating,
  engine: 'rebalance',
  hedge: { ticker: 'HDG', betaBandPercent: 1, hedgeMaxPercent: 15 },
  limits: { maxOrderMoney: 10_000_000 },
});

let fixture: DeskFixture;
let strategy = rebalancing;
beforeEach(() => {
  strategy = rebalancing;
  fixture = deskFixture(() => strategy);
});
afterEach(() => fixture.end());

const reasonsOf = (desk: Desk) => new Set(desk.decision?.drift.flatMap(({ reasons }) => reasons));

test('one setting switches the engine; the hedge is looked up, quoted, shown and traded last', async () => {
  const desk = fixture.start();
  await fixture.clock.pass(10);
  expect(desk.decision?.idle).toBeNull();
  expect(reasonsOf(desk)).toEqual(new Set(['REBALANCE', 'HEDGE_BETA']));
  expect(driftList(desk).find(({ id }) => id === 'HDG')).toMatchObject({
    quoteKind: 'live',
    reason: 'HEDGE_BETA',
  });
  expect(bookShown(desk)).toMatchObject({ engine: 'rebalance', solver: { status: 'optimal' }, alarm: null });

  const proposal = desk.decision?.proposal;
  if (!proposal) throw new Error('no proposal');
  const { orders, refused } = desk.decide(
    { kind: 'approve', proposalId: proposal.proposalId, legs: null },
    'test',
  );
  expect(refused).toEqual([]);
  expect(fixture.broker.placed).toHaveLength(orders);
  expect(fixture.broker.placed.at(-1)?.order).toMatchObject({
    ticker: 'HDG',
    side: 'SELL',
    reason: 'HEDGE_BETA',
  });
  expect(desk.store?.openOrders().some(({ intent }) => intent.reason === 'REBALANCE')).toBe(true);

  strategy = smallStrategy;
  expect(desk.loadStrategy()).toBeNull();
  await fixture.clock.pass(60_000);
  expect(bookShown(desk)?.engine).toBe('rotation');
  expect(reasonsOf(desk).has('REBALANCE')).toBe(false);
});

test('what the solver starts from survives a restart with the rest', async () => {
  const desk = fixture.start();
  await fixture.clock.pass(10);
  const saved = desk.store?.savedState()?.solver;
  expect(saved?.w.length).toBe(25);
  const again = await fixture.restart('crash');
  expect(again.store?.savedState()?.solver).toEqual(saved);
});
