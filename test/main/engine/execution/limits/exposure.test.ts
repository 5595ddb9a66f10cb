import { expect, test } from 'vitest';
import { gross, net } from '#engine/execution/limits/exposure.ts';
import { midOf, rotating } from '#test/support/engine-builders.ts';
import { atAndUnder, buys, limitContext, measuredBy, sells, withHard } from '#test/support/limit-cases.ts';
import { golf } from '#test/support/work-builders.ts';

test.each([
  [gross, 'gross'],
  [net, 'netOutside'],
] as const)('passes at its limit and not over it', (rule, name) => {
  const [at, under] = atAndUnder(rule, name);
  expect([at.passed, under.passed]).toEqual([true, false]);
  expect(rule.check(sells(500), withHard(name, 1e-9), []).passed).toBe(true);
});

test('net is held to the upper end by purchases and to the lower one by sales', () => {
  const where = { ...limitContext, settings: rotating({ longShort: true, netMin: -0.1, netMax: 0.2 }) };
  const held = (500 * midOf(golf)) / 1_000_000;
  expect(measuredBy(net, buys(0), where)).toBeCloseTo(held - 0.2, 9);
  const short = (600 * midOf(golf)) / 1_000_000;
  expect(measuredBy(net, sells(1100), where)).toBeCloseTo(-0.1 + short, 9);
});

test('the hedge is in neither', () => {
  const hedged = {
    ...withHard('gross', 1e-9),
    settings: { ...withHard('gross', 1e-9).settings, hedge: { ticker: golf } },
  };
  expect(gross.check(sells(900), hedged, []).passed).toBe(true);
});
