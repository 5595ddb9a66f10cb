import { describe, expect, test } from 'vitest';
import { become, cancelling, done, still, stop, waiting } from '#engine/execution/working/moves.ts';
import { childrenOf } from '#engine/execution/working/children.ts';
import { aChild, aWork, approvedAt, secondsLater, withChild } from '#test/support/work-builders.ts';

const child = aChild(aWork());
const work = withChild(aWork(), child);
const children = childrenOf(work, new Map([[child.intent.orderId, child]]), approvedAt, 1_000);
const { orderId } = child.intent;

test('a state that says the same is the same work', () => {
  expect(become(work, { stage: 'passive', since: secondsLater(9) })).toBe(work);
  const waits = waiting(work, 'proceeds', 'a', approvedAt).work;
  expect(waiting(waits, 'proceeds', 'b', secondsLater(1)).work).toBe(waits);
  expect(waiting(waits, 'turn', 'b', secondsLater(1)).work.state).toMatchObject({ for: 'turn', why: 'b' });
  expect(still(work)).toEqual({ work, place: null, cancel: null, preview: null });
  expect(done(work, approvedAt).work.state).toEqual({ stage: 'done', at: approvedAt });
});

describe('a cancel', () => {
  test('is asked once, and again where the first asking was lost', () => {
    const first = cancelling(work, children, 'why', approvedAt);
    expect(first.cancel).toBe(orderId);
    expect(cancelling(first.work, children, 'again', secondsLater(5)).cancel).toBeNull();
    expect(cancelling(first.work, children, 'again', secondsLater(11))).toMatchObject({
      cancel: orderId,
      work: { asked: { why: 'why' } },
    });
  });

  test('goes with a stop where that is wanted, and not where one is on its way', () => {
    expect(stop(work, children, 'why', true, approvedAt).cancel).toBe(orderId);
    expect(stop(work, children, 'why', false, approvedAt)).toMatchObject({
      ...{ cancel: null, work: { state: { stage: 'stopped', why: 'why', refusal: null } } },
    });
    const leaving = aChild(aWork(), { status: { state: 'cancelling', since: approvedAt } });
    const gone = childrenOf(work, new Map([[orderId, leaving]]), approvedAt, 1_000);
    expect(stop(work, gone, 'why', true, approvedAt).cancel).toBeNull();
  });
});
