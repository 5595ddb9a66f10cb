import { expect, test } from 'vitest';
import { name, sector } from '#engine/execution/limits/concentration.ts';
import { instrumentOf, positionOf, universe } from '#test/support/engine-builders.ts';
import { atAndUnder, buys, measuredBy, sells, withHard, withState } from '#test/support/limit-cases.ts';

test.each([
  [name, 'name'],
  [sector, 'sector'],
] as const)('passes at its limit and not over it, and lets a reduction go', (rule, band) => {
  const [at, under] = atAndUnder(rule, band, buys(300));
  expect([at.passed, under.passed]).toEqual([true, false]);
  expect(rule.check(sells(500), withHard(band, 1e-9), []).passed).toBe(true);
  expect(rule.check(sells(600), withHard(band, 1e-9), []).passed).toBe(false);
});

test('a sector counts all its names', () => {
  const same = universe.filter((each) => instrumentOf(each).sector === instrumentOf(buys().ticker).sector);
  expect(same.length).toBeGreaterThan(2);
  const positions = Object.fromEntries(same.slice(1).map((each) => [each, positionOf(each, 100)]));
  const alone = measuredBy(sector, buys());
  expect(measuredBy(sector, buys(), withState({ positions }))).toBeGreaterThan(2 * alone);
});
