import { expect, test } from 'vitest';
import { placeOrder, rehearse } from '../wire-client.ts';

test('a greeting that is never answered', async () => {
  const { practice, clock, join } = rehearse();
  practice.faults.fire({ name: 'greeting-never' });
  const c = await join();
  await clock.pass(60_000);
  expect([c.chunks, c.closed]).toEqual([[], false]);
  expect((await join()).all(9)).toHaveLength(1);
});

test('half-open: the greeting, and after that nothing', async () => {
  const { practice, clock, join } = rehearse();
  practice.faults.set({ name: 'half-open', count: 1 });
  const c = await join();
  c.send(49, 1);
  await clock.pass(60_000);
  expect(c.heard.map(([first]) => first)).toEqual(['178']);
  expect(c.closed).toBe(false);
  expect((await join()).all(9)).toHaveLength(1);
});

test('326 for a client id that nobody uses', async () => {
  const { practice, clock, join } = rehearse();
  practice.faults.set({ name: 'client-id-in-use', count: 2 });
  for (const attempt of [1, 2]) {
    const c = await join();
    await clock.pass(0);
    expect([attempt, c.codes(), c.closed]).toEqual([attempt, [326], true]);
  }
  expect((await join()).all(9)).toHaveLength(1);
});

test('the first order id comes late', async () => {
  const { practice, clock, join } = rehearse();
  practice.faults.fire({ name: 'next-id-late', seconds: 5 });
  const c = await join();
  await clock.pass(4900);
  expect([c.all(15).length, c.all(9).length]).toEqual([1, 0]);
  await clock.pass(200);
  expect(c.all(9)).toHaveLength(1);
});

test('too many messages in a second: 100 and the end', async () => {
  const { practice, clock, join } = rehearse();
  practice.faults.set({ name: 'rate-limit', perSecond: 50 });
  const c = await join();
  for (let i = 0; i < 50; i += 1) c.send(49, 1);
  await clock.pass(0);
  expect(c.all(49)).toHaveLength(50);
  await clock.pass(1000);
  for (let i = 0; i < 51; i += 1) c.send(49, 1);
  await clock.pass(0);
  expect(c.codes().at(-1)).toBe(100);
  expect(c.closed).toBe(true);
});

test('a client that ends its side is gone, and its id is free', async () => {
  const { clock, join, practice } = rehearse();
  const c = await join();
  c.leave();
  await clock.pass(0);
  expect([c.closed, practice.clients]).toEqual([true, 0]);
  expect((await join()).all(9)).toHaveLength(1);
});

test('a clean end: what was sent before goes out', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  c.send(...placeOrder(1));
  await clock.pass(0);
  practice.stop();
  await clock.pass(0);
  expect(c.all(3)).toHaveLength(1);
  expect(c.closed).toBe(true);
});
