import { describe, expect, test } from 'vitest';
import { denseCurvature } from '#engine/optimizer/qp/dense-curvature.ts';
import { directionOf } from '#engine/optimizer/qp/direction.ts';
import { stepLength } from '#engine/optimizer/qp/line-search.ts';
import { activity, rowKind } from '#engine/optimizer/qp/program.ts';
import { classify, openSearch } from '#engine/optimizer/qp/search.ts';
import type { Search } from '#engine/optimizer/qp/search.ts';
import { programWith, randomCovariance } from '#test/support/qp-programs.ts';

const n = 8;
const { sigma } = randomCovariance(n, 2, 6);
const names = Object.fromEntries(Array.from({ length: n }, (_, i) => [i, 1]));

function searchFor(linear: readonly number[], net: number): Search {
  const program = programWith(linear, {
    curvature: denseCurvature(n, sigma, new Float64Array(n).fill(1)),
    price: linear.map(() => 0.3),
    rows: [{ label: 'net', kind: rowKind.signed, values: names, lower: -net, upper: net }],
  });
  const search = openSearch(
    program,
    { w: new Float64Array(n), rowPrice: Float64Array.of(0) },
    { ridge: 0, around: new Float64Array(n), rowRidgeShare: 1e-8 },
  );
  classify(search);
  search.active[0] = activity(program, 0, search.w);
  directionOf(search);
  return search;
}

describe('the length of a step', () => {
  test('is whole where nothing turns', () => {
    expect(stepLength(searchFor([0.1, 0.1, -0.1, 0.1, 0, 0, 0.1, 0], 5))).toBe(1);
  });

  test('stops at the top where a full step would shoot far past it', () => {
    // Only a tiny ridge bounds the row's multiplier while no name is free: the full step is absurd.
    const t = stepLength(
      searchFor(
        Array.from({ length: n }, () => 40),
        0.01,
      ),
    );
    expect(t).toBeGreaterThan(0);
    expect(t).toBeLessThan(1e-3);
  });
});
