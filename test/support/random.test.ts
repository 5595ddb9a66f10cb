import { expect, test } from 'vitest';
import { seededRandom } from '#test/support/random.ts';

const draw = (seed: number, count: number, what: 'uniform' | 'normal') => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random[what]());
};

test('a seed decides the whole stream, and another seed another one', () => {
  expect(draw(7, 20, 'uniform')).toEqual(draw(7, 20, 'uniform'));
  expect(draw(7, 20, 'uniform')).not.toEqual(draw(8, 20, 'uniform'));
});

test('uniform numbers lie in [0, 1) and centre on a half', () => {
  const values = draw(1, 20_000, 'uniform');
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  expect(values.reduce((a, b) => a + b, 0) / values.length).toBeCloseTo(0.5, 1);
});

test('normal numbers have mean 0 and variance 1', () => {
  const values = draw(2, 20_000, 'normal');
  expect(values.reduce((a, b) => a + b, 0) / values.length).toBeCloseTo(0, 1);
  expect(values.reduce((a, b) => a + b * b, 0) / values.length).toBeCloseTo(1, 1);
});
