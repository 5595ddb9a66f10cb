import { expect, test } from 'vitest';
import { rankByZ, signalOrLowest, worstFirst } from '#engine/optimizer/rotation/ranks.ts';

const z = Float64Array.of(1, Number.NaN, 3, 1, -2, Number.NaN);

test('ranks go by z, ties to the lower index, none without a signal', () => {
  const { best, rank } = rankByZ(z);
  expect(Array.from(best)).toEqual([2, 0, 3, 4]);
  expect(Array.from(rank)).toEqual([2, Infinity, 1, 3, 4, Infinity]);
});

test('worst first: no signal before all, ties to the higher index', () => {
  const { rank } = rankByZ(z);
  expect(worstFirst([0, 1, 2, 3, 4, 5], rank)).toEqual([5, 1, 4, 3, 0, 2]);
  expect(worstFirst([1, 2, 3], rank)).toEqual([1, 3, 2]);
  expect(worstFirst([], rank)).toEqual([]);
});

test('no signal is lower than any signal', () => {
  expect(signalOrLowest(Number.NaN)).toBe(-Infinity);
  expect(signalOrLowest(-9)).toBe(-9);
});
