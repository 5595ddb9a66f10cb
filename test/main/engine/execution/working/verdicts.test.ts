import { expect, test } from 'vitest';
import type { ApprovedOrder, Refusal } from '#shared/domain/order.ts';
import type { Work } from '#shared/domain/work.ts';
import { proposalId, workId } from '#shared/ids.ts';
import { money } from '#shared/units.ts';
import { judged } from '#engine/execution/working/verdicts.ts';
import { aChild, aWork, approvedAt } from '#test/support/work-builders.ts';

const work = aWork(undefined, { level: 'mid' });
const { intent } = aChild(work);
const refusedWith = (refusal: Refusal, change: Partial<Work> = {}) =>
  judged([{ ...work, ...change }], { approved: [], refused: [{ intent, refusal }] }, approvedAt);

test('what passed belongs to its work, with the quotes of its arrival', () => {
  const { works } = judged([work], { approved: [intent as ApprovedOrder], refused: [] }, approvedAt);
  expect(works).toMatchObject([
    { children: [intent.orderId], arrival: intent.child?.send, asked: null, state: { stage: 'mid' } },
  ]);
});

test('what no waiting changes ends the work; all else is waited out, and not told each time', () => {
  const lasting = refusedWith({ kind: 'restricted' });
  expect(lasting.works).toMatchObject([{ state: { stage: 'stopped', refusal: { kind: 'restricted' } } }]);
  expect(lasting.refused).toHaveLength(1);
  const passing = refusedWith({ kind: 'buying-power', needed: money(2), available: money(1) });
  expect(passing.works).toMatchObject([{ state: { stage: 'waiting', for: 'guard' } }]);
  expect(passing.refused).toEqual([]);
});

test('one order at once is refused at once; its later parts wait', () => {
  const moved: Refusal = { kind: 'market-closed' };
  expect(refusedWith(moved, { style: 'LMT' }).refused).toHaveLength(1);
  expect(refusedWith(moved, { style: 'LMT', children: [intent.orderId] }).refused).toEqual([]);
});

test('one order at once waits for what its proposal still takes away, and no longer', () => {
  const full: Refusal = {
    ...{ kind: 'limit', rule: 'gross', value: 1.3, limit: 1.25, unit: 'fraction' },
    ...{ words: 'gross would be 130 %', lasting: false },
  };
  const sale = aWork(undefined, { workId: workId('sale'), reduces: true });
  const buying = { ...work, style: 'LMT' as const };
  const after = (other: Work, refusal: Refusal = full) =>
    judged([other, buying], { approved: [], refused: [{ intent, refusal }] }, approvedAt).works[1]?.state;
  expect(after(sale)).toMatchObject({ stage: 'waiting', for: 'guard' });
  expect(after(sale, { ...full, lasting: true })).toMatchObject({ stage: 'stopped' });
  expect(after(sale, { kind: 'market-closed' })).toMatchObject({ stage: 'stopped' });
  expect(after({ ...sale, proposalId: proposalId('other') })).toMatchObject({ stage: 'stopped' });
  expect(after({ ...sale, reduces: false })).toMatchObject({ stage: 'stopped' });
  const over: Work['state'] = { stage: 'done', at: approvedAt };
  expect(after({ ...sale, state: over })).toMatchObject({ stage: 'stopped' });
});

test('a work of which nothing was asked stays as it is', () => {
  expect(judged([work], { approved: [], refused: [] }, approvedAt).works[0]).toBe(work);
});
