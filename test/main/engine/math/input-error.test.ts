import { expect, test } from 'vitest';
import {
  InputError,
  firstRepeated,
  requireDistinct,
  requireFinite,
  requireLength,
} from '#engine/math/input-error.ts';

test('the message names the field and the index', () => {
  const error = new InputError('cost', 3, 'must be finite');
  expect([error.message, error.field, error.index]).toEqual(['cost[3]: must be finite', 'cost', 3]);
  expect(new InputError('settings.kBuy', null, 'too large').message).toBe('settings.kBuy: too large');
});

test('the first number that is not finite is refused', () => {
  expect(() => requireFinite('pnlBps', [1, Number.NaN, Infinity])).toThrow(
    'pnlBps[1]: must be finite, got NaN',
  );
  expect(() => requireFinite('pnlBps', [1, -Infinity])).toThrow('pnlBps[1]');
  expect(() => requireFinite('pnlBps', [1, 2])).not.toThrow();
});

test('a wrong length is refused', () => {
  expect(() => requireLength('beta', [1, 2], 3)).toThrow('beta: must have 3 entries, got 2');
  expect(() => requireLength('beta', [1, 2, 3], 3)).not.toThrow();
});

test('a symbol that stands twice is refused with both its places', () => {
  expect(() => {
    requireDistinct('settings.universe', ['A', 'B', 'C', 'B', 'A']);
  }).toThrow('settings.universe[3]: B stands there twice, at 1 and at 3');
  expect(firstRepeated(['A', 'B', 'A'])).toEqual({ symbol: 'A', before: 0, at: 2 });
  expect(firstRepeated(['A', 'B'])).toBeNull();
  expect(() => {
    requireDistinct('settings.universe', []);
  }).not.toThrow();
});
