import { describe, expect, test } from 'vitest';
import { denseCurvature } from '#engine/optimizer/qp/dense-curvature.ts';
import { newton } from '#engine/optimizer/qp/newton.ts';
import { rowKind } from '#engine/optimizer/qp/program.ts';
import { certify } from '#engine/optimizer/qp/certificate.ts';
import { programWith, randomCovariance } from '#test/support/qp-programs.ts';

const n = 12;
const { sigma } = randomCovariance(n, 3, 8);
const names = Object.fromEntries(Array.from({ length: n }, (_, i) => [i, 1]));
const linear = Array.from({ length: n }, (_, i) => Math.sin(i));
const base = { ridge: 0, mostSteps: 60, effort: 'quick' as const, scale: 1 };
const start = { w: new Float64Array(n), rowPrice: new Float64Array(2) };

const programOf = (net: number, gross: number) =>
  programWith(linear, {
    curvature: denseCurvature(n, sigma, new Float64Array(n).fill(1)),
    price: linear.map(() => 0.05),
    rows: [
      { label: 'net', kind: rowKind.signed, values: names, lower: net, upper: net },
      { label: 'gross', kind: rowKind.size, values: names, upper: gross },
    ],
  });

describe('Newton’s method', () => {
  test('finds the optimum in a few steps and proves it', () => {
    const program = programOf(0.1, 0.8);
    const answer = newton(program, start, { ...base, around: start.w });
    expect(answer.converged).toBe(true);
    expect(answer.steps).toBeLessThan(15);
    expect(Math.abs(certify(program, answer.w, answer.rowPrice).gap)).toBeLessThan(1e-12);
  });

  test('starts from an answer as from anywhere and is done at once', () => {
    const program = programOf(0.1, 0.8);
    const first = newton(program, start, { ...base, around: start.w });
    const again = newton(program, first, { ...base, around: first.w });
    expect(again.converged).toBe(true);
    expect(again.steps).toBeLessThanOrEqual(1);
  });

  test('gives up when the rows conflict', () => {
    const program = programOf(0.9, 0.3);
    expect(newton(program, start, { ...base, around: start.w }).converged).toBe(false);
  });
});
