import { expect, test } from 'vitest';
import { conIdOf, placeOrder, rehearse } from '../wire-client.ts';

const subscribe = (reqId: number, symbol: string) => [
  ...[1, 11, reqId, conIdOf(symbol), symbol, 'STK', '', 0, '', '', 'SMART', '', 'USD', '', ''],
  ...[false, '', false, false, ''],
];
const ask = { time: [49, 1], positions: [61, 1], executions: [7, 3, 90, 0, '', '', '', '', '', ''] };
const quiet = { type: 'LMT', limit: 10 };

test('1100 holds orders and reports back; 1102 lets both go, and data goes on', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  c.send(...subscribe(500, 'KO'));
  c.send(...placeOrder(1));
  await clock.pass(0);
  practice.faults.fire({ name: 'connectivity-lost', seconds: 10 });
  c.send(...placeOrder(2, quiet));
  await clock.pass(0);
  c.news();
  await clock.pass(9000);
  expect(c.news()).toEqual([]);
  expect(practice.truth().standing).toHaveLength(1);
  expect(practice.truth().orders).toHaveLength(1);
  await clock.pass(3000);
  expect(c.codes()).toEqual([1102]);
  expect(c.all(11)).toHaveLength(1);
  expect(c.all(3).map((fields) => fields.slice(1, 3))).toContainEqual(['2', 'Submitted']);
  expect(c.all(1).length).toBeGreaterThan(0);
});

test('1101 loses the data requests, and fills in between are known to a report only', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  c.send(...subscribe(500, 'KO'));
  c.send(...placeOrder(1));
  await clock.pass(0);
  practice.faults.fire({ name: 'connectivity-lost', seconds: 10, data: 'lost', reports: 'lost' });
  await clock.pass(0);
  expect(c.codes().at(-1)).toBe(1100);
  c.news();
  await clock.pass(20_000);
  expect(c.news().map((fields) => fields.slice(0, 4))).toEqual([['4', '2', '-1', '1101']]);
  c.send(...ask.executions);
  await clock.pass(0);
  expect(c.all(11)).toHaveLength(1);
});

test('who connects while IB is out of reach is told so', async () => {
  const { practice, join } = rehearse();
  practice.faults.fire({ name: 'connectivity-lost' });
  practice.faults.fire({ name: 'market-farm-broken' });
  practice.faults.fire({ name: 'history-farm-broken' });
  expect((await join()).codes()).toEqual([1100, 2103, 2105, 2158]);
});

test.each(['revive', 'dead'] as const)('2103, no ticks, 2104, and lines that %s', async (lines) => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  c.send(...subscribe(500, 'NVDA'));
  await clock.pass(1000);
  practice.faults.fire({ name: 'market-farm-broken', seconds: 5, lines });
  await clock.pass(0);
  expect(c.codes().at(-1)).toBe(2103);
  c.news();
  await clock.pass(4900);
  expect(c.news()).toEqual([]);
  await clock.pass(10_000);
  expect(c.codes()).toEqual([2104]);
  expect(c.all(1).length > 0).toBe(lines === 'revive');
  c.send(2, 2, 500);
  c.send(...subscribe(501, 'NVDA'));
  await clock.pass(1000);
  expect(c.all(1).filter((fields) => fields[2] === '501').length).toBeGreaterThan(0);
});

test('2105 leaves history unanswered until 2106', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  const history = (reqId: number) => [
    ...[20, reqId, conIdOf('KO'), 'KO', 'STK', '', 0, '', '', 'SMART', '', 'USD', '', '', false],
    ...['', '1 day', '5 D', true, 'TRADES', 1, false, ''],
  ];
  practice.faults.fire({ name: 'history-farm-broken', seconds: 5 });
  c.send(...history(600));
  await clock.pass(6000);
  expect(c.codes().slice(-2)).toEqual([2105, 2106]);
  expect(c.all(17)).toEqual([]);
  c.send(...history(601));
  await clock.pass(0);
  expect(c.all(17)).toHaveLength(1);
});

test('the connection ends without a word, for one client or for all', async () => {
  const { practice, clock, join } = rehearse();
  const [a, b] = [await join(1), await join(2)];
  practice.faults.fire({ name: 'socket-drop', client: 2 });
  await clock.pass(0);
  expect([a.closed, b.closed]).toEqual([false, true]);
  practice.faults.fire({ name: 'socket-drop' });
  await clock.pass(0);
  expect(a.closed).toBe(true);
});

test('a silent peer: open, mute and deaf, and afterwards as if nothing had been', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.fire({ name: 'peer-silent', seconds: 10 });
  c.news();
  c.send(...placeOrder(1, quiet));
  c.send(...ask.time);
  await clock.pass(9000);
  expect(c.heard).toEqual([]);
  expect(c.closed).toBe(false);
  expect(practice.truth().orders).toEqual([]);
  await clock.pass(2000);
  expect(c.all(49)).toHaveLength(1);
  expect(practice.truth().orders).toHaveLength(1);
});

test('a silent peer that obeys: what is sent into the silence is done, and never answered', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.fire({ name: 'peer-silent', reads: 'yes' });
  c.news();
  c.send(...placeOrder(1));
  await clock.pass(60_000);
  expect(c.heard).toEqual([]);
  expect(practice.truth().standing).toHaveLength(1);
});

test('1300 names the new port and drops everybody', async () => {
  const moved: number[] = [];
  const { practice, clock, join } = rehearse({ onPortMoved: (port) => moved.push(port) });
  const c = await join();
  practice.faults.fire({ name: 'port-moved', to: 7555 });
  await clock.pass(0);
  expect(c.notices().at(-1)).toMatchObject({ code: 1300, id: -1, text: expect.stringContaining('7555') });
  expect([c.closed, moved]).toEqual([true, [7555]]);
});

test('a restart keeps orders and completed orders; ids go out again, and the old order keeps its permId', async () => {
  const { practice, clock, join, dial } = rehearse();
  const c = await join();
  c.send(...placeOrder(1));
  c.send(...placeOrder(2, { ...quiet, ref: 'old' }));
  await clock.pass(1000);
  practice.faults.fire({ name: 'restart', seconds: 5, rollBack: 1 });
  await clock.pass(0);
  expect(c.closed).toBe(true);
  const early = dial();
  await clock.pass(0);
  expect(early.closed).toBe(true);
  await clock.pass(5000);
  const again = await join();
  expect(again.all(9)).toEqual([['9', '1', '2']]);
  again.send(...placeOrder(2, { ...quiet, ref: 'new' }));
  again.send(16, 1);
  again.send(99, true);
  await clock.pass(0);
  const open = again.all(5).slice(-2);
  expect(open.map((fields) => [fields[1], fields[23]])).toEqual([
    ['0', 'old'],
    ['2', 'new'],
  ]);
  expect(again.all(101)).toHaveLength(1);
  again.send(4, 1, 2, '');
  await clock.pass(1000);
  expect(practice.truth().orders.map(({ request, status }) => [request.orderRef, status])).toEqual([
    ...[
      ['ref-1', 'Filled'],
      ['old', 'Submitted'],
      ['new', 'Cancelled'],
    ],
  ]);
});

test('restart() of the practice TWS is that fault', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.restart();
  await clock.pass(0);
  expect(c.closed).toBe(true);
  expect((await join()).all(9)).toHaveLength(1);
});

test('a welcome that offers a used id: 103 for whoever believes it', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  for (const id of [1, 2, 3]) c.send(...placeOrder(id));
  await clock.pass(1000);
  practice.faults.fire({ name: 'next-id-rolled-back', by: 2 });
  practice.faults.fire({ name: 'socket-drop' });
  await clock.pass(0);
  const again = await join();
  expect(again.all(9)).toEqual([['9', '1', '2']]);
  again.send(...placeOrder(2));
  await clock.pass(0);
  expect(again.codes().at(-1)).toBe(104);
  practice.faults.fire({ name: 'socket-drop' });
  await clock.pass(0);
  expect((await join()).all(9)).toEqual([['9', '1', '4']]);
});

test('the clock of TWS jumps and the market does not', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.fire({ name: 'clock-jump', seconds: -3600 });
  c.send(...ask.time);
  await clock.pass(0);
  expect(Number(c.all(49)[0]?.[2]) * 1000).toBe(practice.now() - 3_600_000);
});

test('what has an `after` waits for it, and clearing all forgets it', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  practice.faults.fire({ name: 'dividend', after: 5 });
  await clock.pass(4000);
  expect(practice.truth().adjustments).toEqual([]);
  await clock.pass(2000);
  expect(practice.truth().adjustments).toHaveLength(1);
  practice.faults.fire({ name: 'socket-drop', after: 5 });
  practice.faults.clear('all');
  await clock.pass(10_000);
  expect(c.closed).toBe(false);
});

test('a halt: tick 49 and no quotes, no fills, 154 for new orders; then trading goes on', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  c.send(...subscribe(500, 'KO'));
  c.send(...placeOrder(1));
  await clock.pass(0);
  practice.faults.fire({ name: 'halt', ticker: 'KO', seconds: 10 });
  await clock.pass(0);
  c.send(...placeOrder(2));
  await clock.pass(5000);
  expect(c.all(45).at(-1)).toEqual(['45', '6', '500', '49', '1']);
  expect(
    c
      .all(1)
      .slice(-2)
      .map((fields) => fields[4]),
  ).toEqual(['-1', '-1']);
  expect(c.codes().at(-1)).toBe(154);
  expect(c.all(11)).toEqual([]);
  await clock.pass(6000);
  expect(c.all(45).at(-1)?.[4]).toBe('0');
  expect(Number(c.all(1).findLast((fields) => fields[3] === '1')?.[4])).toBeGreaterThan(0);
  expect(c.all(11)).toHaveLength(1);
});

test('10197 ends every line, and new ones until it is over', async () => {
  const { practice, clock, join } = rehearse();
  const c = await join();
  c.send(...subscribe(500, 'KO'));
  await clock.pass(0);
  practice.faults.fire({ name: 'competing-session', seconds: 5 });
  c.send(...subscribe(501, 'JPM'));
  await clock.pass(0);
  expect(c.notices().slice(-2)).toMatchObject([
    { code: 10197, id: 500 },
    { code: 10197, id: 501 },
  ]);
  c.news();
  await clock.pass(6000);
  expect(c.all(1)).toEqual([]);
  c.send(...subscribe(502, 'JPM'));
  await clock.pass(0);
  expect(c.all(1).length).toBeGreaterThan(0);
});

test('shares and cash that no trade made reach whoever watches positions', async () => {
  const { practice, clock, join } = rehearse({ opening: { cash: 5000, holdings: [] } });
  const c = await join();
  c.send(...ask.positions);
  await clock.pass(0);
  practice.faults.fire({ name: 'transfer', ticker: 'KO', shares: 100 });
  practice.faults.fire({ name: 'fractional-position', ticker: 'KO', shares: 0.25 });
  practice.faults.fire({ name: 'dividend', ticker: 'KO', perShare: 1 });
  await clock.pass(250);
  expect(c.all(61).map((fields) => [fields[4], fields[14]])).toEqual([['KO', '100.25']]);
  practice.faults.fire({ name: 'split', ticker: 'KO', ratio: 2 });
  await clock.pass(250);
  expect(c.all(61).at(-1)?.[14]).toBe('201');
  const { cash, positions } = practice.truth();
  expect([cash, positions]).toMatchObject([5100.25, [{ symbol: 'KO', shares: 201 }]]);
});
