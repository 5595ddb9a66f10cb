import { describe, expect, test } from 'vitest';
import { estimateRisk } from '#engine/risk/risk-model.ts';
import type { RiskModelSettings } from '#engine/risk/risk-model.ts';
import { InputError } from '#engine/math/input-error.ts';
import { isPositiveDefinite } from '#engine/math/linear.ts';
import { seededRandom } from '#test/support/random.ts';
import { column, eachVector, expectClose } from '#test/support/vectors.ts';

const settings: RiskModelSettings = {
  target: 'constantCorrelation',
  minObservations: 60,
  lambda: 0.94,
  betaHalfLife: 60,
  sigmaFloor: 1e-4,
};

interface VectorInput {
  readonly returns: readonly (readonly (number | null)[])[];
  readonly benchmark: readonly (number | null)[];
  readonly sectors: readonly string[];
  readonly target: 'identity' | 'constantCorrelation';
  readonly minObservations: number;
  readonly lambda_: number;
  readonly betaHalfLife: number;
  readonly sigmaFloor: number;
}

interface VectorExpected {
  readonly sigma: readonly number[];
  readonly correlation: readonly (readonly number[])[];
  readonly beta: readonly number[];
  readonly thinHistory: readonly boolean[];
  readonly shrinkage: number;
}

describe('worked examples', () => {
  eachVector<{ input: VectorInput; expected: VectorExpected }>('risk.json', (input, expected, tolerance) => {
    const { lambda_: lambda, returns, benchmark, sectors, ...rest } = input;
    const columns = sectors.map((_, i) => column(returns.map((row) => row[i] ?? null)));
    const model = estimateRisk(
      { returns: columns, benchmark: column(benchmark), sectors },
      { ...rest, lambda },
    );
    expectClose(model.sigma, expected.sigma, tolerance, 'sigma');
    expectClose(model.correlation, expected.correlation.flat(), tolerance, 'correlation');
    expectClose(model.beta, expected.beta, tolerance, 'beta');
    expectClose([model.shrinkage], [expected.shrinkage], tolerance, 'shrinkage');
    expect(model.thinHistory).toEqual(expected.thinHistory);
  });
});

/** `count` columns of `rows` returns that share a market; and the market. */
function market(
  seed: number,
  rows: number,
  count: number,
): { returns: Float64Array[]; benchmark: Float64Array } {
  const random = seededRandom(seed);
  const benchmark = Float64Array.from({ length: rows }, () => 0.01 * random.normal());
  const returns = Array.from({ length: count }, (_, i) =>
    benchmark.map((m) => (0.5 + i / count) * m + 0.01 * random.normal()),
  );
  return { returns, benchmark };
}

const sectorsOf = (returns: readonly Float64Array[]): string[] =>
  returns.map((_, i) => (i % 2 === 0 ? 'A' : 'B'));

describe('estimateRisk', () => {
  test('the benchmark itself has beta one', () => {
    const { benchmark } = market(1, 100, 1);
    const model = estimateRisk({ returns: [benchmark], benchmark, sectors: ['A'] }, settings);
    expect(model.beta[0]).toBeCloseTo(1, 12);
    expect(Array.from(model.correlation)).toEqual([1]);
  });

  test.each(['identity', 'constantCorrelation'] as const)(
    '%s: unit diagonal, symmetric, positive semidefinite',
    (target) => {
      const { returns, benchmark } = market(2, 80, 100);
      const model = estimateRisk(
        { returns, benchmark, sectors: sectorsOf(returns) },
        { ...settings, target },
      );
      for (let i = 0; i < 100; i++) {
        expect(model.correlation[i * 100 + i]).toBe(1);
        for (let j = 0; j < i; j++)
          expect(model.correlation[i * 100 + j]).toBe(model.correlation[j * 100 + i]);
      }
      expect(isPositiveDefinite(model.correlation, 100, 1e-10)).toBe(true);
    },
  );

  test('a name with a short history borrows: sector median, mean correlation, beta one', () => {
    const { returns, benchmark } = market(3, 80, 5);
    const thin = (returns[4] as Float64Array).map((r, t) => (t < 60 ? Number.NaN : r));
    const model = estimateRisk(
      { returns: [...returns.slice(0, 4), thin], benchmark, sectors: ['A', 'B', 'A', 'B', 'A'] },
      settings,
    );
    const [first, , third] = model.sigma;
    expect(model.thinHistory).toEqual([false, false, false, false, true]);
    expect(model.sigma[4]).toBe(((first as number) + (third as number)) / 2);
    expect(model.beta[4]).toBe(1);
    const others = [0, 1, 2, 3].flatMap((i) =>
      [0, 1, 2, 3].filter((j) => j !== i).map((j) => model.correlation[i * 5 + j] as number),
    );
    expect(model.correlation[4 * 5 + 1]).toBeCloseTo(others.reduce((a, b) => a + b, 0) / 12, 12);
  });

  test('a thin name of a sector that nobody else is in takes the median of all', () => {
    const { returns, benchmark } = market(4, 80, 3);
    const empty = new Float64Array(80).fill(Number.NaN);
    const model = estimateRisk(
      { returns: [...returns, empty], benchmark, sectors: ['A', 'A', 'A', 'Z'] },
      settings,
    );
    expect(model.sigma[3]).toBe(Array.from(model.sigma.slice(0, 3)).toSorted((a, b) => a - b)[1]);
  });

  test('where all are thin, each keeps what it has shown, and the rest the median of that', () => {
    const { returns, benchmark } = market(5, 30, 2);
    const empty = new Float64Array(30).fill(Number.NaN);
    const model = estimateRisk(
      { returns: [...returns, empty], benchmark, sectors: ['A', 'A', 'A'] },
      settings,
    );
    expect(model.sigma[2]).toBeCloseTo(((model.sigma[0] as number) + (model.sigma[1] as number)) / 2, 15);
    expect(Array.from(model.correlation)).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  test('a thin name that breaks the matrix is repaired by as little identity as will do', () => {
    // Three that sum to almost nothing correlate by −1/2; a fourth name cannot do so with each of them.
    const { returns, benchmark } = market(6, 400, 3);
    const [x, y, noise] = returns as [Float64Array, Float64Array, Float64Array];
    const third = x.map((r, t) => -r - (y[t] as number) + 0.1 * (noise[t] as number));
    const empty = new Float64Array(400).fill(Number.NaN);
    const input = { returns: [x, y, third, empty], benchmark, sectors: ['A', 'A', 'A', 'A'] };
    const { correlation, identityMixed } = estimateRisk(input, { ...settings, target: 'identity' });
    const mixedBy = (share: number) =>
      correlation.map((r, k) => (k % 5 === 0 ? 1 : (r / (1 - identityMixed)) * (1 - share)));
    expect(identityMixed).toBeGreaterThan(0);
    expect(isPositiveDefinite(mixedBy(identityMixed), 4, 1e-10)).toBe(true);
    expect(isPositiveDefinite(mixedBy(identityMixed - 0.05), 4, 1e-10)).toBe(false);
  });

  test('a constant column correlates with nothing', () => {
    const { returns, benchmark } = market(8, 80, 2);
    const flat = new Float64Array(80).fill(0.001);
    const model = estimateRisk(
      { returns: [...returns, flat], benchmark, sectors: ['A', 'A', 'A'] },
      settings,
    );
    expect(Array.from(model.correlation.slice(6))).toEqual([0, 0, 1]);
    expect(model.beta[2]).toBeCloseTo(0, 12);
  });

  test('an infinite return and a short column are named', () => {
    const { returns, benchmark } = market(9, 80, 2);
    const broken = (returns[1] as Float64Array).map((r, t) => (t === 7 ? Infinity : r));
    const run = (columns: Float64Array[]) => () =>
      estimateRisk({ returns: columns, benchmark, sectors: ['A', 'A'] }, settings);
    expect(run([returns[0] as Float64Array, broken])).toThrow(InputError);
    expect(run([returns[0] as Float64Array, broken])).toThrow('returns[1]');
    expect(run([returns[0] as Float64Array, new Float64Array(3)])).toThrow(
      'returns[1]: must have 80 entries, got 3',
    );
  });
});

test('a universe over 500 names comes as factors too, with the share of variance that they keep', () => {
  const { returns, benchmark } = market(9, 70, 501);
  const input = { returns, benchmark, sectors: sectorsOf(returns) };
  const { factorForm, correlation } = estimateRisk(input, settings);
  expect(factorForm?.factors).toBe(20);
  expect(factorForm?.share).toBeGreaterThan(0.3);
  expect(factorForm?.share).toBeLessThan(1);
  expect(correlation).toHaveLength(501 * 501);
  expect(
    estimateRisk({ ...input, returns: returns.slice(1), sectors: input.sectors.slice(1) }, settings)
      .factorForm,
  ).toBeNull();
});

describe('degenerate markets', () => {
  const none = (rows: number) => new Float64Array(rows).fill(Number.NaN);

  test('no names, no rows: an empty model', () => {
    const model = estimateRisk({ returns: [], benchmark: new Float64Array(0), sectors: [] }, settings);
    expect([model.sigma.length, model.correlation.length, model.beta.length]).toEqual([0, 0, 0]);
  });

  test('names without a single return, or without rows: floor, identity, beta one', () => {
    for (const rows of [0, 80]) {
      const input = { returns: [none(rows), none(rows)], benchmark: none(rows), sectors: ['A', 'B'] };
      const { sigma, correlation, beta, thinHistory } = estimateRisk(input, settings);
      expect(Array.from(sigma)).toEqual([settings.sigmaFloor, settings.sigmaFloor]);
      expect(Array.from(correlation)).toEqual([1, 0, 0, 1]);
      expect(Array.from(beta)).toEqual([1, 1]);
      expect(thinHistory).toEqual([true, true]);
    }
  });

  test.each(['identity', 'constantCorrelation'] as const)(
    'prices that never move (%s): the identity',
    (target) => {
      const still = new Float64Array(80);
      const input = { returns: [still, still], benchmark: still, sectors: ['A', 'A'] };
      const { sigma, correlation, beta, shrinkage } = estimateRisk(input, { ...settings, target });
      expect(Array.from(sigma)).toEqual([settings.sigmaFloor, settings.sigmaFloor]);
      expect(Array.from(correlation)).toEqual([1, 0, 0, 1]);
      expect(Array.from(beta)).toEqual([1, 1]);
      expect(Number.isFinite(shrinkage)).toBe(true);
    },
  );

  test.each(['identity', 'constantCorrelation'] as const)(
    'the same name twice (%s): a singular matrix, still usable',
    (target) => {
      const { returns, benchmark } = market(4, 90, 1);
      const [own = benchmark] = returns;
      const input = { returns: [own, own.slice(), benchmark], benchmark, sectors: ['A', 'A', 'B'] };
      const { correlation } = estimateRisk(input, { ...settings, target });
      expect(correlation[1]).toBeLessThanOrEqual(1);
      expect(correlation[1]).toBeGreaterThan(0.8);
      expect(isPositiveDefinite(correlation, 3, 1e-10)).toBe(true);
    },
  );

  test('names in another order have the same numbers', () => {
    const { returns, benchmark } = market(6, 90, 7);
    const there = estimateRisk({ returns, benchmark, sectors: sectorsOf(returns) }, settings);
    const back = estimateRisk(
      { returns: returns.toReversed(), benchmark, sectors: sectorsOf(returns).toReversed() },
      settings,
    );
    expectClose(back.sigma.toReversed(), Array.from(there.sigma), 0, 'sigma');
    expectClose(back.beta.toReversed(), Array.from(there.beta), 0, 'beta');
    expectClose(back.correlation.toReversed(), Array.from(there.correlation), 1e-12, 'correlation');
  });
});
