import { expect, test } from 'vitest';
import { riskScaled } from '#engine/signals/scores.ts';

const plain = { sigmaFloor: 1e-4, unitDispersion: false };

test('z is score over σ, σ no less than its floor, and what is not finite is no signal', () => {
  const z = riskScaled(
    Float64Array.of(0.01, 0.001, Number.NaN, 1),
    Float64Array.of(0.02, 0, 0.02, Number.NaN),
    plain,
  );
  expect(Array.from(z)).toEqual([0.5, 10, Number.NaN, Number.NaN]);
});

test('unit dispersion makes the mean square of the signals one', () => {
  const z = riskScaled(Float64Array.of(0.03, -0.04, Number.NaN), new Float64Array(3).fill(0.01), {
    ...plain,
    unitDispersion: true,
  });
  expect((z[0] as number) ** 2 + (z[1] as number) ** 2).toBeCloseTo(2, 14);
  expect((z[1] as number) / (z[0] as number)).toBeCloseTo(-4 / 3, 14);
  expect(z[2]).toBeNaN();
});

test('scores that are all zero, or all missing, are left alone', () => {
  const settings = { ...plain, unitDispersion: true };
  expect(Array.from(riskScaled(Float64Array.of(0, 0), Float64Array.of(1, 1), settings))).toEqual([0, 0]);
  expect(Array.from(riskScaled(Float64Array.of(Number.NaN), Float64Array.of(1), settings))).toEqual([
    Number.NaN,
  ]);
});
