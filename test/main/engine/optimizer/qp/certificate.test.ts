import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at } from '#engine/math/linear.ts';
import { certify } from '#engine/optimizer/qp/certificate.ts';
import { rowKind } from '#engine/optimizer/qp/program.ts';
import { solve } from '#engine/optimizer/qp/solve.ts';
import { programWith } from '#test/support/qp-programs.ts';

const program = programWith([0.9, -0.4, 0.3], {
  price: [0.1, 0.1, 0.1],
  centre: [0.2, 0, 0.3],
  rows: [
    { label: 'net', kind: rowKind.signed, values: { 0: 1, 1: 1, 2: 1 }, lower: -0.5, upper: 0.5 },
    { label: 'gross', kind: rowKind.size, values: { 0: 1, 1: 1, 2: 1 }, upper: 0.8 },
  ],
});
const answer = solve(program, { w: program.centre, rowPrice: new Float64Array(2) }, 'patient');

describe('the certificate', () => {
  test('closes at the optimum and finds nothing off', () => {
    const { gap, kkt, bound, value } = certify(program, answer.w, answer.rowPrice);
    expect(Math.abs(gap)).toBeLessThan(1e-13);
    expect(bound).toBeCloseTo(value, 13);
    expect(Math.max(kkt.stationarity, kkt.feasibility, kkt.complementarity)).toBeLessThan(1e-13);
  });

  test('bounds the optimum from above whatever the multipliers and the point', () => {
    const best = certify(program, answer.w, answer.rowPrice).value;
    const unit = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        unit,
        unit,
        unit,
        unit,
        fc.double({ min: 0, max: 2, noNaN: true }),
        (a, b, c, net, gross) => {
          const { bound } = certify(program, Float64Array.of(a, b, c), Float64Array.of(net, gross));
          expect(bound).toBeGreaterThanOrEqual(best - 1e-12);
        },
      ),
    );
  });

  test('prices a bound that holds a name back', () => {
    const held = programWith([3, -3, 0.5]);
    const { boundPrice, kkt } = certify(held, Float64Array.of(1, -1, 0.5), new Float64Array(0));
    expect([...boundPrice]).toEqual([2, -2, 0]);
    expect(kkt.stationarity).toBe(0);
  });

  test('names what is off', () => {
    const { kkt, gap } = certify(program, Float64Array.of(1, 1, 1), Float64Array.of(0.5, 0));
    expect(kkt.feasibility).toBeCloseTo(2.5, 12);
    expect(kkt.complementarity).toBeCloseTo(1.25, 12);
    expect(kkt.stationarity).toBeGreaterThan(0.5);
    expect(gap).toBeGreaterThan(0);
    expect(at(answer.w, 0)).toBeGreaterThan(0.2);
  });
});
