import { describe, expect, test } from 'vitest';
import { pairsOf, targetsOf } from '#engine/optimizer/engine.ts';
import type { RebalanceInput } from '#engine/optimizer/rebalance-input.ts';
import type { RotationInput } from '#engine/optimizer/rotation/rotation-input.ts';
import { settings } from '#test/support/engine-builders.ts';

const short = (drift: readonly number[], hedgeAt: number | null = null): unknown[] =>
  pairsOf(Float64Array.from(drift), hedgeAt).map(({ from, to, dw }) => [from, to, Number(dw.toFixed(9))]);

describe('sells are paired with buys', () => {
  test('largest first, and what is left over goes to cash or comes from it', () => {
    expect(short([-0.3, 0.1, 0.15, -0.05])).toEqual([
      [0, 2, 0.15],
      [0, 1, 0.1],
      [0, null, 0.05],
      [3, null, 0.05],
    ]);
    expect(short([0.2, -0.05, 0.1])).toEqual([
      [1, 0, 0.05],
      [null, 0, 0.15],
      [null, 2, 0.1],
    ]);
  });

  test('equal ones in universe order; dust and rest are none', () => {
    expect(short([0.1, 0.1, -0.1, -0.1, 1e-12, 0])).toEqual([
      [2, 0, 0.1],
      [3, 1, 0.1],
    ]);
    expect(short([0, 0])).toEqual([]);
  });

  test('the hedge pays nobody: it stands alone, last', () => {
    expect(short([-0.1, 0.1, -0.4], 2)).toEqual([
      [0, 1, 0.1],
      [2, null, 0.4],
    ]);
    expect(pairsOf(Float64Array.of(0, 0.4), 1)).toMatchObject([{ from: null, to: 1, reason: 'HEDGE_BETA' }]);
  });
});

const n = 3;
const rotation: RotationInput = {
  z: Float64Array.of(2, 1, Number.NaN),
  wCur: Float64Array.of(0, 0, 0.1),
  pnlBps: new Float64Array(n),
  atrPct: new Float64Array(n).fill(2),
  ageMin: new Float64Array(n),
  cost: new Float64Array(n).fill(0.0001),
  beta: new Float64Array(n).fill(1),
  sector: ['a', 'b', 'c'],
  frozen: [false, false, false],
  hedge: { beta: 1, wCur: 0 },
};
const whole = (): RebalanceInput => ({
  wCur: Float64Array.of(0, 0, 0.1, 0),
  cost: new Float64Array(4).fill(0.0001),
  gamma: 10,
  lambda: 1,
  signal: { kind: 'riskScaled', z: Float64Array.of(2, 1, 0, 0) },
  risk: { kind: 'dense', sigma: Float64Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0)) },
  lo: Float64Array.of(0, 0, 0, -0.5),
  hi: Float64Array.of(0.2, 0.2, 0.1, 0.5),
  limits: {
    gross: 1,
    netMin: null,
    netMax: null,
    sectorMax: null,
    sectorGrossMax: null,
    betaBand: 0.05,
    turnoverMax: 1,
  },
  sector: ['a', 'b', 'c', null],
  beta: new Float64Array(4).fill(1),
  frozen: null,
  countsInGross: [true, true, true, false],
});

describe('both engines promise the same', () => {
  test.each(['rotation', 'rebalance'] as const)('%s: the hedge is the last of the names', (engine) => {
    const { targets, shadow } = targetsOf(rotation, whole, { ...settings, engine }, null);
    expect(targets.wTar).toHaveLength(4);
    expect(targets.rawTarget).toHaveLength(4);
    expect(targets.reasons[3]).toEqual(['HEDGE_BETA']);
    expect(targets.wTar[3]).toBeLessThan(0);
    expect(targets.pairs.at(-1)).toMatchObject({ from: 3, to: null, reason: 'HEDGE_BETA' });
    expect(Array.from(targets.rank)).toEqual([1, 2, Infinity, Infinity]);
    expect(Math.abs(targets.book.beta)).toBeLessThanOrEqual(0.05 + 1e-9);
    expect(targets.book.limits.map(({ limit }) => limit)).toEqual(expect.arrayContaining(['beta', 'hedge']));
    expect(targets.book.gross).toBeCloseTo(
      targets.wTar.subarray(0, 3).reduce((sum, w) => sum + Math.abs(w), 0),
      12,
    );
    expect(shadow?.status).toBe('optimal');
  });

  test('a rotation without its shadow never asks for the whole problem', () => {
    const never = (): never => {
      throw new Error('asked');
    };
    const answer = targetsOf(rotation, never, { ...settings, shadow: false }, null);
    expect(answer).toMatchObject({ shadow: null, memory: null });
  });

  test('what is carried over survives JSON to the last bit', () => {
    const { memory } = targetsOf(rotation, whole, { ...settings, engine: 'rebalance' }, null);
    const revived: unknown = JSON.parse(JSON.stringify(memory));
    expect(revived).toEqual(memory);
    expect(memory?.w.some((x) => Object.is(x, -0))).toBe(false);
  });
});
