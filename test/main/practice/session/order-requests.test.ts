import { expect, test } from 'vitest';
import { placeOrder, rehearse } from '../wire-client.ts';

const quiet = { type: 'LMT', limit: 10 } as const;

test('10349, then the order is accepted as usual', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.fire({ name: 'preset-notice' });
  c.send(...placeOrder(1));
  await clock.pass(1000);
  expect(c.notices().at(-1)).toMatchObject({ code: 10349, id: 1 });
  expect(c.all(3).at(-1)?.[2]).toBe('Filled');
});

test.each(['lives', 'dies'] as const)('a code that nobody knows, and the order %s', async (order) => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.fire({ name: 'unknown-code', code: 19_123, order });
  c.send(...placeOrder(1));
  await clock.pass(1000);
  expect(c.notices().at(-1)).toMatchObject({ code: 19_123, id: 1 });
  expect(practice.truth().standing).toHaveLength(order === 'lives' ? 1 : 0);
  c.send(...placeOrder(1));
  await clock.pass(0);
  expect(c.codes().at(-1)).toBe(order === 'lives' ? 104 : 103);
});

test.each(['-1', '2147483647'] as const)(
  'read-only: 321 with the id %s for orders, cancels and lists',
  async (id) => {
    const { practice, clock, join } = rehearse();
    const c = await join();
    practice.faults.set({ name: 'read-only', id });
    c.news();
    c.send(...placeOrder(1));
    c.send(4, 1, 1, '');
    c.send(16, 1);
    c.send(61, 1);
    await clock.pass(1000);
    expect(c.notices().map(({ code, id }) => `${code} ${id}`)).toEqual(
      [321, 321, 321].map((code) => `${code} ${id}`),
    );
    expect(c.all(62)).toHaveLength(1);
    expect(practice.truth().orders).toEqual([]);
  },
);

test('a cancel that TWS cannot find, refuses, or never gets: the order lives', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  c.send(...placeOrder(1, quiet));
  await clock.pass(1000);
  const cancel = async (): Promise<void> => {
    c.news();
    c.send(4, 1, 1, '');
    await clock.pass(1000);
  };
  practice.faults.fire({ name: 'cancel-not-found' });
  await cancel();
  expect(c.codes()).toEqual([10147]);
  practice.faults.fire({ name: 'cancel-refused' });
  await cancel();
  expect(c.notices()).toMatchObject([{ code: 10148, text: expect.stringContaining('state: Submitted') }]);
  practice.faults.fire({ name: 'cancel-unanswered', ticker: 'KO' });
  await cancel();
  expect(c.heard).toEqual([]);
  expect(practice.truth().orders[0]?.status).toBe('Submitted');
  await cancel();
  expect(c.codes()).toEqual([202]);
});

const reports = [
  { report: 'positions', ask: [61, 1], rows: 61, end: 62 },
  { report: 'executions', ask: [7, 3, 90, 0, '', '', '', '', '', ''], rows: 11, end: 55 },
  { report: 'open-orders', ask: [16, 1], rows: 5, end: 53 },
  { report: 'completed-orders', ask: [99, true], rows: 101, end: 102 },
  { report: 'account', ask: [6, 2, true, ''], rows: 6, end: 54 },
] as const;

test.each(reports)(
  'the report of $report never ends, with its rows or without',
  async ({ report, ask, rows, end }) => {
    const { practice, clock, join } = rehearse();
    const c = await join();
    c.send(...placeOrder(1));
    c.send(...placeOrder(2, quiet));
    await clock.pass(1000);
    const told = async (): Promise<number[]> => {
      c.news();
      c.send(...ask);
      await clock.pass(0);
      return [c.all(rows).length, c.all(end).length];
    };
    const [whole] = await told();
    expect(whole).toBeGreaterThan(0);
    practice.faults.fire({ name: 'report-unfinished', report });
    expect(await told()).toEqual([whole, 0]);
    practice.faults.fire({ name: 'report-unfinished', report, rows: 'none' });
    expect(await told()).toEqual([0, 0]);
    expect(await told()).toEqual([whole, 1]);
  },
);

test('AccountReady=false with zeros, and true figures afterwards', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.fire({ name: 'account-not-ready', seconds: 5 });
  const value = (key: string) => c.all(6).findLast((fields) => fields[2] === key)?.[3];
  c.send(6, 2, true, '');
  await clock.pass(0);
  expect([value('AccountReady'), value('NetLiquidation'), c.all(54).length]).toEqual(['false', '0.00', 1]);
  await clock.pass(9000);
  expect(value('AccountReady')).toBe('true');
  expect(Number(value('NetLiquidation'))).toBeGreaterThan(500_000);
});

test('a completed order without permId and orderRef', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  c.send(...placeOrder(1));
  await clock.pass(1000);
  const idsOf = (fields: readonly string[] | undefined) => [fields?.[22], fields?.[23]];
  c.send(99, true);
  await clock.pass(0);
  expect(idsOf(c.all(101).at(-1))).toEqual(['ref-1', String(practice.truth().orders[0]?.permId)]);
  practice.faults.fire({ name: 'completed-without-ids' });
  c.send(99, true);
  await clock.pass(0);
  expect(idsOf(c.all(101).at(-1))).toEqual(['', '0']);
});

test('a what-if that is not to be transmitted is 413', async () => {
  const { clock, join } = rehearse();
  const c = await join();
  const words = placeOrder(1, { whatIf: true });
  words[27] = false;
  c.send(...words);
  await clock.pass(0);
  expect(c.codes().at(-1)).toBe(413);
});
