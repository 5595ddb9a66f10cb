import { describe, expect, test } from 'vitest';
import { ticker } from '#shared/ids.ts';
import { money } from '#shared/units.ts';
import { fold, initialState } from '#engine/fold.ts';
import { namesOf } from '#engine/names.ts';
import type { Name } from '#engine/names.ts';
import { agesOf, atrOf, grossOf, netOf, pnlOf, weightsOf } from '#engine/portfolio.ts';
import { clock, loaded, positionOf, settings, today } from '#test/support/engine-builders.ts';
import { addDays } from '#shared/calendar.ts';

const at = clock(11, 0);
const [alfa, brav, char] = ['ALFA', 'BRAV', 'CHAR'].map(ticker) as [
  Name['ticker'],
  Name['ticker'],
  Name['ticker'],
];

/** Three names: long 100 bought at 40, short 50 sold at 30, one not held. Prices 50, 27 and 10. */
function threeNames(): Name[] {
  const positions = [positionOf(alfa, 100, 40), positionOf(brav, -50, 30)];
  const { state } = fold(initialState(null), loaded(at, positions), at);
  const prices = [50, 27, 10];
  return namesOf(state, { ...settings, universe: [alfa, brav, char] }, at).map((name, i) => ({
    ...name,
    price: prices[i] ?? 0,
  }));
}

test('weights are signed market value over NAV', () => {
  const weights = weightsOf(threeNames(), money(100_000));
  expect(Array.from(weights)).toEqual([0.05, -0.0135, 0]);
  expect(grossOf(weights)).toBeCloseTo(0.0635, 12);
  expect(netOf(weights)).toBeCloseTo(0.0365, 12);
});

test('a gain is positive on both sides, in bps of the entry', () => {
  const [long, short, none] = pnlOf(threeNames());
  expect(long).toBeCloseTo(2500, 9);
  expect(short).toBeCloseTo(1000, 9);
  expect(none).toBe(0);
});

describe('average true range', () => {
  test('in percent of price; a name without one takes the mean of the others', () => {
    const [first, second, third] = atrOf(threeNames(), Float64Array.of(1, 0.81, Number.NaN));
    expect(first).toBeCloseTo(2, 12);
    expect(second).toBeCloseTo(3, 12);
    expect(third).toBeCloseTo(2.5, 12);
  });

  test('two percent where nobody can say', () => {
    expect(Array.from(atrOf(threeNames(), new Float64Array(3).fill(Number.NaN)))).toEqual([2, 2, 2]);
  });
});

test('age counts trading minutes since the entry, over the night and the weekend', () => {
  const friday = clock(15, 30, addDays(today, -4));
  const ages = agesOf(threeNames(), { ALFA: friday, BRAV: clock(10, 0), CHAR: friday }, at);
  // Half an hour on Friday, Monday, 90 minutes today; not held = 0.
  expect(Array.from(ages)).toEqual([30 + 390 + 90, 60, 0]);
});
