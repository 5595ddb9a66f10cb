import { describe, expect, test } from 'vitest';
import { InputError } from '#engine/math/input-error.ts';
import { checkRebalanceInput } from '#engine/optimizer/rebalance-check.ts';
import type { RebalanceInput } from '#engine/optimizer/rebalance-input.ts';
import { bookOf, noLimits } from '#test/support/rebalance-book.ts';

const of = (...x: number[]): Float64Array => Float64Array.of(...x);
const factor = (parts: object): Partial<RebalanceInput> => ({
  risk: { kind: 'factor', loadings: of(1, 1), covariance: of(1), own: of(1, 1), ...parts },
});
const limits = (parts: object): Partial<RebalanceInput> => ({ limits: { ...noLimits, ...parts } });
const z = (...x: number[]): Partial<RebalanceInput> => ({ signal: { kind: 'riskScaled', z: of(...x) } });

const twoFactors = (covariance: Float64Array): Partial<RebalanceInput> =>
  factor({ loadings: of(1, 1, 0, 1), covariance });

describe('what cannot be computed with', () => {
  test.each<[string, Partial<RebalanceInput>, string, number | null]>([
    ['a score that is not a number', z(1, NaN), 'z', 1],
    ['an infinite weight', { wCur: of(Infinity, 0) }, 'wCur', 0],
    ['a cost that is not a number', { cost: of(0, NaN) }, 'cost', 1],
    ['a negative cost', { cost: of(0, -1) }, 'cost', 1],
    ['too few costs', { cost: of(0) }, 'cost', null],
    ['gamma', { gamma: NaN }, 'gamma', null],
    ['lambda', { lambda: -1 }, 'lambda', null],
    ['a volatility', { signal: { kind: 'alpha', score: of(1, 1), vol: of(1, NaN) } }, 'vol', 1],
    ['a variance', { risk: { kind: 'dense', sigma: of(1, 0, 0, Infinity) } }, 'sigma', 3],
    ['a covariance', { risk: { kind: 'dense', sigma: of(1, NaN, 0, 1) } }, 'sigma', 1],
    ['a matrix that is not symmetric', { risk: { kind: 'dense', sigma: of(1, 0.1, 0.2, 1) } }, 'sigma', 2],
    ['a correlation over one', { risk: { kind: 'dense', sigma: of(1, 2, 2, 1) } }, 'sigma', 3],
    ['covariances of factors without variances', twoFactors(of(0, 1, 1, 0)), 'factor.F', 3],
    ['a matrix of another size', { risk: { kind: 'dense', sigma: of(1) } }, 'sigma', null],
    ['a loading', factor({ loadings: of(1, NaN) }), 'factor.B', 1],
    ['too many loadings', factor({ loadings: of(1, 1, 1) }), 'factor.B', null],
    ['a factor’s variance', factor({ covariance: of(NaN) }), 'factor.F', 0],
    ['own variance', factor({ own: of(1, -1) }), 'factor.d', 1],
    ['a bound', { lo: of(NaN, -1) }, 'lo', 0],
    ['lo over hi', { lo: of(0, 1), hi: of(1, 0.5) }, 'lo', 1],
    ['a beta', { beta: of(1, Infinity) }, 'beta', 1],
    ['a beta band without betas', limits({ betaBand: 0 }), 'beta', null],
    ['gross', limits({ gross: NaN }), 'gross', null],
    ['negative turnover', limits({ turnoverMax: -0.1 }), 'turnoverMax', null],
    ['net limits crossed', limits({ netMin: 1, netMax: 0 }), 'netMin', null],
    ['a sector’s limit', limits({ sectorMax: { Energy: NaN } }), 'sectorMax.Energy', null],
    ['too few sectors', { sector: [null] }, 'sector', null],
  ])('%s is named with its place', (_, parts, field, index) => {
    try {
      checkRebalanceInput(bookOf([1, 1], parts));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      expect([error.field, error.index]).toEqual([field, index]);
      return;
    }
    throw new Error('was let through');
  });

  test('infinite bounds are none, and a frozen name may lie outside its bounds', () => {
    expect(() => {
      checkRebalanceInput(
        bookOf([1, 1], { lo: of(-Infinity, 2), hi: of(Infinity, 1), frozen: [false, true] }),
      );
      checkRebalanceInput(bookOf([]));
    }).not.toThrow();
  });

  test('a matrix with a negative eigenvalue is told by its pivot and by how much', () => {
    const sigma = of(1, 0.9, 0.9, 0.9, 1, -0.9, 0.9, -0.9, 1);
    expect(() => {
      checkRebalanceInput(bookOf([1, 1, 1], { risk: { kind: 'dense', sigma } }));
    }).toThrow(
      'sigma[8]: must be positive semidefinite: the pivot of row 2 is negative, and with every variance scaled to one an eigenvalue is -0.80',
    );
  });

  test.each<[string, Float64Array]>([
    ['zero', new Float64Array(9)],
    ['a name three times', new Float64Array(9).fill(4e-4)],
    ['round-off', of(1, 1 + 1e-12, 0, 1 + 1e-12, 1, 0, 0, 0, 1)],
  ])('a singular matrix is none of these: %s', (_, sigma) => {
    expect(() => {
      checkRebalanceInput(bookOf([1, 1, 1], { risk: { kind: 'dense', sigma } }));
      checkRebalanceInput(bookOf([1, 1, 1], { risk: { kind: 'dense', sigma } }));
    }).not.toThrow();
  });

  test('a matrix that is wrong stays wrong', () => {
    const input = bookOf([1, 1], { risk: { kind: 'dense', sigma: of(1, 2, 2, 1) } });
    for (let k = 0; k < 2; k++) {
      expect(() => {
        checkRebalanceInput(input);
      }).toThrow(InputError);
    }
  });
});
