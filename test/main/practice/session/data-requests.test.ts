import { expect, test } from 'vitest';
import { conIdOf, rehearse } from '../wire-client.ts';

const subscribe = (reqId: number, symbol = 'KO') => [
  ...[1, 11, reqId, conIdOf(symbol), symbol, 'STK', '', 0, '', '', 'SMART', '', 'USD', '', ''],
  ...[false, '', false, false, ''],
];
const history = (reqId: number) => [
  ...[20, reqId, conIdOf('KO'), 'KO', 'STK', '', 0, '', '', 'SMART', '', 'USD', '', '', false],
  ...['', '1 day', '5 D', true, 'TRADES', 1, false, ''],
];

test('101 beyond the lines that are left', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.set({ name: 'data-lines', most: 2 });
  for (const reqId of [500, 501, 502]) c.send(...subscribe(reqId));
  await clock.pass(0);
  expect(c.notices().at(-1)).toMatchObject({ code: 101, id: 502 });
  c.send(2, 2, 500);
  c.send(...subscribe(503));
  await clock.pass(0);
  expect(c.all(58).map((fields) => fields[2])).toEqual(['500', '501', '503']);
});

test('354: nothing; 10167: delayed; 10090: trades but no quotes', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.fire({ name: 'no-market-data', code: '354' });
  c.send(...subscribe(500));
  practice.faults.fire({ name: 'no-market-data', code: '10167' });
  c.send(...subscribe(501));
  await clock.pass(0);
  practice.faults.fire({ name: 'no-market-data', code: '10090' });
  c.send(...subscribe(502));
  await clock.pass(1000);
  expect(
    c
      .notices()
      .slice(-3)
      .map(({ code, id }) => [code, id]),
  ).toEqual([
    ...[
      [354, 500],
      [10167, 501],
      [10090, 502],
    ],
  ]);
  const ticks = (reqId: number) =>
    new Set(
      c
        .all(1)
        .filter((f) => f[2] === String(reqId))
        .map((f) => f[3]),
    );
  expect(ticks(500).size).toBe(0);
  expect(ticks(501).has('66')).toBe(true);
  expect(c.all(58).find((fields) => fields[2] === '501')?.[3]).toBe('3');
  expect([ticks(502).has('4'), ticks(502).has('1')]).toEqual([true, false]);
});

test.each([
  ['pacing', 'pacing violation'],
  ['no-data', 'returned no data'],
  ['permission', 'No market data permissions'],
  ['competing', 'different IP address'],
] as const)('162 for %s', async (why, words) => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.fire({ name: 'history-refused', why });
  c.send(...history(600));
  c.send(...history(601));
  await clock.pass(0);
  expect(c.notices().at(-1)).toMatchObject({ code: 162, id: 600, text: expect.stringContaining(words) });
  expect(c.all(17).map((fields) => fields[1])).toEqual(['601']);
});

test('a request for bars is never answered', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.fire({ name: 'history-unanswered', ticker: 'KO' });
  c.news();
  c.send(...history(600));
  await clock.pass(60_000);
  expect(c.heard).toEqual([]);
});
