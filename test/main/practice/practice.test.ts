import { expect, test } from 'vitest';
import { placeOrder, rehearse } from './wire-client.ts';

test('a whole order over streams in memory, on time that stands still until it is moved', async () => {
  const { join, clock, practice } = rehearse();
  const c = await join();
  expect(c.all(9)).toEqual([['9', '1', '1']]);
  c.send(...placeOrder(1));
  await clock.pass(0);
  expect(c.all(3).map((fields) => fields[2])).toEqual(['PreSubmitted']);
  await clock.pass(1000);
  expect(c.all(11)).toHaveLength(1);
  expect(c.all(59)).toHaveLength(1);
  expect(c.all(3).at(-1)?.slice(0, 5)).toEqual(['3', '1', 'Filled', '100', '0']);
  expect(practice.save().orders.executions).toMatchObject([{ orderRef: 'ref-1', shares: 100 }]);
});

test('the same seed and the same requests at the same times give the same messages to the byte', async () => {
  const day = async () => {
    const { join, clock } = rehearse({ seed: 3 });
    const c = await join();
    c.send(...placeOrder(1, { quantity: 5000 }));
    c.send(...placeOrder(2, { symbol: 'JPM', type: 'MIDPRICE' }));
    await clock.pass(20_000);
    return c.heard;
  };
  const first = await day();
  expect(first.length).toBeGreaterThan(20);
  expect(await day()).toEqual(first);
});

test('a saved account goes on in the next practice TWS', async () => {
  const first = rehearse();
  const c = await first.join();
  c.send(...placeOrder(1));
  await first.clock.pass(1000);
  const state = first.practice.save();
  first.practice.stop();
  await first.clock.pass(0);
  expect(c.closed).toBe(true);
  const second = rehearse({ state });
  const again = await second.join();
  expect(again.all(9)).toEqual([['9', '1', '2']]);
  again.send(7, 3, 55, 0, '', '', '', '', '', '');
  await second.clock.pass(0);
  expect(again.all(11)).toHaveLength(1);
});
