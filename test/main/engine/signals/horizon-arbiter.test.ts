import { describe, expect, test } from 'vitest';
import { arbitrate } from '#engine/signals/horizon-arbiter.ts';
import type { ArbiterInput } from '#engine/signals/horizon-arbiter.ts';
import { column, eachVector, expectClose } from '#test/support/vectors.ts';

interface VectorInput {
  readonly horizonsMin: readonly number[];
  readonly blends: readonly (readonly (number | null)[])[];
  readonly ic: readonly number[];
  readonly sigmaDay: readonly number[];
  readonly cost: readonly number[];
  readonly wCur: readonly number[];
  readonly minAgreement: number;
  readonly horizonRefMin?: number;
}

interface VectorRow {
  readonly score: number;
  readonly sigma: number;
  readonly horizon: number;
  readonly agreement: number;
  readonly conflicted: boolean;
  readonly belowCost: boolean;
  readonly alphas: readonly number[];
}

describe('worked examples', () => {
  eachVector<{ input: VectorInput; expected: readonly VectorRow[] }>(
    'arbiter.json',
    (input, expected, tolerance) => {
      const got = arbitrate({
        ...input,
        blends: input.blends.map(column),
        sigmaDay: column(input.sigmaDay),
        cost: column(input.cost),
        wCur: column(input.wCur),
        horizonRefMin: input.horizonRefMin ?? null,
      });
      expectClose(
        got.score,
        expected.map((row) => row.score),
        tolerance,
        'score',
      );
      expectClose(
        got.sigma,
        expected.map((row) => row.sigma),
        tolerance,
        'sigma',
      );
      expectClose(
        got.agreement,
        expected.map((row) => row.agreement),
        tolerance,
        'agreement',
      );
      expect(Array.from(got.horizonMin)).toEqual(expected.map((row) => row.horizon));
      expect(got.conflicted).toEqual(expected.map((row) => row.conflicted));
      expect(got.belowCost).toEqual(expected.map((row) => row.belowCost));
      got.alphas.forEach((alpha, h) => {
        expectClose(
          alpha ?? [],
          expected.map((row) => row.alphas[h] as number),
          tolerance,
          `alpha[${h}]`,
        );
      });
    },
  );
});

/** One name, two horizons: 390 and 1560 minutes, so that σ over them is 0.02 and 0.04. */
function two(change: Partial<ArbiterInput>): ArbiterInput {
  return {
    horizonsMin: [390, 1560],
    blends: [Float64Array.of(1), Float64Array.of(1)],
    ic: [0.05, 0.05],
    sigmaDay: Float64Array.of(0.02),
    cost: Float64Array.of(0),
    wCur: Float64Array.of(0),
    horizonRefMin: null,
    minAgreement: 0.25,
    ...change,
  };
}

describe('arbitrate', () => {
  test('free trading takes the horizon that earns fastest, restated over the longest', () => {
    const got = arbitrate(two({}));
    expect(got.horizonMin[0]).toBe(390);
    expect(got.score[0]).toBeCloseTo(0.001 * 2, 15);
    expect(got.sigma[0]).toBeCloseTo(0.04, 15);
  });

  test('a cost that only the long forecast pays moves the choice there', () => {
    const got = arbitrate(two({ cost: Float64Array.of(0.0006) }));
    expect(got.horizonMin[0]).toBe(1560);
    expect(got.belowCost[0]).toBe(false);
  });

  test('a position that the forecast confirms pays nothing', () => {
    const got = arbitrate(two({ cost: Float64Array.of(1), wCur: Float64Array.of(0.01) }));
    expect([got.horizonMin[0], got.belowCost[0]]).toEqual([390, false]);
    expect(arbitrate(two({ cost: Float64Array.of(1), wCur: Float64Array.of(-0.01) })).belowCost[0]).toBe(
      true,
    );
  });

  test('horizons that contradict damp the score by their agreement', () => {
    const got = arbitrate(two({ blends: [Float64Array.of(1), Float64Array.of(-1)] }));
    // α = 0.001 and −0.002: the sum points the other way, and |Σ|/Σ|·| is a third.
    expect(got.conflicted[0]).toBe(true);
    expect(got.agreement[0]).toBeCloseTo(1 / 3, 15);
    expect(got.score[0]).toBeCloseTo((0.001 * 2) / 3, 15);
  });

  test('a silent horizon is left out; with none there is no signal', () => {
    const one = arbitrate(two({ blends: [null, Float64Array.of(1)] }));
    expect([one.horizonMin[0], one.alphas[0]]).toEqual([1560, null]);
    const none = arbitrate(two({ blends: [null, null] }));
    expect([none.score[0], none.horizonMin[0]]).toEqual([Number.NaN, Number.NaN]);
  });

  test('a horizon with negative skill says nothing', () => {
    expect(arbitrate(two({ ic: [-0.1, 0.05] })).horizonMin[0]).toBe(1560);
  });
});

test('no names at all, and names whose forecasts are all zero, have plain answers', () => {
  const empty = new Float64Array(0);
  const shared = { horizonsMin: [30, 60], ic: [0.1, 0.1], horizonRefMin: null, minAgreement: 0.25 };
  expect(
    arbitrate({ ...shared, blends: [empty, empty], sigmaDay: empty, cost: empty, wCur: empty }).score,
  ).toHaveLength(0);
  const zero = Float64Array.of(0);
  const still = arbitrate({ ...shared, blends: [zero, zero], sigmaDay: zero, cost: zero, wCur: zero });
  expect([still.score[0], still.agreement[0], still.conflicted[0], still.belowCost[0]]).toEqual([
    0,
    1,
    false,
    true,
  ]);
});
