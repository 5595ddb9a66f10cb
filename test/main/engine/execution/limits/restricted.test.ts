import { expect, test } from 'vitest';
import { frozen, restricted } from '#engine/execution/limits/restricted.ts';
import { buys, limitContext, sells, withState } from '#test/support/limit-cases.ts';
import { alfa } from '#test/support/work-builders.ts';

test('a name on the list keeps its weight, both ways; the others trade', () => {
  const where = { ...limitContext, settings: { ...limitContext.settings, restricted: [alfa] } };
  expect(restricted.check(buys(), where, []).refusal).toEqual({ kind: 'restricted' });
  expect(restricted.check(buys(100, { side: 'SELL' }), where, []).passed).toBe(false);
  expect(restricted.check(sells(), where, []).passed).toBe(true);
});

test('a name that the desk freezes waits, and says why', () => {
  const where = withState({ frozen: { ALFA: 'an order by hand' } });
  expect(frozen.check(buys(), where, []).refusal).toEqual({ kind: 'halted', reason: 'an order by hand' });
  expect(frozen.check(sells(), where, []).passed).toBe(true);
});
