import { describe, expect, test } from 'vitest';
import { programOf } from '#engine/optimizer/problem.ts';
import { activity } from '#engine/optimizer/qp/program.ts';
import { furthest, randomCovariance, timesMatrix } from '#test/support/qp-programs.ts';
import { bookOf, noLimits } from '#test/support/rebalance-book.ts';

const of = (...x: number[]): Float64Array => Float64Array.of(...x);
const everyLimit = {
  gross: 2,
  netMin: -0.1,
  netMax: 0.2,
  sectorMax: 0.3,
  sectorGrossMax: { A: 0.4 },
  betaBand: 0.05,
  turnoverMax: 0.6,
};

describe('the problem', () => {
  test('has one row for each limit, the hedge left out of gross and turnover only', () => {
    const { rows, ...program } = programOf(
      bookOf([1, 1, 0], {
        limits: everyLimit,
        sector: ['A', 'B', null],
        beta: of(1, 0.5, 1),
        wCur: of(0.1, 0, 0),
        countsInGross: [true, true, false],
      }),
    );
    const w = of(-0.2, 0.1, 0.4);
    const reached = rows.label.map((label, j) => [label, activity({ rows, ...program }, j, w)] as const);
    const bounds = rows.label.map((_, j) => [rows.lower[j], rows.upper[j]]);
    expect(reached.map(([label]) => label)).toEqual([
      'net',
      'sector:A',
      'sector:B',
      'beta',
      'gross',
      'sectorGross:A',
      'turnover',
    ]);
    expect(
      furthest(
        reached.map(([, x]) => x),
        [0.3, -0.2, 0.1, 0.25, 0.3, 0.2, 0.4],
      ),
    ).toBeLessThan(1e-15);
    expect(bounds).toEqual([
      [-0.1, 0.2],
      [-0.3, 0.3],
      [-0.3, 0.3],
      [-0.05, 0.05],
      [-Infinity, 2],
      [-Infinity, 0.4],
      [-Infinity, 0.6],
    ]);
  });

  test('has no row for a limit that is not imposed', () => {
    expect(programOf(bookOf([1, 1], { limits: noLimits, sector: ['A', 'B'] })).rows.count).toBe(0);
    expect(programOf(bookOf([1], { limits: { ...noLimits, netMin: 0.1 } })).rows.upper[0]).toBe(Infinity);
  });

  test('keeps a frozen name where it is and bounds one without bounds beyond its gross', () => {
    const { lo, hi } = programOf(
      bookOf([1, 1], {
        wCur: of(0.7, 0),
        hi: of(0.5, 0.5),
        lo: null,
        frozen: [true, false],
        limits: everyLimit,
        beta: of(0, 0),
      }),
    );
    expect([lo[0], hi[0], hi[1]]).toEqual([0.7, 0.7, 0.5]);
    expect(lo[1]).toBeLessThan(-2);
  });

  test.each(['dense', 'factor'] as const)('reads %s risk in both scalings', (form) => {
    const { sigma, loadings, own } = randomCovariance(3, 2, 1);
    const vol = of(0.1, 0.2, 0.3);
    const x = of(1, -2, 3);
    const risk =
      form === 'dense'
        ? ({ kind: 'dense', sigma } as const)
        : ({ kind: 'factor', loadings, covariance: of(1, 0, 0, 1), own } as const);
    const out = of(0, 0, 0);
    programOf(bookOf([1, 1, 1], { risk, lambda: 2 })).curvature.times(x, out);
    expect(
      furthest(
        out,
        timesMatrix(sigma, x).map((v) => 4 * v),
      ),
    ).toBeLessThan(1e-12);
    const alpha = { kind: 'alpha', score: of(5, 6, 7), vol } as const;
    const program = programOf(bookOf([1, 1, 1], { risk, lambda: 2, signal: alpha }));
    program.curvature.times(x, out);
    const scaled = timesMatrix(
      sigma,
      x.map((v, i) => v * (vol[i] ?? 0)),
    ).map((v, i) => 4 * v * (vol[i] ?? 0));
    expect(furthest(out, scaled)).toBeLessThan(1e-12);
    expect([...program.linear]).toEqual([5, 6, 7]);
  });
});
