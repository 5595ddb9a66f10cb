import { expect, test } from 'vitest';
import { BrokenInvariant } from '#shared/assert.ts';
import { priceMoved } from '#engine/execution/limits/price-moved.ts';
import { price } from '#shared/units.ts';
import { buys, limitContext, limitsAt, sells } from '#test/support/limit-cases.ts';

const at = (mid: number) => ({ decision: { bid: price(mid - 0.01), ask: price(mid + 0.01), at: limitsAt } });
const proposed = { ...limitContext, proposed: { ALFA: price(100), GOLF: price(100) } };

test('half a percent against us passes, a little more does not; in our favour all passes', () => {
  expect(priceMoved.check(buys(1, at(100.499)), proposed, []).refusal).toBeNull();
  expect(priceMoved.check(buys(1, at(100.51)), proposed, []).refusal?.kind).toBe('price-moved');
  expect(priceMoved.check(buys(1, at(50)), proposed, []).passed).toBe(true);
  expect(priceMoved.check(sells(1, at(99.501)), proposed, []).refusal).toBeNull();
  expect(priceMoved.check(sells(1, at(99.49)), proposed, []).refusal?.kind).toBe('price-moved');
});

test('a name that nobody proposed is a broken invariant', () => {
  expect(() => priceMoved.check(buys(), { ...limitContext, proposed: {} }, [])).toThrow(BrokenInvariant);
});
