import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at } from '#engine/math/linear.ts';
import { seededRandom } from '#test/support/random.ts';
import { rebalance } from '#engine/optimizer/rebalance.ts';
import type { RebalanceMemory, RebalanceResult } from '#engine/optimizer/rebalance.ts';
import type { RebalanceInput } from '#engine/optimizer/rebalance-input.ts';
import { corners } from '#test/support/qp-corners.ts';
import { instance, regimes } from '#test/support/qp-instances.ts';
import type { Form, Regime } from '#test/support/qp-instances.ts';
import { furthest } from '#test/support/qp-programs.ts';
import { bookOf, noLimits, objectiveOf, worstBreach, writtenOut } from '#test/support/rebalance-book.ts';
import { eachVector } from '#test/support/vectors.ts';

const forms = ['dense', 'factor'] as const;
const regimeNames = Object.keys(regimes) as Regime[];
const of = (...x: number[]): Float64Array => Float64Array.of(...x);
const solved = (input: RebalanceInput, memory: RebalanceMemory | null = null): RebalanceResult =>
  rebalance(input, { relaxWhenInfeasible: false, memory });
const relaxed = (input: RebalanceInput): RebalanceResult =>
  rebalance(input, { relaxWhenInfeasible: true, memory: null });

interface VectorInput {
  readonly z: number[];
  readonly wCur: number[];
  readonly cost: number[];
  readonly gamma: number;
  readonly lambda: number;
  readonly factor: { readonly B: number[][]; readonly F: number[][]; readonly d: number[] };
  readonly lo: number[];
  readonly hi: number[];
  readonly gross: number | null;
  readonly netMin: number | null;
  readonly netMax: number | null;
  readonly sector: string[];
  readonly sectorMax: number | null;
  readonly beta: number[];
  readonly betaBand: number | null;
  readonly turnoverMax: number | null;
  readonly countsInGross: boolean[] | null;
}
interface VectorExpected {
  readonly objective: number;
  readonly status: string;
  readonly w: number[] | null;
}

function fromVector(input: VectorInput, form: Form): RebalanceInput {
  const { gross, netMin, netMax, sectorMax, betaBand, turnoverMax } = input;
  const { B, F, d } = input.factor;
  const row = (i: number): number[] =>
    (F[0] ?? []).map((_, b) => (B[i] ?? []).reduce((s, x, a) => s + x * (F[a]?.[b] ?? NaN), 0));
  const sigma = d.map((own, i) =>
    d.map((_, j) => row(i).reduce((s, x, b) => s + x * (B[j]?.[b] ?? NaN), i === j ? own : 0)),
  );
  return bookOf(input.z, {
    wCur: of(...input.wCur),
    cost: of(...input.cost),
    gamma: input.gamma,
    lambda: input.lambda,
    risk:
      form === 'dense'
        ? { kind: 'dense', sigma: Float64Array.from(sigma.flat()) }
        : {
            kind: 'factor',
            loadings: Float64Array.from(B.flat()),
            covariance: of(...F.flat()),
            own: of(...d),
          },
    lo: of(...input.lo),
    hi: of(...input.hi),
    limits: { gross, netMin, netMax, sectorMax, sectorGrossMax: null, betaBand, turnoverMax },
    sector: input.sector,
    beta: of(...input.beta),
    countsInGross: input.countsInGross,
  });
}

/** The answer is feasible, proven to 1e-9 and as good as it says. */
function expectProven(input: RebalanceInput, result: RebalanceResult): void {
  expect(['optimal', 'relaxed']).toContain(result.status);
  expect(result.gap).toBeLessThanOrEqual(1e-9);
  const { kkt } = result;
  expect(
    Math.max(kkt?.stationarity ?? NaN, kkt?.feasibility ?? NaN, kkt?.complementarity ?? NaN),
  ).toBeLessThanOrEqual(1e-8);
  const scale = Math.max(1, Math.abs(result.objective));
  expect(Math.abs(result.objective - objectiveOf(writtenOut(input), result.w)) / scale).toBeLessThan(1e-10);
  if (result.status === 'optimal') expect(worstBreach(input, result.w)).toBeLessThanOrEqual(1e-9);
}

describe('worked examples', () => {
  for (const form of forms) {
    eachVector<{ input: VectorInput; expected: VectorExpected }>('rebalance.json', (vector, expected) => {
      const input = fromVector(vector, form);
      const got = solved(input);
      expect(got.status).toBe(expected.status);
      expectProven(input, got);
      const scale = Math.max(1, Math.abs(expected.objective));
      expect(Math.abs(got.objective - expected.objective) / scale).toBeLessThanOrEqual(1e-8);
      if (expected.w !== null) expect(furthest(got.w, expected.w)).toBeLessThanOrEqual(1e-5);
    });
  }

  test('one name: score against risk and cost', () => {
    const got = solved(bookOf([0.5], { cost: of(0.1), wCur: of(0.1) }));
    expect(at(got.w, 0)).toBeCloseTo(0.4, 12);
    expect(got.objective).toBeCloseTo(0.5 * 0.4 - 0.5 * 0.16 - 0.1 * 0.3, 12);
  });

  test('one name: a move that does not pay for its cost is not made', () => {
    expect(solved(bookOf([0.5], { cost: of(0.45), wCur: of(0.1) })).w[0]).toBe(0.1);
  });

  test('two names share the gross, which has its price', () => {
    const got = solved(bookOf([0.8, -0.6], { limits: { ...noLimits, gross: 1 } }));
    expect(furthest(got.w, [0.6, -0.4])).toBeLessThan(1e-9);
    expect(got.shadowPrices['gross']).toBeCloseTo(0.2, 9);
  });

  test('one more unit of a limit is worth its shadow price', () => {
    const input = instance(60, 3, 'dense', 'loose').input;
    const more = (turnoverMax: number): number =>
      solved({ ...input, limits: { ...input.limits, turnoverMax } }).objective;
    const price = solved(input).shadowPrices['turnover'] ?? NaN;
    expect(price).toBeGreaterThan(0);
    expect((more(1.5 + 1e-5) - more(1.5 - 1e-5)) / 2e-5).toBeCloseTo(price, 3);
  });
});

describe('every answer', () => {
  const cases = forms.flatMap((form) => regimeNames.map((regime) => [form, regime] as const));

  test.each(cases)('%s, %s: is proven, interval after interval, the same warm as cold', (form, regime) => {
    for (const [n, seeds] of [
      [3, 4],
      [25, 4],
      [60, 3],
      [150, 1],
    ] as const) {
      for (let seed = 1; seed <= seeds; seed++) {
        let book = instance(n, seed, form, regime);
        let memory: RebalanceMemory | null = null;
        for (let step = 0; step < 4; step++) {
          const cold = solved(book.input);
          const warm = solved(book.input, memory);
          expect(warm.status).toBe(cold.status);
          if (cold.status === 'infeasible') break;
          expectProven(book.input, cold);
          expectProven(book.input, warm);
          expect(furthest(warm.w, cold.w)).toBeLessThan(1e-7);
          memory = warm.memory;
          book = book.next(warm.w, step % 2 === 0 ? 'partial' : 'full');
        }
      }
    }
  });

  test.each(cases)('%s, %s: is never beaten by 1,000 random feasible points', (form, regime) => {
    const { input: tight } = instance(40, 2, form, regime);
    const input = { ...tight, limits: { ...tight.limits, sectorMax: 0.3 } };
    const valued = writtenOut(input);
    const base = solved(input);
    const random = seededRandom(5);
    // Feasible points: mixtures of the optima of other scores under the same limits.
    const others = Array.from({ length: 12 }, () => {
      const z = Float64Array.from(input.wCur, () => random.normal());
      return solved({ ...input, signal: { kind: 'riskScaled', z } }).w;
    });
    for (let k = 0; k < 1000; k++) {
      const shares = [...others, base.w].map(() => -Math.log(1 - random.uniform()));
      const total = shares.reduce((a, b) => a + b, 0);
      const point = base.w.map((_, i) =>
        [...others, base.w].reduce((s, w, o) => s + ((shares[o] ?? 0) / total) * at(w, i), 0),
      );
      expect(worstBreach(input, point)).toBeLessThan(1e-9);
      expect(objectiveOf(valued, point)).toBeLessThanOrEqual(
        base.objective + 1e-9 * Math.abs(base.objective),
      );
    }
  });

  test('is the same in both forms, and for any order of the names', () => {
    const { input } = instance(30, 4, 'factor', 'loose');
    const { risk, signal } = input;
    if (risk.kind !== 'factor' || signal.kind !== 'riskScaled') throw new Error('not a factor instance');
    const n = 30;
    const k = risk.loadings.length / n;
    const back = (x: Float64Array): Float64Array => x.slice().reverse();
    const loadings = risk.loadings.map((_, e) =>
      at(risk.loadings, (n - 1 - Math.floor(e / k)) * k + (e % k)),
    );
    const reversed: RebalanceInput = {
      ...input,
      wCur: back(input.wCur),
      cost: back(input.cost),
      signal: { kind: 'riskScaled', z: back(signal.z) },
      risk: { ...risk, loadings, own: back(risk.own) },
      lo: input.lo && back(input.lo),
      hi: input.hi && back(input.hi),
      beta: input.beta && back(input.beta),
      sector: input.sector.toReversed(),
    };
    const { w } = solved(input);
    expect(furthest(solved(writtenOut(input)).w, w)).toBeLessThan(1e-8);
    expect(furthest(back(solved(reversed).w), w)).toBeLessThan(1e-8);
  });

  test('is the same to the last bit on every run', () => {
    const { input } = instance(80, 1, 'dense', 'wide');
    expect(JSON.stringify(solved(input))).toBe(JSON.stringify(solved(input)));
  });

  test('takes any memory, however wrong', () => {
    const { input } = instance(20, 1, 'dense', 'loose');
    const { w } = solved(input);
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 18, maxLength: 22 }), fc.double(), (weights, price) => {
        const got = solved(input, {
          w: weights,
          prices: { gross: price, turnover: -price, beta: price, nonsense: 1 },
        });
        expect(got.status).toBe('optimal');
        expect(furthest(got.w, w)).toBeLessThan(1e-7);
      }),
    );
  });
});

describe('at the edges', () => {
  test.each(forms.flatMap((form) => corners(form).map((corner) => [form, corner.name, corner] as const)))(
    '%s: %s',
    (_, __, { input, expect: expected }) => {
      const got = solved(input);
      expect(got.status).toBe(expected);
      if (expected === 'optimal') {
        expectProven(input, got);
        return;
      }
      expect(got.conflicts.length).toBeGreaterThan(0);
      expect([...got.w]).toEqual([...input.wCur]);
      const eased = relaxed(input);
      expectProven(input, eased);
      expect(worstBreach(input, eased.w)).toBeLessThanOrEqual(
        Math.max(...eased.relaxed.map(({ amount }) => amount)) + 1e-9,
      );
    },
  );

  test('no name at all', () => {
    for (const risk of [
      bookOf([]).risk,
      { kind: 'factor', loadings: of(), covariance: of(), own: of() } as const,
    ]) {
      const got = solved(bookOf([], { risk, limits: { ...noLimits, gross: 1, turnoverMax: 1 } }));
      expect([got.status, got.objective, got.gap, got.w.length]).toEqual(['optimal', 0, 0, 0]);
    }
  });

  test('nothing held may be bought when net must be positive: the row is named', () => {
    const got = solved(bookOf([1, 1], { limits: { ...noLimits, netMin: 0.5, gross: 0.2 } }));
    expect(got.status).toBe('infeasible');
    expect(got.conflicts.reduce((total, { amount }) => total + amount, 0)).toBeCloseTo(0.3, 9);
    expect(got.gap).toBeNull();
  });

  test('frozen names stay to the last bit, outside their caps too', () => {
    const { input } = instance(30, 2, 'factor', 'loose');
    const frozen = input.sector.map((_, i) => i % 4 === 0);
    const wCur = input.wCur.map((x, i) => (i === 4 ? at(input.hi ?? of(), 4) * 1.1 : x));
    const got = solved({
      ...input,
      wCur,
      frozen,
      limits: { ...input.limits, sectorMax: 0.5, betaBand: null },
    });
    expect(got.status).toBe('optimal');
    frozen.forEach((is, i) => {
      if (is) expect(got.w[i]).toBe(wCur[i]);
    });
  });

  test('the hedge takes the beta without gross or turnover', () => {
    const got = solved(
      bookOf([1, 0.9, 0], {
        beta: of(1, 1, 1),
        limits: { ...noLimits, gross: 1, turnoverMax: 1, betaBand: 0 },
        countsInGross: [true, true, false],
      }),
    );
    expect(at(got.w, 0) + at(got.w, 1)).toBeCloseTo(-at(got.w, 2), 9);
    expect(at(got.w, 0) + at(got.w, 1)).toBeGreaterThan(0.3);
  });

  test('without bounds the limits are enough', () => {
    const got = solved(bookOf([1, -1], { lo: null, hi: null, limits: { ...noLimits, gross: 1 } }));
    expect(furthest(got.w, [0.5, -0.5])).toBeLessThan(1e-9);
  });

  test('without bounds, limits and risk there is no answer, and none is made up', () => {
    const got = solved(bookOf([1, -1], { lo: null, hi: null, lambda: 0 }));
    expect(got.status).toBe('failed');
    expect([...got.w]).toEqual([0, 0]);
  });

  test('alpha scaling is the same problem as its covariance', () => {
    const score = of(0.01, -0.02, 0.015);
    const vol = of(0.1, 0.2, 0.3);
    const correlation = of(1, 0.3, 0.1, 0.3, 1, -0.2, 0.1, -0.2, 1);
    const sigma = correlation.map((x, e) => x * at(vol, Math.floor(e / 3)) * at(vol, e % 3));
    const limits = { ...noLimits, gross: 1 };
    const alpha = solved(
      bookOf([0, 0, 0], {
        signal: { kind: 'alpha', score, vol },
        risk: { kind: 'dense', sigma: correlation },
        limits,
      }),
    );
    const plain = solved(bookOf([...score], { risk: { kind: 'dense', sigma }, limits }));
    expect(furthest(alpha.w, plain.w)).toBeLessThan(1e-9);
    expect(alpha.objective).toBeCloseTo(plain.objective, 12);
  });
});

describe('relaxation', () => {
  const conflict = bookOf([1, 1], {
    wCur: of(0, 0),
    beta: of(1, 1),
    limits: { ...noLimits, netMin: 0.5, turnoverMax: 0.2, betaBand: 0.1, gross: 2 },
  });

  test('is off unless asked for, and then goes in the stated order and no further than needed', () => {
    expect(solved(conflict).status).toBe('infeasible');
    const got = relaxed(conflict);
    expect(got.status).toBe('relaxed');
    expect(got.relaxed.map(({ limit }) => limit)).toEqual(['turnover', 'beta']);
    got.relaxed.forEach(({ limit, amount }) =>
      expect(amount).toBeCloseTo(limit === 'turnover' ? 0.3 : 0.4, 9),
    );
  });

  test('leaves an input that needs none alone', () => {
    const { input } = instance(40, 1, 'dense', 'loose');
    expect(relaxed(input).relaxed).toEqual([]);
    expect(relaxed(input).status).toBe('optimal');
  });

  test('never touches lo and hi', () => {
    const got = relaxed(
      bookOf([1, 1], { hi: of(0.1, 0.1), lo: of(0.1, 0.1), limits: { ...noLimits, netMin: 0.5 } }),
    );
    expect(got.relaxed).toEqual([{ limit: 'netMin', amount: expect.closeTo(0.3, 9) as number }]);
    expect([...got.w]).toEqual([0.1, 0.1]);
  });
});
