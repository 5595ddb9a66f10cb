import { expect, test } from 'vitest';
import type { FaultWish } from '#practice/faults/fault.ts';
import { placeOrder, rehearse, type WireClient } from '../wire-client.ts';

const story = (c: WireClient): string[] =>
  c.news().map(([first, , third, fourth]) => (first === '3' ? `${third} ${fourth}` : `${first}`));

async function trade(wish: FaultWish) {
  const rehearsal = rehearse();
  const c = await rehearsal.join();
  c.news();
  rehearsal.practice.faults.set(wish);
  c.send(...placeOrder(1));
  await rehearsal.clock.pass(900);
  return { c, ...rehearsal };
}

const executions = [7, 3, 90, 0, '', '', '', '', '', ''];

test('no status at all: a market order that only executes', async () => {
  expect(story((await trade({ name: 'status-missing' })).c)).toEqual(['11', '59']);
});

test('only its ticker', async () => {
  expect(story((await trade({ name: 'status-missing', ticker: 'JPM' })).c)).toHaveLength(8);
});

test('every status twice', async () => {
  const { c } = await trade({ name: 'status-twice' });
  expect(story(c)).toEqual([
    ...['5', 'PreSubmitted 0', 'PreSubmitted 0', '5', 'Submitted 0', 'Submitted 0'],
    ...['11', '5', 'Filled 100', 'Filled 100', '59'],
  ]);
});

test('a commission comes late, never, or first', async () => {
  const late = await trade({ name: 'commission-late', seconds: 10 });
  expect(story(late.c).at(-1)).toBe('Filled 100');
  await late.clock.pass(10_000);
  expect(story(late.c)).toEqual(['59']);

  const never = await trade({ name: 'commission-never' });
  await never.clock.pass(60_000);
  expect(story(never.c).includes('59')).toBe(false);
  never.c.send(...executions);
  await never.clock.pass(0);
  expect(story(never.c)).toEqual(['11', '55', '59']);

  const first = await trade({ name: 'commission-first' });
  expect(story(first.c).slice(-2)).toEqual(['59', '11']);
});

test('commission first and never: the execution comes all the same', async () => {
  const { c, clock, practice } = await trade({ name: 'commission-first' });
  practice.faults.set({ name: 'message-lost', kind: 'commission' });
  c.news();
  c.send(...placeOrder(2));
  await clock.pass(3000);
  expect(story(c)).toContain('11');
});

test('a placement lost on the way in does not exist', async () => {
  const { c, practice } = await trade({ name: 'order-unanswered', mode: 'lost' });
  expect(story(c)).toEqual([]);
  expect(practice.truth().orders).toEqual([]);
});

test('accepted and never acknowledged: it trades, and a report knows it', async () => {
  const { c, clock } = await trade({ name: 'order-unanswered', mode: 'accepted', count: 1 });
  expect(story(c)).toEqual(['11', '59']);
  c.send(...placeOrder(2, { type: 'LMT', limit: 10 }));
  c.send(16, 1);
  await clock.pass(0);
  expect(story(c)).toEqual(['5', 'PreSubmitted 0', '5', 'PreSubmitted 0', '53']);
});

test('acknowledged late: everything that was kept back comes in order', async () => {
  const { c, clock } = await trade({ name: 'order-unanswered', mode: 'late', seconds: 5, count: 1 });
  expect(story(c)).toEqual(['11', '59']);
  await clock.pass(5000);
  expect(story(c)).toEqual(['5', 'PreSubmitted 0', '5', 'Submitted 0', '5', 'Filled 100']);
});
