import { describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import {
  blendHorizon,
  learn,
  newHorizon,
  nextSkill,
  nextWeights,
  reward,
  standardise,
} from '#engine/signals/zoo-balancer.ts';
import type { ZooSettings } from '#engine/signals/zoo-balancer.ts';
import { column, eachVector, expectClose } from '#test/support/vectors.ts';

const defaultZooSettings: ZooSettings = {
  eta: 0.5,
  alpha: 0.02,
  piMin: 0,
  piMax: 1,
  minCoverage: 0.5,
  maxAgeMin: 80,
  icPrior: 0.03,
  icHalfLife: 60,
};

interface VectorInput {
  readonly pi: readonly number[];
  readonly raw: readonly (readonly (number | null)[])[];
  readonly ageMin: readonly number[];
  readonly maxAgeMin: number;
  readonly minCoverage: number;
  readonly rewards: readonly number[];
  readonly eta: number;
  readonly alpha: number;
  readonly piMin: number;
  readonly piMax: number;
  readonly realised?: readonly (number | null)[];
}

interface VectorExpected {
  readonly standardised?: readonly (readonly number[])[];
  readonly coverage?: readonly number[];
  readonly effective?: readonly number[];
  readonly blend?: readonly number[] | null;
  readonly nextPi: readonly number[];
  readonly rewardFromRealised?: readonly number[];
}

describe('worked examples', () => {
  eachVector<{ input: VectorInput; expected: VectorExpected }>('zoo.json', (input, expected, tolerance) => {
    const settings = { ...defaultZooSettings, ...input };
    const inputs = input.raw.map((raw, m) => ({ scores: column(raw), ageMin: input.ageMin[m] as number }));
    const { models, effective, blend } = blendHorizon({ pi: input.pi, ic: 0 }, inputs, settings);
    expected.standardised?.forEach((scores, m) => {
      expectClose((models[m] as { scores: Float64Array }).scores, scores, tolerance, `standardised[${m}]`);
    });
    if (expected.coverage)
      expectClose(
        models.map((m) => m.coverage),
        expected.coverage,
        tolerance,
        'coverage',
      );
    if (expected.effective) expectClose(effective, expected.effective, tolerance, 'effective');
    if (expected.blend === null) expect(blend).toBeNull();
    else if (expected.blend) expectClose(blend ?? [], expected.blend, tolerance, 'blend');
    expectClose(nextWeights(input.pi, input.rewards, settings), expected.nextPi, tolerance, 'nextPi');
    if (expected.rewardFromRealised && input.realised) {
      const realised = column(input.realised);
      expectClose(
        models.map((m) => reward(m, realised)),
        expected.rewardFromRealised,
        tolerance,
        'reward',
      );
    }
  });
});

describe('standardise', () => {
  test.each([
    // raw, expected scores, coverage
    [[1, 2, 3], [-1 / 1.4826, 0, 1 / 1.4826], 1],
    [[5, 5, 5], [0, 0, 0], 1],
    [[0, 1, 2, 100], [-1.5 / 1.4826, -0.5 / 1.4826, 0.5 / 1.4826, 3], 1],
    [[1, Number.NaN, 3, Number.NaN], [-1 / 1.4826, 0, 1 / 1.4826, 0], 0.5],
    [[Number.NaN, Number.NaN], [0, 0], 0],
  ])('%j', (raw, scores, coverage) => {
    const got = standardise(raw);
    expectClose(got.scores, scores, 1e-15, 'scores');
    expect(got.coverage).toBe(coverage);
  });
});

const fresh = (scores: number[]) => ({ scores, ageMin: 0 });

describe('blendHorizon', () => {
  test('twins count once; opposites are not blown up past a tenth', () => {
    const memory = newHorizon(2, defaultZooSettings);
    const one = blendHorizon(newHorizon(1, defaultZooSettings), [fresh([1, 2, 3])], defaultZooSettings);
    const twins = blendHorizon(memory, [fresh([1, 2, 3]), fresh([1, 2, 3])], defaultZooSettings);
    const opposites = blendHorizon(memory, [fresh([1, 2, 3]), fresh([3, 2, 1])], defaultZooSettings);
    expectClose(twins.blend ?? [], Array.from(one.blend ?? []), 1e-15, 'twins');
    expectClose(opposites.blend ?? [], [0, 0, 0], 1e-15, 'opposites');
  });

  test('an old or a sparse model stands aside, and none means no scores', () => {
    const memory = newHorizon(2, defaultZooSettings);
    const got = blendHorizon(
      memory,
      [
        { scores: [1, 2, 3], ageMin: 81 },
        { scores: [1, Number.NaN, Number.NaN], ageMin: 0 },
      ],
      defaultZooSettings,
    );
    expect(Array.from(got.effective)).toEqual([0, 0]);
    expect(got.blend).toBeNull();
  });
});

describe('nextWeights', () => {
  test('equal rewards move weights towards even by the fixed share only', () => {
    expectClose(
      nextWeights([0.8, 0.2], [0, 0], defaultZooSettings),
      [0.98 * 0.8 + 0.01, 0.98 * 0.2 + 0.01],
      1e-15,
      'pi',
    );
  });

  test('bounds that cannot be met are refused', () => {
    expect(() => nextWeights([0.5, 0.5], [0, 0], { ...defaultZooSettings, piMin: 0.6 })).toThrow('piMin');
    expect(() => nextWeights([0.5, 0.5], [0, 0], { ...defaultZooSettings, piMax: 0.4 })).toThrow('piMax');
  });

  test('always sums to one within its bounds', () => {
    const rewards = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(
        rewards,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (g, a, b) => {
          const even = 1 / g.length;
          const bounds = { piMin: a * even, piMax: even + b * (1 - even) };
          let pi: readonly number[] = g.map(() => even);
          for (let step = 0; step < 5; step++) pi = nextWeights(pi, g, { eta: 3, alpha: 0.02, ...bounds });
          expect(pi.reduce((x, y) => x + y, 0)).toBeCloseTo(1, 9);
          for (const p of pi) expect(p >= bounds.piMin && p <= bounds.piMax).toBe(true);
        },
      ),
    );
  });
});

describe('learn', () => {
  test('skill moves halfway in a half-life; a horizon that was silent keeps it', () => {
    const settings = { ...defaultZooSettings, icHalfLife: 1 };
    expect(nextSkill(0, [1, 2, 3], [1, 2, 3], settings)).toBe(0.5);
    const memory = newHorizon(1, settings);
    const models = [standardise([1, 2, 3])];
    expect(learn(memory, { models, blend: null, realised: [3, 2, 1] }, settings)).toEqual(memory);
    expect(learn(memory, { models, blend: [1, 2, 3], realised: [3, 2, 1] }, settings).ic).toBeCloseTo(
      0.015 - 0.5,
      15,
    );
  });

  test('a reward needs three names that were covered and came true', () => {
    expect(reward(standardise([1, 2, Number.NaN, 4]), [1, 2, 3, Number.NaN])).toBe(0);
    expect(reward(standardise([1, 2, 3]), [5, 5, 5])).toBe(0);
    expect(reward(standardise([1, 2, 3, Number.NaN]), [1, 2, 9, 0])).toBe(1);
  });
});
