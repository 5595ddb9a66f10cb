import { describe, expect, test } from 'vitest';
import { execute, executionDecision } from '#engine/works.ts';
import { step } from '#engine/step.ts';
import type { Work } from '#shared/domain/work.ts';
import { proposalId, workId } from '#shared/ids.ts';
import { shares } from '#shared/units.ts';
import { freshQuotes } from '#test/support/engine-builders.ts';
import {
  aChild,
  aState,
  aWork,
  alfa,
  approvedAt,
  secondsLater,
  withChild,
  workInput,
  workSettings,
} from '#test/support/work-builders.ts';

const input = workInput(approvedAt, { seq: 7 });
const run = (works: readonly Work[], born: readonly Work[] = []) =>
  execute(aState(works), born, input, workSettings);

describe('a step of execution', () => {
  test('sends through the guard, and the order belongs to its work from then on', () => {
    const { orders, state, silent } = run([aWork()]);
    expect(orders).toMatchObject([
      { orderId: 'dd-k3x9-7-0', ticker: alfa, child: { workId: 'w-ALFA', of: 100 } },
    ]);
    expect(state.orders.map(({ intent, status }) => [intent.orderId, status.state])).toEqual([
      ['dd-k3x9-7-0', 'journalled'],
    ]);
    expect([state.works[0]?.children, silent]).toEqual([['dd-k3x9-7-0'], false]);
  });

  test('is silent where only fills were counted', () => {
    const child = aChild(aWork(), { filled: shares(10) });
    const state = aState([withChild(aWork(), child)], [child]);
    const { silent, works } = execute(state, [], input, workSettings);
    expect([silent, works.map(({ filled }) => filled)]).toEqual([true, [10]]);
  });

  test('never works on one name twice', () => {
    const again = aWork(alfa, { workId: workId('again'), proposalId: proposalId('p2') });
    const { works, orders } = run([aWork()], [again]);
    expect(works.find((work) => work.workId === again.workId)?.state).toMatchObject({
      ...{ stage: 'stopped', why: 'ALFA is being worked on already, for proposal k3x9-p1.' },
    });
    expect(orders).toHaveLength(1);
  });

  test('after a restart goes on only where orders may go, and is no restart any more then', () => {
    const state = { ...aState([aWork()]), restored: true };
    const blocked = execute(state, [], { ...input, ordersBlocked: 'not reconciled' }, workSettings);
    expect(blocked.works[0]?.state).toMatchObject({ stage: 'stopped' });
    const on = execute(state, [], input, workSettings);
    expect([on.orders.length, on.state.restored, on.silent]).toEqual([1, false, false]);
  });

  test('is a decision that computed nothing', () => {
    const execution = run([aWork()]);
    const decision = executionDecision(execution, input);
    expect(decision).toMatchObject({ seq: 7, pace: 'execution', drift: [], proposal: null, idle: null });
    expect(decision.orders).toBe(execution.orders);
  });
});

test('an execution step folds the facts and leaves the open proposal as it is', () => {
  const at = secondsLater(1);
  const before = aState([]);
  const { state, decision, silent } = step(
    before,
    workInput(at, { events: [freshQuotes(at)] }),
    workSettings,
  );
  expect([state.open, decision.ended, silent]).toEqual([before.open, [], true]);
  expect(state.quotes[alfa]?.at).toBe(at);
});
