import { expect, test } from 'vitest';
import { costOf, objectiveOf, riskTimes } from '#engine/optimizer/objective.ts';
import type { RebalanceInput } from '#engine/optimizer/rebalance-input.ts';

const none = {
  gross: null,
  netMin: null,
  netMax: null,
  sectorMax: null,
  sectorGrossMax: null,
  betaBand: null,
  turnoverMax: null,
};
const base: RebalanceInput = {
  wCur: Float64Array.of(0.1, -0.1),
  cost: Float64Array.of(0.01, 0.02),
  gamma: 2,
  lambda: 3,
  signal: { kind: 'riskScaled', z: Float64Array.of(1, 2) },
  risk: { kind: 'dense', sigma: Float64Array.of(1, 0.5, 0.5, 1) },
  lo: null,
  hi: null,
  limits: none,
  sector: [null, null],
  beta: null,
  frozen: null,
  countsInGross: null,
};
const w = Float64Array.of(0.2, 0.1);

test('z·w less risk and cost', () => {
  expect(costOf(base, w)).toBeCloseTo(0.1 * 0.01 + 0.2 * 0.02, 15);
  expect(objectiveOf(base, w)).toBeCloseTo(0.4 - 3 * (0.04 + 0.01 + 2 * 0.5 * 0.02) - 2 * 0.005, 15);
});

test('in alpha scaling the matrix holds correlations, and the score is the linear term', () => {
  const alpha: RebalanceInput = {
    ...base,
    signal: { kind: 'alpha', score: Float64Array.of(0.01, 0.03), vol: Float64Array.of(0.2, 0.4) },
  };
  const variance = (0.2 * 0.2) ** 2 + (0.4 * 0.1) ** 2 + 2 * 0.5 * (0.2 * 0.2) * (0.4 * 0.1);
  expect(objectiveOf(alpha, w)).toBeCloseTo(0.005 - 3 * variance - 0.01, 15);
});

test('a factor form is the matrix that it stands for', () => {
  // B·F·B' + diag(d), one factor.
  const factor: RebalanceInput = {
    ...base,
    risk: {
      kind: 'factor',
      loadings: Float64Array.of(1, 0.5),
      covariance: Float64Array.of(0.6),
      own: Float64Array.of(0.4, 0.85),
    },
  };
  const dense: RebalanceInput = {
    ...base,
    risk: { kind: 'dense', sigma: Float64Array.of(1, 0.3, 0.3, 1) },
  };
  expect(objectiveOf(factor, w)).toBeCloseTo(objectiveOf(dense, w), 14);
  expect(Array.from(riskTimes(factor, w))).toEqual([expect.closeTo(0.23, 14), expect.closeTo(0.16, 14)]);
});
