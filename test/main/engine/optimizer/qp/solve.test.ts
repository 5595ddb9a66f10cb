import { describe, expect, test } from 'vitest';
import { at } from '#engine/math/linear.ts';
import { certify } from '#engine/optimizer/qp/certificate.ts';
import { denseCurvature } from '#engine/optimizer/qp/dense-curvature.ts';
import { rowKind } from '#engine/optimizer/qp/program.ts';
import { solve } from '#engine/optimizer/qp/solve.ts';
import { programWith } from '#test/support/qp-programs.ts';

const names = { 0: 1, 1: 1, 2: 1, 3: 1 };
const zero = (n: number) => denseCurvature(n, new Float64Array(n * n), new Float64Array(n).fill(1));
const start = (n: number, rows: number) => ({ w: new Float64Array(n), rowPrice: new Float64Array(rows) });

describe('where there is no curvature', () => {
  test('a linear program ends on its corner', () => {
    const program = programWith([4, 3, 2, 1], {
      curvature: zero(4),
      rows: [{ label: 'gross', kind: rowKind.size, values: names, upper: 2.5 }],
    });
    const { w, rowPrice, converged } = solve(program, start(4, 1), 'quick');
    expect(converged).toBe(true);
    [1, 1, 0.5, 0].forEach((x, i) => expect(at(w, i)).toBeCloseTo(x, 12));
    expect(at(rowPrice, 0)).toBeCloseTo(2, 10);
  });

  test('any of several answers will do, as long as it is proven', () => {
    const program = programWith([1, 1, 1, 1], {
      curvature: zero(4),
      rows: [{ label: 'net', kind: rowKind.signed, values: names, lower: -1, upper: 1.5 }],
    });
    const { w, rowPrice } = solve(program, start(4, 1), 'quick');
    expect(certify(program, w, rowPrice).value).toBeCloseTo(1.5, 12);
  });

  test('names that are alike in all share what one would have', () => {
    const program = programWith([1, 1, 0.2, 0.2], {
      curvature: denseCurvature(
        4,
        Float64Array.of(1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1),
        new Float64Array(4).fill(1),
      ),
    });
    const { w, rowPrice } = solve(program, start(4, 0), 'patient');
    expect(at(w, 0) + at(w, 1)).toBeCloseTo(1, 9);
    expect(Math.abs(certify(program, w, rowPrice).gap)).toBeLessThan(1e-9);
  });
});

describe('a program without names or rows', () => {
  test('is solved', () => {
    const { w, converged } = solve(programWith([]), start(0, 0), 'quick');
    expect(w.length).toBe(0);
    expect(converged).toBe(true);
  });
});
