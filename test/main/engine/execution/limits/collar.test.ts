import { expect, test } from 'vitest';
import { fromLast, fromMid } from '#engine/execution/limits/collar.ts';
import { price } from '#shared/units.ts';
import { quoteOf } from '#test/support/engine-builders.ts';
import { atAndUnder, buys, limitsAt, sells, withHard, withState } from '#test/support/limit-cases.ts';
import { alfa } from '#test/support/work-builders.ts';

const limitAt = (limit: number) => ({
  style: { type: 'LMT', limit: price(limit) } as const,
  decision: { bid: price(99.99), ask: price(100.01), at: limitsAt },
});

test.each([
  [fromMid, 'fromMid'],
  [fromLast, 'fromLast'],
] as const)('passes at its limit and not over it', (rule, name) => {
  const [at, under] = atAndUnder(rule, name, buys(1, { style: { type: 'MKT' } }));
  expect([at.passed, under.passed]).toEqual([true, false]);
});

test('both ways off the middle count, for purchases and sales', () => {
  const where = withHard('fromMid', 0.010001);
  for (const [limit, passed] of [
    [101, true],
    [101.01, false],
    [99, true],
    [98.99, false],
  ] as const) {
    expect(fromMid.check(buys(1, limitAt(limit)), where, []).passed).toBe(passed);
    expect(fromMid.check(sells(1, limitAt(limit)), where, []).passed).toBe(passed);
  }
});

test('where nothing was traded yet there is no distance from it', () => {
  const none = withState({ quotes: { ALFA: quoteOf(alfa, limitsAt, { last: null }) } });
  expect(fromLast.check(buys(), none, [])).toMatchObject({ passed: true, value: null });
});
