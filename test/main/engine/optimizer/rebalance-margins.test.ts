import { describe, expect, test } from 'vitest';
import { seededRandom } from '#test/support/random.ts';
import { rebalanceMargins } from '#engine/optimizer/rebalance-margins.ts';
import type { RebalanceInput } from '#engine/optimizer/rebalance-input.ts';
import { rebalance } from '#engine/optimizer/rebalance.ts';

/** A random book of n names, a third of them held, with every kind of limit, dear enough to trade that many stay. */
function bookOf(seed: number, n: number): RebalanceInput {
  const random = seededRandom(seed);
  const loads = Float64Array.from({ length: n }, () => 0.5 + 0.3 * random.normal());
  const sigma = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) sigma[i * n + j] = (loads[i] ?? 0) * (loads[j] ?? 0);
    sigma[i * n + i] = 1 + (loads[i] ?? 0) ** 2;
  }
  return {
    wCur: Float64Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 0.02 + 0.05 * random.uniform() : 0)),
    cost: Float64Array.from({ length: n }, () => 0.001 + 0.002 * random.uniform()),
    gamma: 100,
    lambda: 1,
    signal: { kind: 'riskScaled', z: Float64Array.from({ length: n }, () => random.normal()) },
    risk: { kind: 'dense', sigma },
    lo: new Float64Array(n).fill(-0.1),
    hi: new Float64Array(n).fill(0.1),
    limits: {
      gross: 0.8,
      netMin: -0.2,
      netMax: 0.6,
      sectorMax: 0.25,
      sectorGrossMax: 0.35,
      betaBand: 0.5,
      turnoverMax: 0.4,
    },
    sector: Array.from({ length: n }, (_, i) => `s${i % 4}`),
    beta: Float64Array.from({ length: n }, () => 1 + 0.2 * random.normal()),
    frozen: null,
    countsInGross: null,
  };
}

const solve = (input: RebalanceInput) => rebalance(input, { relaxWhenInfeasible: false, memory: null });

function withZ(input: RebalanceInput, i: number, by: number): RebalanceInput {
  if (input.signal.kind !== 'riskScaled') throw new Error('no z');
  const z = input.signal.z.slice();
  z[i] = (z[i] ?? 0) + by;
  return { ...input, signal: { kind: 'riskScaled', z } };
}

describe.each([1, 2, 3])('seed %i', (seed) => {
  test('a name at rest moves when z passes its margin, and not before', () => {
    const input = bookOf(seed, 24);
    const solved = solve(input);
    const still = {
      ...solved,
      w: solved.w.map((w, i) => (Math.abs(w - (input.wCur[i] ?? 0)) < 1e-9 ? (input.wCur[i] ?? 0) : w)),
    };
    const margins = rebalanceMargins(input, still);
    let tried = 0;
    margins.forEach(({ gapZ, donorZ }, i) => {
      for (const [distance, sign] of [
        [gapZ, 1],
        [donorZ, -1],
      ] as const) {
        if (distance === null) continue;
        tried++;
        const moved = (by: number): number =>
          sign * ((solve(withZ(input, i, sign * by)).w[i] ?? 0) - (input.wCur[i] ?? 0));
        expect(moved(Math.max(0, distance - 1e-6))).toBeLessThan(1e-9);
        expect(moved(distance + 1e-3)).toBeGreaterThan(1e-9);
      }
    });
    expect(tried).toBeGreaterThan(10);
  });
});

test('names that move or may not move have none; nor has alpha scaling, nor a problem without an answer', () => {
  const input = { ...bookOf(1, 12), frozen: Array.from({ length: 12 }, (_, i) => i === 0) };
  const solved = solve(input);
  const margins = rebalanceMargins(input, solved);
  expect(margins[0]).toMatchObject({ gapZ: null, donorZ: null });
  const mover = solved.w.findIndex((w, i) => Math.abs(w - (input.wCur[i] ?? 0)) > 0.001);
  expect(margins[mover]).toMatchObject({ gapZ: null, donorZ: null });
  const vol = new Float64Array(12).fill(1);
  const alpha = { ...input, signal: { kind: 'alpha' as const, score: vol, vol } };
  expect(rebalanceMargins(alpha, solve(alpha))).toEqual([]);
  expect(rebalanceMargins(input, { ...solved, gap: null })).toEqual([]);
});
