import { expect, test } from 'vitest';
import { duplicate } from '#engine/execution/limits/duplicate.ts';
import { orderId } from '#shared/ids.ts';
import { orderOf } from '#test/support/engine-builders.ts';
import { buys, limitContext, limitsAt, sells, withState } from '#test/support/limit-cases.ts';

const other = buys(5, { orderId: orderId('other') });
test.each([
  ['nothing else', [], [], true],
  ['an order that works in the name', [orderOf(other)], [], false],
  ['one that ended', [orderOf(other, { status: { state: 'filled', at: limitsAt } })], [], true],
  [
    'one of the same number, ended',
    [orderOf(buys(), { status: { state: 'filled', at: limitsAt } })],
    [],
    false,
  ],
  ['one of the batch', [], [other], false],
  ['one of the batch in another name', [], [sells()], true],
])('%s', (_, orders, passed, passes) => {
  expect(duplicate.check(buys(), withState({ orders }), passed).passed).toBe(passes);
  expect(duplicate.check(buys(), limitContext, []).passed).toBe(true);
});
