import { describe, expect, test } from 'vitest';
import type { OrderState } from '#shared/domain/order.ts';
import { shares } from '#shared/units.ts';
import { childrenOf, isSettled, troubleWith } from '#engine/execution/working/children.ts';
import { aChild, aWork, approvedAt, secondsLater, withChild } from '#test/support/work-builders.ts';

const at = secondsLater(10);
const told = (status: OrderState, filled = 0, updatedAt = approvedAt) => {
  const child = aChild(aWork(), { status, filled: shares(filled), updatedAt });
  const work = withChild(aWork(), child);
  return { work, children: childrenOf(work, new Map([[child.intent.orderId, child]]), at, 1_000) };
};

describe('what may still turn out to have filled', () => {
  test.each<[string, OrderState, number, number, boolean]>([
    ['an order that works, whole', { state: 'working', permId: 1 }, 30, 100, false],
    ['one nobody knows about, whole', { state: 'unresolved', since: approvedAt, why: '' }, 30, 100, false],
    ['one cancelled long ago, what it filled', { state: 'cancelled', at: approvedAt, why: '' }, 30, 30, true],
    [
      'one cancelled a moment ago, whole',
      { state: 'cancelled', at: secondsLater(9.5), why: '' },
      30,
      100,
      false,
    ],
    ['one called filled before its executions, whole', { state: 'filled', at: approvedAt }, 30, 100, true],
  ])('%s', (_, status, filled, possible, settled) => {
    expect(told(status, filled).children).toMatchObject({ filled, possible, settled });
  });

  test('a fill after the end starts the moment anew', () => {
    const status: OrderState = { state: 'cancelled', at: approvedAt, why: '' };
    const { children } = told(status, 30, secondsLater(9.8));
    expect(children).toMatchObject({ possible: 100, settled: false });
    const [child] = children.all;
    expect(child && isSettled(child, secondsLater(11), 1_000)).toBe(true);
  });
});

describe('what ends a work', () => {
  test.each<[OrderState, RegExp | null]>([
    [{ state: 'unresolved', since: at, why: 'nobody knows' }, /unresolved: nobody knows/],
    [{ state: 'rejected', at, code: 201, why: 'no' }, /rejected \(201\): no/],
    [{ state: 'never-sent', why: 'closed' }, /was not sent: closed/],
    [{ state: 'cancelled', at, why: 'by hand' }, /not by the desk: by hand/],
    [{ state: 'cancelling', since: at }, /cancel of order .* was asked for/],
    [{ state: 'working', permId: 1 }, null],
    [{ state: 'held', why: 'locate' }, null],
    [{ state: 'filled', at }, null],
  ])('%j', (status, words) => {
    const { work, children } = told(status);
    const trouble = troubleWith(work, children);
    if (words === null) expect(trouble).toBeNull();
    else expect(trouble).toMatch(words);
  });

  test('not a cancel that the desk asked for itself', () => {
    const { work, children } = told({ state: 'cancelled', at, why: '' });
    const [orderId] = work.children;
    if (orderId === undefined) throw new Error('no child');
    expect(troubleWith({ ...work, asked: { orderId, at, why: '' } }, children)).toBeNull();
  });

  test('a child of which nobody tells', () => {
    const work = withChild(aWork(), aChild(aWork()));
    expect(troubleWith(work, childrenOf(work, new Map(), at, 1_000))).toMatch(/nothing is known of it/);
  });
});
