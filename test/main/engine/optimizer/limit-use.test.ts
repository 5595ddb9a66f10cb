import { expect, test } from 'vitest';
import { excessOf, limitUses } from '#engine/optimizer/limit-use.ts';
import type { RebalanceInput } from '#engine/optimizer/rebalance-input.ts';

const input: RebalanceInput = {
  wCur: Float64Array.of(0.1, 0, 0, -0.2),
  cost: new Float64Array(4),
  gamma: 0,
  lambda: 0,
  signal: { kind: 'riskScaled', z: new Float64Array(4) },
  risk: { kind: 'dense', sigma: new Float64Array(16) },
  lo: null,
  hi: null,
  limits: {
    gross: 0.5,
    netMin: 0,
    netMax: 1,
    sectorMax: 0.2,
    sectorGrossMax: { tech: 0.4 },
    betaBand: 0.05,
    turnoverMax: 0.3,
  },
  sector: ['tech', 'tech', 'oil', null],
  beta: Float64Array.of(1, 1, 2, 1),
  frozen: null,
  countsInGross: [true, true, true, false],
};
const w = Float64Array.of(0.3, -0.2, 0.1, -0.5);

test('each limit at some weights; the hedge counts in net and beta only', () => {
  const uses = limitUses(input, w);
  expect(uses.map(({ limit, value }) => [limit, Number(value.toFixed(12))])).toEqual([
    ['net', -0.3],
    ['gross', 0.6],
    ['turnover', 0.5],
    ['beta', -0.2],
    ['sector:tech', 0.1],
    ['sector:oil', 0.1],
    ['sectorGross:tech', 0.5],
  ]);
  expect(uses.map((use) => Number(excessOf(use).toFixed(12)))).toEqual([0.3, 0.1, 0.2, 0.15, 0, 0, 0.1]);
});

test('what is not imposed is not there', () => {
  const free = Object.fromEntries(Object.keys(input.limits).map((key) => [key, null]));
  expect(limitUses({ ...input, limits: free as unknown as RebalanceInput['limits'] }, w)).toEqual([]);
});
