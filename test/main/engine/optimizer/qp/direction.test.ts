import { describe, expect, test } from 'vitest';
import { at } from '#engine/math/linear.ts';
import { denseCurvature } from '#engine/optimizer/qp/dense-curvature.ts';
import { directionOf } from '#engine/optimizer/qp/direction.ts';
import { activity, rowKind } from '#engine/optimizer/qp/program.ts';
import { classify, openSearch } from '#engine/optimizer/qp/search.ts';
import { furthest, programWith, randomCovariance, timesMatrix } from '#test/support/qp-programs.ts';

const n = 6;
const { sigma } = randomCovariance(n, 2, 4);
const names = Object.fromEntries(Array.from({ length: n }, (_, i) => [i, 1]));
const start = { w: new Float64Array(n).fill(0.1), rowPrice: new Float64Array(2) };
const linear = [0.2, 0.15, 0.1, 0.12, 0.18, 0.14];
const curvature = denseCurvature(n, sigma, new Float64Array(n).fill(1));

describe('the direction', () => {
  test('solves the whole problem at once while every name stays on its piece', () => {
    const far = linear.map(() => 100);
    const program = programWith(linear, { curvature, lo: far.map((x) => -x), hi: far });
    const search = openSearch(
      program,
      { w: start.w, rowPrice: new Float64Array(0) },
      { ridge: 0, around: start.w, rowRidgeShare: 1e-8 },
    );
    classify(search);
    directionOf(search);
    const there = search.lagged.map((x, i) => x + at(search.laggedStep, i));
    expect(furthest(timesMatrix(sigma, there), linear)).toBeLessThan(1e-12);
  });

  test('meets the rows that it would break and leaves the others free of charge', () => {
    const program = programWith(linear, {
      curvature,
      rows: [
        { label: 'net', kind: rowKind.signed, values: names, lower: -0.1, upper: 0.1 },
        { label: 'one', kind: rowKind.signed, values: { 2: 1 }, lower: -0.9, upper: 0.9 },
      ],
    });
    const search = openSearch(program, start, { ridge: 0, around: start.w, rowRidgeShare: 1e-8 });
    classify(search);
    search.active.set([activity(program, 0, search.w), activity(program, 1, search.w)]);
    directionOf(search);
    const there = search.lagged.map((x, i) => x + at(search.laggedStep, i));
    expect(activity(program, 0, there)).toBeCloseTo(0.1, 7);
    expect(at(search.nextRowPrice, 0)).toBeGreaterThan(0);
    expect(search.nextRowPrice[1]).toBe(0);
  });
});
