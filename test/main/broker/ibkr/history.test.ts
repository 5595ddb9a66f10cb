import { expect, test } from 'vitest';
import { durationOf } from '#broker/ibkr/history.ts';

test.each([
  [1, '1 D'],
  [365, '365 D'],
  [366, '2 Y'],
  [500, '2 Y'],
  [504, '3 Y'],
])('%i days are asked for as %s', (days, text) => {
  expect(durationOf(days)).toBe(text);
});
