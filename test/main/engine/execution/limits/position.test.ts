import { expect, test } from 'vitest';
import { position } from '#engine/execution/limits/position.ts';
import { orderId } from '#shared/ids.ts';
import { orderOf, rotating } from '#test/support/engine-builders.ts';
import { buys, limitContext, sells, withState } from '#test/support/limit-cases.ts';

test('what is held may be sold, and not a share more; others, works and the batch take their part', () => {
  expect(position.check(sells(500), limitContext, [])).toMatchObject({
    passed: true,
    value: 500,
    limit: 500,
  });
  expect(position.check(sells(501), limitContext, []).refusal?.kind).toBe('over-position');
  expect(position.check(sells(401), limitContext, [sells(100)]).passed).toBe(false);
  expect(position.check(sells(401), withState({ foreign: { GOLF: { buy: 0, sell: 100 } } }), []).passed).toBe(
    false,
  );
  const orders = [orderOf(sells(100, { orderId: orderId('w') }))];
  expect(position.check(sells(401), withState({ orders }), []).passed).toBe(false);
  expect(position.check(buys(9999), limitContext, []).passed).toBe(true);
});

test('what may be short goes to the proposal’s target', () => {
  const short = { ...limitContext, settings: rotating({ longShort: true }), targets: { GOLF: -200 } };
  expect(position.check(sells(700), short, []).passed).toBe(true);
  expect(position.check(sells(701), short, []).passed).toBe(false);
});
