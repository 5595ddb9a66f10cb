import { expect, test } from 'vitest';
import { epochAt } from '#practice/market/exchange-time.ts';
import { parseDay } from '#practice/market/trading-days.ts';
import { placeOrder, rehearse } from '../wire-client.ts';

const quiet = { type: 'LMT', limit: 10, quantity: 1 } as const;

test('twenty active orders on one side of a contract, and not one more until one ends', async () => {
  const { clock, join } = rehearse();
  const c = await join();
  for (let id = 1; id <= 20; id += 1) c.send(...placeOrder(id, quiet));
  await clock.pass(1000);
  const before = c.codes().length;
  c.send(...placeOrder(21, quiet));
  c.send(...placeOrder(22, { ...quiet, symbol: 'JPM' }));
  c.send(...placeOrder(23, { ...quiet, action: 'SELL', limit: 500 }));
  await clock.pass(1000);
  expect(c.notices().slice(before)).toMatchObject([{ code: 201, id: 21 }]);
  c.send(4, 1, 1, '');
  await clock.pass(1000);
  c.send(...placeOrder(24, quiet));
  await clock.pass(1000);
  expect(c.codes().slice(before)).toEqual([201, 202]);
});

test('201 for want of funds has the figures that a what-if shows', async () => {
  const { clock, join } = rehearse({ opening: { cash: 5000, holdings: [] } });
  const c = await join();
  c.send(...placeOrder(1, { quantity: 1000, whatIf: true }));
  await clock.pass(0);
  const whatIf = c.all(5)[0] ?? [];
  c.send(...placeOrder(1, { quantity: 1000 }));
  await clock.pass(1000);
  const [, equity, margin] =
    /VALUE \[(.+) USD\].*MARGIN \[(.+) USD\]/.exec(c.notices().at(-1)?.text ?? '') ?? [];
  expect(Number(margin)).toBeGreaterThan(Number(equity));
  expect(whatIf.map(Number)).toContain(Number(margin));
  expect(whatIf.map(Number)).toContain(Number(equity));
});

test('a change of anything but price, size and time in force is 105', async () => {
  const { clock, join, practice } = rehearse();
  const c = await join();
  c.send(...placeOrder(1, { ...quiet, ref: 'mine' }));
  await clock.pass(1000);
  c.send(...placeOrder(1, { ...quiet, ref: 'other' }));
  c.send(...placeOrder(1, { ...quiet, ref: 'mine', limit: 11, tif: 'GTC', quantity: 2 }));
  await clock.pass(1000);
  expect(c.codes().slice(-1)).toEqual([105]);
  expect(practice.truth().orders[0]?.request).toMatchObject({
    limit: 11,
    tif: 'GTC',
    quantity: 2,
    orderRef: 'mine',
  });
});

test('near the close a closing order can neither be entered nor taken back', async () => {
  const day = parseDay('20261123') ?? 0;
  const { clock, join, practice } = rehearse({ date: day, startMinute: 945 });
  const c = await join();
  c.send(...placeOrder(1, { symbol: 'JPM', type: 'MOC' }));
  c.send(...placeOrder(2, { symbol: 'JPM', type: 'MOC', tif: 'GTC' }));
  await clock.pass(1000);
  expect(c.notices().at(-1)).toMatchObject({ code: 113, id: 2 });
  await clock.pass(epochAt(day, 950) - practice.now());
  c.send(4, 1, 1, '');
  c.send(...placeOrder(3, { symbol: 'JPM', type: 'LOC', limit: 500 }));
  await clock.pass(1000);
  expect(c.notices().slice(-2)).toMatchObject([
    { code: 10148, id: 1 },
    { code: 201, id: 3 },
  ]);
  await clock.pass(epochAt(day, 961) - practice.now());
  expect(practice.truth().standing).toMatchObject([{ symbol: 'JPM', shares: 100, liquidity: 3 }]);
});

test('what was asked for is counted, for the order efficiency ratio', async () => {
  const { clock, join, practice } = rehearse();
  const c = await join();
  c.send(...placeOrder(1, quiet));
  await clock.pass(1000);
  c.send(...placeOrder(1, { ...quiet, limit: 11 }));
  c.send(4, 1, 1, '');
  await clock.pass(1000);
  expect(practice.truth().activity).toEqual({ placed: 1, changed: 1, cancelled: 1 });
});
