import { expect, test } from 'vitest';
import { contradictions } from '#test/support/practice-contradictions.ts';
import { conIdOf, placeOrder, rehearse } from '../wire-client.ts';

async function traded() {
  const rehearsal = rehearse();
  const c = await rehearsal.join();
  c.send(...placeOrder(1));
  await rehearsal.clock.pass(1000);
  const [fill] = rehearsal.practice.truth().standing;
  c.news();
  return { ...rehearsal, c, price: fill?.price ?? 0, cash: rehearsal.practice.truth().cash };
}

test('a corrected price: the same fill with the next suffix, and the cash follows', async () => {
  const { practice, clock, c, price, cash } = await traded();
  practice.faults.fire({ name: 'correct-execution', by: 0.05 });
  await clock.pass(0);
  expect(c.all(11)[0]?.[14]).toMatch(/\.01\.02$/);
  expect(c.all(11)[0]?.slice(18, 21)).toEqual(['BOT', '100', String(Number((price + 0.05).toFixed(2)))]);
  expect(c.all(59)[0]?.[2]).toMatch(/\.01\.02$/);
  expect(practice.truth().cash).toBeCloseTo(cash - 5, 6);
  expect(contradictions(practice.truth())).toEqual([]);
  practice.faults.fire({ name: 'correct-execution', by: -0.05 });
  await clock.pass(0);
  expect(c.all(11)[1]?.[14]).toMatch(/\.01\.03$/);
  expect(practice.truth().cash).toBeCloseTo(cash, 6);
});

test('a corrected size never passes what was ordered', async () => {
  const { practice, clock, c } = await traded();
  practice.faults.fire({ name: 'correct-execution', what: 'size', by: -40 });
  practice.faults.fire({ name: 'correct-execution', what: 'size', by: 1000 });
  practice.faults.fire({ name: 'correct-execution', what: 'size' });
  await clock.pass(0);
  expect(c.all(11).map((fields) => [fields[19], fields[24]])).toEqual([
    ...[
      ['60', '60'],
      ['100', '100'],
      ['99', '99'],
    ],
  ]);
  expect(practice.truth().orders[0]).toMatchObject({ filled: 99, status: 'Filled' });
  expect(contradictions(practice.truth())).toEqual([]);
});

test('a bust: the next suffix with 0 shares, the position and the cash as before', async () => {
  const { practice, clock, c } = await traded();
  practice.faults.fire({ name: 'bust-execution' });
  await clock.pass(0);
  expect(c.all(11)[0]?.slice(18, 20)).toEqual(['BOT', '0']);
  expect(c.all(59)).toEqual([]);
  const { cash, standing, opening } = practice.truth();
  expect(standing).toEqual([]);
  expect(cash).toBeCloseTo(opening.cash, 6);
  practice.faults.fire({ name: 'bust-execution' });
  await clock.pass(0);
  expect(c.all(11)).toHaveLength(1);
});

test('an order typed in TWS: seen by a list of all orders only, under id 0; client 0 can bind and cancel it', async () => {
  const { practice, clock, join } = rehearse();
  const [c, zero] = [await join(7), await join(0)];
  practice.faults.fire({ name: 'manual-order', ticker: 'KO', shares: 50, limit: 10 });
  practice.faults.fire({ name: 'manual-order', ticker: 'JPM', shares: 60, limit: 10 });
  await clock.pass(1000);
  expect(c.all(5)).toEqual([]);
  c.send(16, 1);
  await clock.pass(0);
  expect(c.all(5).map((fields) => [fields[1], fields[24], fields[14]])).toEqual([
    ...[
      ['0', '0', '50'],
      ['0', '0', '60'],
    ],
  ]);
  expect(new Set(c.all(5).map((fields) => fields[25])).size).toBe(2);
  zero.send(5, 1);
  await clock.pass(0);
  expect(
    zero
      .all(5)
      .slice(-2)
      .map((fields) => fields[1]),
  ).toEqual(['-1', '-2']);
  zero.send(4, 1, -2, '');
  await clock.pass(1000);
  expect(practice.truth().orders.map(({ status }) => status)).toEqual(['Submitted', 'Cancelled']);
});

test('a trade by hand: no live word to another client, but positions and a report know it', async () => {
  const { practice, clock, join } = rehearse({ opening: { cash: 100_000, holdings: [] } });
  const c = await join();
  c.send(61, 1);
  await clock.pass(0);
  practice.faults.fire({ name: 'manual-trade', ticker: 'KO', side: 'buy', shares: 30 });
  await clock.pass(250);
  expect([c.all(11), c.all(61).map((fields) => fields[14])]).toEqual([[], ['30']]);
  c.send(7, 3, 90, 0, '', '', '', '', '', '');
  await clock.pass(0);
  expect(c.all(11)[0]?.slice(2, 4)).toEqual(['0', String(conIdOf('KO'))]);
  expect(contradictions(practice.truth())).toEqual([]);
});

test("another client's order: listed with its client, and nobody else's to cancel", async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.fire({ name: 'foreign-order', ticker: 'KO', shares: 50, limit: 10, client: 88 });
  await clock.pass(1000);
  c.send(16, 1);
  c.send(4, 1, 1, '');
  await clock.pass(0);
  expect(c.all(5).map((fields) => [fields[1], fields[24]])).toEqual([['1', '88']]);
  expect(c.codes().at(-1)).toBe(10147);
  c.send(58, 1);
  await clock.pass(1000);
  expect(practice.truth().orders[0]?.status).toBe('Cancelled');
});
