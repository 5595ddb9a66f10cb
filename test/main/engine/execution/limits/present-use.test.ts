import { expect, test } from 'vitest';
import { presentUse } from '#engine/execution/limits/present-use.ts';
import { limitIds } from '#shared/domain/limit.ts';
import { midOf, orderOf } from '#test/support/engine-builders.ts';
import { buys, limitContext, onDay, withState } from '#test/support/limit-cases.ts';
import { golf } from '#test/support/work-builders.ts';

const use = (rule: string, where = limitContext) => presentUse(where).find((each) => each.rule === rule);

test('names a limit once, and each that has a number has one', () => {
  const uses = presentUse(limitContext);
  expect(new Set(uses.map(({ rule }) => rule)).size).toBe(uses.length);
  for (const { rule, hard } of uses) {
    expect(limitIds).toContain(rule);
    expect(hard).not.toBeNull();
  }
});

test('counts what is held and what works, and says where most of it is', () => {
  const held = (500 * midOf(golf)) / 1_000_000;
  expect(use('gross')?.value).toBeCloseTo(held, 12);
  expect(use('name')).toMatchObject({ at: 'GOLF', value: expect.closeTo(held, 12) });
  const busy = withState({ orders: [orderOf(buys(1000))] });
  expect(use('name', busy)?.at).toBe('ALFA');
  expect(use('active-orders', busy)).toMatchObject({ value: 1, at: 'BUY ALFA' });
  expect(use('order-value')?.value).toBeNull();
});

test('counts the day', () => {
  const day = onDay({
    ...{ submits: 20, cancels: 10, executed: 4, loss: 0.01, ordersLastMinute: 7 },
    traded: { GOLF: { shares: 20_000, value: 1_000_000 } },
  });
  expect(use('order-efficiency', day)?.value).toBe(6);
  expect(use('day-turnover', day)?.value).toBe(1);
  expect(use('adv-day', day)).toMatchObject({ value: 0.01, at: 'GOLF' });
  expect(use('day-loss', day)?.value).toBe(0.01);
  expect(use('orders-minute', day)?.value).toBe(7);
});
