import { expect, test } from 'vitest';
import { shares } from '#shared/units.ts';
import { hedgeSize } from '#engine/execution/working/hedge-size.ts';
import { aWork, alfa, golf } from '#test/support/work-builders.ts';

// Every share bought calls for half a share of the hedge sold short.
const hedge = aWork(golf, { side: 'SELL', isHedge: true, shares: shares(80) });
const bought = (filled: number) =>
  aWork(alfa, { shares: shares(100), filled: shares(filled), hedgePerShare: -0.5 });
const sold = (filled: number) =>
  aWork(alfa, { side: 'SELL', shares: shares(100), filled: shares(filled), hedgePerShare: -0.5 });

test.each([
  ['all filled: the whole hedge', [bought(100)], 0, 80],
  ['half filled: what belongs to the rest is left out', [bought(50)], 0, 55],
  ['nothing filled, and the old book asks for 30', [bought(0)], 0, 30],
  ['a sale that did not fill asks for more, but never more than was approved', [sold(0)], 0, 80],
  ['a sale not filled beside a purchase not filled', [sold(0), bought(0)], 0, 80],
  ['trades that were not approved take their part too', [bought(100)], -50, 30],
  ['what would turn the hedge round is none', [bought(0), bought(0)], 0, 0],
])('%s', (_, others, hedgeShift, expected) => {
  expect(hedgeSize({ ...hedge, hedgeShift }, others)).toBe(expected);
});
