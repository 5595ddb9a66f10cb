import { expect, test } from 'vitest';
import type { RebalanceInput } from '#engine/optimizer/rebalance-input.ts';
import { rebalance } from '#engine/optimizer/rebalance.ts';
import { shadowOf } from '#engine/optimizer/shadow.ts';

const input: RebalanceInput = {
  wCur: Float64Array.of(0.1, 0, 0),
  cost: Float64Array.of(0.001, 0.001, 0.001),
  gamma: 10,
  lambda: 1,
  signal: { kind: 'riskScaled', z: Float64Array.of(0.2, 1, 0.5) },
  risk: { kind: 'dense', sigma: Float64Array.of(1, 0.2, 0, 0.2, 1, 0, 0, 0, 1) },
  lo: new Float64Array(3),
  hi: new Float64Array(3).fill(0.3),
  limits: {
    gross: 0.5,
    netMin: null,
    netMax: null,
    sectorMax: null,
    sectorGrossMax: null,
    betaBand: null,
    turnoverMax: 0.4,
  },
  sector: ['a', 'a', 'b'],
  beta: null,
  frozen: null,
  countsInGross: null,
};
const exact = rebalance(input, { relaxWhenInfeasible: false, memory: null });

test('three answers by one measure', () => {
  const shadow = shadowOf(input, Float64Array.of(0.05, 0.05, 0), exact);
  // 0.2·0.05 + 1·0.05 − (0.05² + 0.05² + 2·0.2·0.05²) − 10·0.001·0.1
  expect(shadow.rotation.value).toBeCloseTo(0.06 - 0.006 - 0.001, 15);
  expect(shadow.rotation).toMatchObject({ turnover: 0.1, broken: [] });
  expect(shadow.rotation.cost).toBeCloseTo(0.0001, 15);
  expect(shadow.nothing.value).toBeCloseTo(0.02 - 0.01, 15);
  expect(shadow.rebalance?.value).toBeCloseTo(exact.objective, 12);
  expect(shadow).toMatchObject({ status: 'optimal', alarm: null });
  expect(shadow.distance).toBeCloseTo(
    Math.abs(0.05 - (exact.w[0] ?? 0)) + Math.abs(0.05 - (exact.w[1] ?? 0)) + (exact.w[2] ?? 0),
    15,
  );
});

test('a greedy answer worth more than the “exact” one is an alarm, with both answers', () => {
  const worse = { ...exact, w: Float64Array.of(0.1, 0.01, 0) };
  const shadow = shadowOf(input, exact.w, worse);
  expect(shadow.alarm?.by).toBeCloseTo(exact.objective - (shadow.rebalance?.value ?? 0), 12);
  expect(shadow.alarm?.rotation).toEqual(Array.from(exact.w));
  expect(shadow.alarm?.rebalance).toEqual([0.1, 0.01, 0]);
});

test('it is none where the greedy answer breaks a limit or a bound, or there is nothing to compare with', () => {
  const over = shadowOf(input, Float64Array.of(0, 0.3, 0.3), exact);
  expect(over.rotation.broken).toEqual(['gross', 'turnover']);
  expect(over.alarm).toBeNull();
  const high = shadowOf(
    { ...input, limits: { ...input.limits, gross: 9, turnoverMax: 9 } },
    Float64Array.of(0, 0.5, 0),
    {
      ...exact,
      w: input.wCur,
    },
  );
  expect(high.rotation.broken).toEqual(['bounds']);
  expect(high.alarm).toBeNull();
  const failed = shadowOf(input, exact.w, { ...exact, status: 'infeasible', gap: null });
  expect(failed).toMatchObject({ rebalance: null, distance: null, gap: null, alarm: null });
});

test('a frozen name that moved is out of bounds, and the hedge is left out of turnover', () => {
  const held = { ...input, frozen: [true, false, false], countsInGross: [true, true, false] };
  const shadow = shadowOf(held, Float64Array.of(0, 0.1, 0.2), exact);
  expect(shadow.rotation.broken).toEqual(['bounds']);
  expect(shadow.rotation.turnover).toBeCloseTo(0.2, 15);
});
