import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { stableOrder } from '#engine/math/order.ts';

const byComparison = (keys: readonly number[]): number[] =>
  [...keys.keys()].toSorted((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);

test.each<[string, number[]]>([
  ['nothing', []],
  ['one', [3]],
  ['signs', [1, -1, 2, -2, 0]],
  ['zeros of both signs are equal', [0, -0, 0, -0, -1]],
  ['equal keys keep their order', [2, 1, 2, 1, 2, 1]],
  [
    'the smallest and the largest',
    [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, -Number.MIN_VALUE, 1e-300],
  ],
])('%s', (_, keys) => {
  expect(Array.from(stableOrder(Float64Array.from(keys)))).toEqual(byComparison(keys));
});

test('many keys that differ in their last bits only', () => {
  const keys = Array.from({ length: 100 }, (_, k) => 1 + ((k * 37) % 50) * Number.EPSILON);
  expect(Array.from(stableOrder(Float64Array.from(keys)))).toEqual(byComparison(keys));
});

test('more keys than ever before, then fewer, in the same room', () => {
  const keys = (count: number) => Array.from({ length: count }, (_, k) => Math.sin(k * k));
  for (const count of [5000, 3, 0, 700])
    expect(Array.from(stableOrder(Float64Array.from(keys(count))))).toEqual(byComparison(keys(count)));
});

test('any finite keys: as a stable sort by comparison', () => {
  const key = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -3, max: 3 }));
  fc.assert(
    fc.property(fc.array(key, { maxLength: 200 }), (keys) => {
      expect(Array.from(stableOrder(Float64Array.from(keys)))).toEqual(byComparison(keys));
    }),
  );
});
