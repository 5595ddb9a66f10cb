import { expect, test } from 'vitest';
import { columnSums, filledUp, inFours } from '#engine/math/fours.ts';
import { sum } from '#engine/math/linear.ts';
import { seededRandom } from '#test/support/random.ts';

const random = seededRandom(4);
const columns = Array.from({ length: 7 }, () => Float64Array.from({ length: 50 }, () => random.normal()));

test.each([0, 1, 4, 5, 7])('sums of %i columns have the bits of each alone', (count) => {
  const some = columns.slice(0, count);
  expect(Array.from(columnSums(some))).toEqual(some.map(sum));
});

test('a column that misses a value has no sum, and its neighbours do', () => {
  const sums = columnSums(columns.map((column, i) => (i === 1 ? column.map(() => Number.NaN) : column)));
  expect(Array.from(sums, Number.isNaN)).toEqual([false, true, false, false, false, false, false]);
});

test('the last four are filled up with zeros', () => {
  const [first, last] = inFours(columns.slice(0, 5));
  expect(first).toEqual(columns.slice(0, 4));
  expect(last?.slice(1).every((column) => column.every((x) => x === 0))).toBe(true);
  expect(Array.from(filledUp(Float64Array.of(1, 2, 3, 4, 5)))).toEqual([1, 2, 3, 4, 5, 0, 0, 0]);
  expect(filledUp(new Float64Array(4))).toHaveLength(4);
});
