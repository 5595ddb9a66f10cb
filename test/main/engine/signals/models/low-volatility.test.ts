import { expect, test } from 'vitest';
import { lowVolatility } from '#engine/signals/models/low-volatility.ts';
import { historyOf, nowOf } from '#test/support/model-market.ts';

/** Closes that go up and down by a fraction in turn. */
const swinging = (count: number, by: number): number[] =>
  Array.from({ length: count }, (_, t) => (t % 2 === 0 ? 100 : 100 * (1 + by)));

test('calm names score higher; the score is minus the deviation', () => {
  const [calm = 0, wild = 0, none] = lowVolatility.prepare(
    historyOf([
      swinging(253, 0.01),
      swinging(253, 0.1),
      swinging(126, 0.01).concat(swinging(127, 0.01).fill(Number.NaN)),
    ]),
  )(nowOf([100, 100, 100]));
  expect(calm).toBeGreaterThan(wild);
  expect(calm).toBeCloseTo(-(0.01 + 0.01 / 1.01) / 2, 12);
  expect(none).toBeNaN();
});
