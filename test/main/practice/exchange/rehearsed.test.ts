import { expect, test } from 'vitest';
import { placeOrder, rehearse } from '../wire-client.ts';

const quiet = { type: 'LMT', limit: 10 } as const;

test.each([
  ['none', ''],
  ['valid', '{"rejects":[{'],
  ['broken', '{"rejects":[{'],
] as const)('201 with JSON %s', async (json, start) => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.fire({ name: 'reject-order', json });
  c.send(...placeOrder(1));
  await clock.pass(1000);
  const told = c.notices().at(-1);
  expect(told).toMatchObject({ code: 201, id: 1, text: expect.stringContaining('Order rejected') });
  expect(told?.json.startsWith(start)).toBe(true);
  const parse = (): unknown => JSON.parse(told?.json ?? '');
  if (json === 'valid') expect(parse()).toHaveProperty('rejects');
  else expect(parse).toThrow(SyntaxError);
  expect(practice.truth().standing).toEqual([]);
});

test('201 to a change: the original stays live as it was', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  c.send(...placeOrder(1, quiet));
  await clock.pass(1000);
  practice.faults.fire({ name: 'reject-order' });
  c.send(...placeOrder(1, { ...quiet, limit: 11 }));
  await clock.pass(1000);
  expect(c.codes().at(-1)).toBe(201);
  expect(practice.truth().orders).toMatchObject([{ status: 'Submitted', request: { limit: 10 } }]);
});

test('110: a new order is dead, a changed one stays live', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.fire({ name: 'bad-price', on: 'new' });
  c.send(...placeOrder(1, quiet));
  await clock.pass(1000);
  expect([c.codes().at(-1), practice.truth().orders]).toEqual([110, []]);
  practice.faults.set({ name: 'bad-price', on: 'change' });
  c.send(...placeOrder(2, quiet));
  await clock.pass(1000);
  c.send(...placeOrder(2, { ...quiet, limit: 11 }));
  await clock.pass(1000);
  expect(c.notices().at(-1)).toMatchObject({ code: 110, id: 2 });
  expect(practice.truth().orders).toMatchObject([{ status: 'Submitted', request: { limit: 10 } }]);
});

test('404: held for a locate, then it works; 0 seconds: for ever', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.fire({ name: 'locate-hold', seconds: 10 });
  c.send(...placeOrder(1));
  await clock.pass(9000);
  expect(c.codes().at(-1)).toBe(404);
  expect(c.all(3).map((fields) => [fields[2], fields[10]])).toEqual([['PreSubmitted', 'locate']]);
  await clock.pass(2000);
  expect(c.all(3).at(-1)?.slice(2, 4)).toEqual(['Filled', '100']);
  expect(c.all(3).at(-1)?.[10]).toBe('');
  practice.faults.fire({ name: 'locate-hold', seconds: 0 });
  c.send(...placeOrder(2));
  await clock.pass(60_000);
  expect(practice.truth().orders[1]?.status).toBe('PreSubmitted');
  c.send(4, 1, 2, '');
  await clock.pass(1000);
  expect(practice.truth().orders[1]?.status).toBe('Cancelled');
});

test('399 and PreSubmitted although the market is open', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.fire({ name: 'wait-for-open', seconds: 5 });
  c.send(...placeOrder(1));
  await clock.pass(4000);
  expect([c.codes().at(-1), practice.truth().orders[0]?.status]).toEqual([399, 'PreSubmitted']);
  await clock.pass(3000);
  expect(practice.truth().orders[0]?.status).toBe('Filled');
});

test('an order fills in small parts that add up', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.set({ name: 'partial-fills', most: 30 });
  c.send(...placeOrder(1));
  await clock.pass(10_000);
  expect(practice.truth().standing.map(({ shares }) => shares)).toEqual([30, 30, 30, 10]);
  expect(
    c
      .all(3)
      .map((fields) => `${fields[2]} ${fields[3]} ${fields[4]}`)
      .slice(-2),
  ).toEqual([...['Submitted 90 10', 'Filled 100 0']]);
});

test.each([
  [40, 'Cancelled', 40],
  [0, 'Filled', 100],
])('a fill of %i after the confirmed cancel: %s', async (shares, status, filled) => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  c.send(...placeOrder(1, quiet));
  await clock.pass(1000);
  practice.faults.fire({ name: 'fill-after-cancel', seconds: 2, shares });
  c.send(4, 1, 1, '');
  await clock.pass(1000);
  expect(c.codes().at(-1)).toBe(202);
  expect(c.all(3).at(-1)?.[2]).toBe('Cancelled');
  expect(c.all(11)).toEqual([]);
  await clock.pass(3000);
  expect(c.all(11)).toHaveLength(1);
  expect(c.all(3).at(-1)?.slice(2, 4)).toEqual([status, String(filled)]);
  expect(practice.truth().standing).toMatchObject([{ shares: filled, price: 10 }]);
});
