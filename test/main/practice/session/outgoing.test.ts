import { expect, test } from 'vitest';
import { encodeFrame } from '#practice/protocol/framing.ts';
import { placeOrder, rehearse, type WireClient } from '../wire-client.ts';

/** What came of one market order, as message numbers. */
const story = (c: WireClient): string[] => c.news().map(([first]) => first ?? '');
const WHOLE = ['5', '3', '5', '3', '11', '5', '3', '59'];

async function trade(...wishes: Parameters<ReturnType<typeof rehearse>['practice']['faults']['set']>[0][]) {
  const rehearsal = rehearse();
  const c = await rehearsal.join();
  c.news();
  c.chunks.length = 0;
  for (const wish of wishes) rehearsal.practice.faults.set(wish);
  c.send(...placeOrder(1));
  await rehearsal.clock.pass(900);
  return { c, ...rehearsal };
}

test('without a fault: acknowledged, working, executed, filled, charged', async () => {
  expect(story((await trade()).c)).toEqual(WHOLE);
});

test('a message is lost', async () => {
  const { c } = await trade({ name: 'message-lost', kind: 'execution' });
  expect(story(c)).toEqual(WHOLE.filter((id) => id !== '11'));
});

test('a message is late, behind others', async () => {
  const { c, clock } = await trade({ name: 'message-late', kind: 'open-order', seconds: 2, count: 1 });
  expect(story(c)).toEqual(WHOLE.slice(1));
  await clock.pass(2000);
  expect(story(c)).toEqual(['5']);
});

test('a message comes twice', async () => {
  const { c } = await trade({ name: 'message-twice', kind: 'execution' });
  expect(story(c)).toEqual(['5', '3', '5', '3', '11', '11', '5', '3', '59']);
});

test('a message is overtaken by the next; the last one of all is not kept for ever', async () => {
  const { c, clock } = await trade(
    { name: 'messages-swapped', kind: 'execution' },
    { name: 'messages-swapped', kind: 'commission' },
  );
  expect(story(c)).toEqual(['5', '3', '5', '3', '5', '11', '3']);
  await clock.pass(2000);
  expect(story(c)).toEqual(['59']);
});

test('byte by byte, and in order even where the fault ends in between', async () => {
  const { c, clock, practice } = await trade({ name: 'chunks', bytes: 1 });
  expect(new Set(c.chunks)).toEqual(new Set([1]));
  expect(story(c)).toEqual(WHOLE);
  practice.faults.clear('chunks');
  practice.faults.set({ name: 'chunks', bytes: 7, count: 2 });
  c.send(49, 1);
  c.send(49, 1);
  c.send(49, 1);
  await clock.pass(0);
  expect(story(c)).toEqual(['49', '49', '49']);
});

test('many messages in one piece', async () => {
  const { c, clock } = await trade({ name: 'coalesce', seconds: 2, count: 1 });
  expect(c.chunks).toEqual([]);
  await clock.pass(2000);
  expect(c.chunks).toHaveLength(1);
  expect(story(c)).toEqual(WHOLE);
  expect(c.chunks[0]).toBeGreaterThan(encodeFrame([59]).length * 8);
});
