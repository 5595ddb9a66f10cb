import { expect, test } from 'vitest';
import { InputError, requireFinite, requireLength } from '#engine/math/input-error.ts';

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
