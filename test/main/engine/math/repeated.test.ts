import { expect, test } from 'vitest';
import { repeated } from '#engine/math/repeated.ts';

test('the same value n times', () => {
  const value = {};
  expect(repeated(3, value)).toEqual([value, value, value]);
  expect(repeated(3, value)[2]).toBe(value);
  expect(repeated(0, 1)).toEqual([]);
});
