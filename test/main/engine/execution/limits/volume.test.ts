import { expect, test } from 'vitest';
import { advDay, advOrder } from '#engine/execution/limits/volume.ts';
import { orderId } from '#shared/ids.ts';
import { orderOf } from '#test/support/engine-builders.ts';
import {
  atAndUnder,
  buys,
  limitContext,
  onDay,
  sells,
  withHard,
  withState,
} from '#test/support/limit-cases.ts';

test('an order passes at its share of the volume and not a share over it; an unknown volume lets none', () => {
  const where = (adv: number) => ({ ...limitContext, adv: { ALFA: adv } });
  expect(advOrder.check(buys(100), where(10_000), []).passed).toBe(true);
  expect(advOrder.check(buys(101), where(10_000), []).refusal).toMatchObject({
    kind: 'over-adv',
    limit: 100,
  });
  expect(advOrder.check(buys(1), { ...limitContext, adv: {} }, []).passed).toBe(false);
});

test('a day’s trades in a name add up, with what works and what the batch has', () => {
  const [at, under] = atAndUnder(advDay, 'advPerDay');
  expect([at.passed, under.passed]).toEqual([true, false]);
  expect(under.refusal).toMatchObject({ kind: 'limit', rule: 'adv-day', lasting: true });
  const traded = onDay({ traded: { ALFA: { shares: 1900, value: 1 } } });
  expect(advDay.check(buys(100), traded, []).value).toBeCloseTo(2000 / 2_000_000, 12);
  const orders = [orderOf(buys(300, { orderId: orderId('w') }))];
  expect(advDay.check(buys(100), withState({ orders }), [buys(50)]).value).toBeCloseTo(450 / 2_000_000, 12);
});

test('a reduction is shown and passes', () => {
  expect(advDay.check(sells(500), withHard('advPerDay', 1e-6), [])).toMatchObject({
    passed: true,
    exempt: true,
  });
});
