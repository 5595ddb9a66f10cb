import { afterEach, beforeEach, expect, test } from 'vitest';
import { totalsByName } from '#app/own-costs.ts';
import { ticker } from '#shared/ids.ts';
import { fraction, money, price, shares } from '#shared/units.ts';
import { type DeskFixture, deskFixture, smallStrategy } from '#test/support/desk-fixture.ts';

const fill = (name: string, cost: number) => ({
  ticker: ticker(name),
  side: 'BUY' as const,
  shares: shares(100),
  price: price(50 * (1 + cost)),
  arrivalMid: price(50),
  commission: money(0),
  predicted: fraction(0.001),
});

test('fills are summed by name with their values as weights', () => {
  const [aaa, bbb] = totalsByName([fill('AAA', 0.002), fill('BBB', 0), fill('AAA', 0)]);
  expect(aaa).toMatchObject({ ticker: 'AAA', fills: 2 });
  expect(aaa?.realised).toBeCloseTo(5010 * 0.002, 9);
  expect(aaa?.predicted).toBeCloseTo(5010 * 0.001 + 5, 9);
  expect(bbb).toMatchObject({ ticker: 'BBB', fills: 1, realised: 0, predicted: 5 });
});

let fixture: DeskFixture;
beforeEach(() => {
  const strategy = JSON.stringify({ ...JSON.parse(smallStrategy), execution: { style: 'LMT' } });
  fixture = deskFixture(() => strategy);
});
afterEach(() => fixture.end());

test('a fill corrects the costs of the next interval once its commission is known, also after a restart', async () => {
  const desk = fixture.start();
  await fixture.clock.pass(10);
  const proposal = desk.decision?.proposal;
  if (!proposal) throw new Error('no proposal');
  desk.decide({ kind: 'approve', proposalId: proposal.proposalId, legs: null }, 'test');
  await fixture.clock.pass(10);
  const [placed] = fixture.broker.placed;
  if (placed === undefined) throw new Error('nothing was placed');
  const { execId } = fixture.broker.fill(placed.order.ticker, 1);
  await fixture.clock.pass(40_000);
  expect(desk.decision?.book?.notes).toEqual([]);

  const commission = { execId, amount: money(1), currency: 'USD', realizedPnl: null };
  fixture.broker.session?.emit({ kind: 'commission', commission });
  await fixture.clock.pass(40_000);
  const words = /^Costs are corrected by 1 own fills, which cost \d+\.\d\d times what was expected\.$/;
  expect(desk.decision?.book?.notes).toEqual([expect.stringMatching(words)]);

  const again = await fixture.restart('crash');
  await fixture.clock.pass(40_000);
  expect(again.decision?.book?.notes).toEqual([expect.stringMatching(words)]);
});
