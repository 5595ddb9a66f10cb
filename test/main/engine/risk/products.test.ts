import { describe, expect, test } from 'vitest';
import { seededRandom } from '#test/support/random.ts';
import { emptyProductMemory, sumProducts } from '#engine/risk/products.ts';

const days = 200;
const random = seededRandom(3);
/** Weekdays. */
const ids = Float64Array.from({ length: days }, (_, t) => 20_000 + 7 * Math.floor(t / 5) + (t % 5));
const columns = Array.from({ length: 4 }, () => Float64Array.from({ length: days }, () => random.normal()));
const window = (from: number, to: number) => ({
  columns: columns.map((column) => column.subarray(from, to)),
  ids: ids.subarray(from, to),
});
const sums = (from: number, to: number, memory = emptyProductMemory()) => {
  const { columns, ids } = window(from, to);
  return Array.from(sumProducts(columns, ids, memory));
};

describe('sums of products', () => {
  test('are those of the definition, in packed order', () => {
    const [a, b] = columns as [Float64Array, Float64Array];
    const got = sums(0, days);
    const product = (x: Float64Array, y: Float64Array) =>
      x.reduce((total, value, t) => total + value * (y[t] ?? 0), 0);
    expect(got).toHaveLength(10);
    expect(got[0]).toBeCloseTo(product(a, a), 10);
    expect(got[1]).toBeCloseTo(product(a, b), 10);
    expect(got[4]).toBeCloseTo(product(b, b), 10);
  });

  test('carried from window to window have the bits of sums made from nothing', () => {
    const memory = emptyProductMemory();
    for (let t = 1; t <= 60; t++) expect(sums(0, t, memory)).toEqual(sums(0, t));
    for (let t = 61; t <= days; t++) expect(sums(t - 60, t, memory)).toEqual(sums(t - 60, t));
  });

  test('several rows at once, or a window that only shrinks, go on from the memory too', () => {
    const memory = emptyProductMemory();
    for (const [from, to] of [
      [0, 50],
      [3, 97],
      [40, 97],
      [90, 150],
      [90, 200],
    ] as const)
      expect(sums(from, to, memory)).toEqual(sums(from, to));
  });

  test('a memory of other rows, other names or corrected values is not used', () => {
    const memory = emptyProductMemory();
    sums(0, 60, memory);
    expect(sums(100, 160, memory)).toEqual(sums(100, 160));
    const fewer = window(101, 161);
    expect(Array.from(sumProducts(fewer.columns.slice(1), fewer.ids, memory))).toEqual(
      Array.from(sumProducts(fewer.columns.slice(1), fewer.ids, emptyProductMemory())),
    );
    sums(0, 60, memory);
    const corrected = columns.map((column) => column.map((x, t) => (t === 30 ? 2 * x : x)).subarray(1, 61));
    expect(Array.from(sumProducts(corrected, ids.subarray(1, 61), memory))).toEqual(
      Array.from(sumProducts(corrected, ids.subarray(1, 61), emptyProductMemory())),
    );
  });

  test('a missing value counts as nothing, and stays missing when it is carried', () => {
    const holes = columns.map((column, i) => column.map((x, t) => (i === 1 && t % 7 === 0 ? Number.NaN : x)));
    const zeros = holes.map((column) => column.map((x) => (Number.isNaN(x) ? 0 : x)));
    const memory = emptyProductMemory();
    for (const from of [0, 1, 2]) {
      const cut = (all: readonly Float64Array[]) => all.map((column) => column.subarray(from, from + 60));
      expect(Array.from(sumProducts(cut(holes), ids.subarray(from, from + 60), memory))).toEqual(
        Array.from(sumProducts(cut(zeros), ids.subarray(from, from + 60), emptyProductMemory())),
      );
    }
  });

  test('of no rows or no names are nothing', () => {
    expect(Array.from(sumProducts([new Float64Array(0)], new Float64Array(0), emptyProductMemory()))).toEqual(
      [0],
    );
    expect(Array.from(sumProducts([], ids, emptyProductMemory()))).toEqual([]);
  });
});
