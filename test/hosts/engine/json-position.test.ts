import { expect, test } from 'vitest';
import { brokenAt } from '#hosts/engine/json-position.ts';

test.each([
  ['{"a": NaN}', 6],
  ['{"a": [1, 2', 11],
  ['', 0],
  ['[1,]', 3],
  ['{"a" 1}', 5],
  ['nul', 3],
  ['nux', 2],
  ['{} x', 3],
  ['"abc', 4],
  ['[-x]', 2],
  ['[1.e]', 3],
])('%s breaks at %i', (text, at) => {
  expect(brokenAt(text)).toBe(at);
});
