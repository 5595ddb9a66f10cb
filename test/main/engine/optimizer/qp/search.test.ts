import { describe, expect, test } from 'vitest';
import { at } from '#engine/math/linear.ts';
import { denseCurvature } from '#engine/optimizer/qp/dense-curvature.ts';
import { rowKind } from '#engine/optimizer/qp/program.ts';
import { classify, moveTo, openSearch } from '#engine/optimizer/qp/search.ts';
import { furthest, programWith, randomCovariance, timesMatrix } from '#test/support/qp-programs.ts';

const { sigma } = randomCovariance(4, 2, 1);
const program = programWith([1, -1, 0.1, 0], {
  curvature: denseCurvature(4, sigma, new Float64Array(4).fill(1)),
  price: [0.1, 0.1, 0.5, 0.5],
  centre: [0.2, 0, 0.3, -0.1],
  hi: [0.3, 1, 1, 1],
  rows: [{ label: 'gross', kind: rowKind.size, values: { 0: 1, 1: 1, 2: 1, 3: 1 }, upper: 1 }],
});
const start = { w: Float64Array.of(5, 0, 0.3, 0), rowPrice: Float64Array.of(0.2) };

/** (Q − split)·x. */
const restOf = (x: Float64Array): Float64Array =>
  timesMatrix(sigma, x).map((v, i) => v - at(program.curvature.split, i) * at(x, i));

describe('the point of the search', () => {
  test('starts within the bounds, with the rest of the curvature evaluated there', () => {
    const search = openSearch(program, start, { ridge: 0, around: start.w, rowRidgeShare: 1e-8 });
    expect([...search.lagged]).toEqual([0.3, 0, 0.3, 0]);
    expect(furthest(search.rest, restOf(search.lagged))).toBeLessThan(1e-14);
    expect([...search.prices.atZero]).toEqual([0.2, 0.2, 0.2, 0.2]);
  });

  test('tells free names from those at a breakpoint, and on which piece they are', () => {
    const search = openSearch(program, start, { ridge: 0, around: start.w, rowRidgeShare: 1e-8 });
    classify(search);
    for (let i = 0; i < 4; i++) {
      const x = at(search.w, i);
      const pinned = [at(program.lo, i), at(program.hi, i), 0, at(program.centre, i)].includes(x);
      expect(search.isFree[i]).toBe(pinned ? 0 : 1);
      expect(at(search.pieces[1], i)).toBe(pinned ? 0 : Math.sign(x));
      expect(at(search.pieces[2], i)).toBe(pinned ? 0 : Math.sign(x - at(program.centre, i)));
    }
    expect(furthest(search.restGap, restOf(search.gap))).toBeLessThan(1e-14);
  });

  test('a ridge draws towards where it was', () => {
    const free = openSearch(program, start, {
      ridge: 1e9,
      around: Float64Array.of(0.1, -0.2, 0.05, 0.7),
      rowRidgeShare: 1e-8,
    });
    classify(free);
    expect(furthest(free.w, [0.1, -0.2, 0.05, 0.7])).toBeLessThan(1e-6);
  });

  test('follows the split when that changes', () => {
    const search = openSearch(program, start, { ridge: 0, around: start.w, rowRidgeShare: 1e-8 });
    expect(program.curvature.narrow()).toBe(true);
    moveTo(search, search.lagged, search.rowPrice);
    expect(furthest(search.rest, restOf(search.lagged))).toBeLessThan(1e-14);
    expect(furthest(search.own, program.curvature.split)).toBe(0);
  });
});
