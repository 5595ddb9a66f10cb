import { expect, test } from 'vitest';
import { money, shares } from '#shared/units.ts';
import { letGo } from '#engine/execution/working/families.ts';
import {
  aChild,
  aWork,
  alfa,
  approvedAt,
  golf,
  secondsLater,
  withChild,
} from '#test/support/work-builders.ts';

const over = { state: { stage: 'done', at: approvedAt } } as const;
const purse = { cash: money(1_000), restingSince: null };

test('a proposal’s trades stay together until the last of them is over', () => {
  const [done, live] = [aWork(alfa, over), aWork(golf)];
  expect(letGo([done, live], purse, new Map(), approvedAt, 1_000).works).toEqual([done, live]);
  const { works, purse: after } = letGo([done, { ...live, ...over }], purse, new Map(), approvedAt, 1_000);
  expect([works, after]).toEqual([[], { cash: 1_000, restingSince: approvedAt }]);
});

test('and until late fills have had their moment, but not for ever', () => {
  const child = aChild(aWork(), {
    status: { state: 'unresolved', since: approvedAt, why: '' },
    filled: shares(0),
  });
  const work = withChild(aWork(), child, over);
  const at = (seconds: number) =>
    letGo([work], purse, new Map([[child.intent.orderId, child]]), secondsLater(seconds), 1_000).works.length;
  expect([at(5), at(119), at(120)]).toEqual([1, 1, 0]);
});

test('a trade that was stopped stays until the order that it leaves behind has ended', () => {
  const child = aChild(aWork(), { status: { state: 'working', permId: 1 } });
  const stopped = { state: { stage: 'stopped', at: approvedAt, why: '', refusal: null } } as const;
  const work = withChild(aWork(), child, stopped);
  const left = (one: typeof work) =>
    letGo([one], purse, new Map([[child.intent.orderId, child]]), secondsLater(600), 1_000).works.length;
  expect([left(work), left({ ...work, level: 'auction' })]).toEqual([1, 0]);
});
