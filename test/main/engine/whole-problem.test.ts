import { describe, expect, test } from 'vitest';
import { ticker } from '#shared/ids.ts';
import { fold, initialState } from '#engine/fold.ts';
import { measure } from '#engine/measure.ts';
import type { EngineSettings } from '#engine/settings.ts';
import { wholeProblemOf } from '#engine/whole-problem.ts';
import {
  barsOf,
  benchmark,
  clock,
  instrumentOf,
  loaded,
  positionOf,
  quoteOf,
  settings,
  universe,
} from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const count = universe.length;
const stranger = ticker('ZULU');
const hedged: EngineSettings = { ...settings, hedge: { ticker: benchmark } };
const events = [
  ...loaded(at, [positionOf(universe[0] ?? stranger, 1000), positionOf(stranger, 100, 50)]),
  { kind: 'instruments' as const, instruments: [instrumentOf(benchmark, { sector: '' })] },
  { kind: 'quotes' as const, quotes: [quoteOf(benchmark, at)] },
];
const { state } = fold(initialState(null), events, at);
const z = Float64Array.from(universe, (_, i) => (i === 0 || i === 1 ? Number.NaN : i / 10));
const sigma = new Float64Array(count).fill(0.02);
const scored = { z, score: z.map((x) => x * 0.02), sigma, horizonDays: 4 };
const problem = (with_: EngineSettings) => wholeProblemOf(measure(state, with_, at), scored, with_);

describe('the whole problem', () => {
  test('holds every name, then what is held outside, then the hedge', () => {
    const { wCur, frozen, sector, countsInGross, beta } = problem(hedged);
    expect(wCur).toHaveLength(count + 2);
    expect(wCur[count]).toBeGreaterThan(0);
    expect([frozen?.[count], frozen?.[count + 1]]).toEqual([true, false]);
    expect([sector[count], sector[count + 1]]).toEqual(['(ZULU)', null]);
    expect(countsInGross?.map((counts, i) => (counts ? [] : [i])).flat()).toEqual([count + 1]);
    // The hedge is the benchmark itself here.
    expect(beta?.[count + 1]).toBeCloseTo(1, 12);
    expect(problem(settings).countsInGross).toBeNull();
  });

  test('a name without a signal may only be reduced; the hedge has its own bounds', () => {
    const { lo, hi, wCur, signal } = problem(hedged);
    expect([lo?.[0], hi?.[0]]).toEqual([0, wCur[0]]);
    expect([lo?.[1], hi?.[1]]).toEqual([0, 0]);
    expect([lo?.[2], hi?.[2]]).toEqual([0, 0.15]);
    expect([lo?.[count + 1], hi?.[count + 1]]).toEqual([-0.5, 0.5]);
    expect(signal.kind === 'riskScaled' && Array.from(signal.z.subarray(0, 3))).toEqual([0, 0, 0.2]);
    const short = { ...hedged, rotation: { ...settings.rotation, longShort: true } };
    expect(problem(short).lo?.[2]).toBe(-0.15);
  });

  test('risk: the hedge moves with the names, a stranger with nobody', () => {
    const { risk } = problem(hedged);
    if (risk.kind !== 'dense') throw new Error('not dense');
    const n = count + 2;
    const entry = (i: number, j: number): number => risk.sigma[i * n + j] ?? Number.NaN;
    for (let i = 0; i < n; i++) expect(entry(i, i)).toBe(1);
    expect(entry(2, count + 1)).toBeGreaterThan(0.1);
    expect(entry(2, count + 1)).toBe(entry(count + 1, 2));
    expect([entry(count, 0), entry(0, count), entry(count, count + 1)]).toEqual([0, 0, 0]);
  });

  test('the matrix is one object while the risk model is, whatever is held outside it', () => {
    const matrixOf = (): unknown => {
      const { risk } = problem(hedged);
      return risk.kind === 'dense' ? risk.sigma : null;
    };
    const first = matrixOf();
    expect(first).not.toBeNull();
    expect(matrixOf()).toBe(first);
  });

  test('limits are the rotation’s; a hedge brings its beta band', () => {
    expect(problem(settings).limits).toMatchObject({
      gross: 1,
      netMin: 0,
      netMax: 1,
      sectorMax: 0.4,
      sectorGrossMax: null,
      betaBand: null,
      turnoverMax: 0.6,
    });
    expect(problem(hedged).limits.betaBand).toBe(0.05);
    const own = { ...hedged, rebalance: { ...settings.rebalance, betaBand: 0.2, sectorGrossMax: 0.3 } };
    expect(problem(own).limits).toMatchObject({ betaBand: 0.2, sectorGrossMax: 0.3 });
  });

  test('alpha scaling takes forecast and volatility over the same horizon', () => {
    const alpha = { ...hedged, rebalance: { ...settings.rebalance, scaling: 'alpha' as const } };
    const { signal } = problem(alpha);
    if (signal.kind !== 'alpha') throw new Error('not alpha');
    expect(signal.score[2]).toBeCloseTo(0.004, 12);
    expect(signal.vol[2]).toBe(0.02);
    const daily = measure(state, alpha, at).daily.risk.sigma[count] ?? Number.NaN;
    expect(signal.vol[count + 1]).toBeCloseTo(2 * daily, 15);
  });

  test('more than 500 names are taken in factor form, and the share that it keeps is told', () => {
    const many = Array.from({ length: 502 }, (_, i) => ticker(`N${i}`));
    const big: EngineSettings = {
      ...settings,
      universe: many,
      risk: { ...settings.risk, factors: 3, rows: 60, minObservations: 20 },
    };
    const bars = many.map((name, i) => ({
      kind: 'history' as const,
      ticker: name,
      bars: barsOf(universe[i % count] ?? stranger, 60 - (i % 7)),
    }));
    const known = fold(
      initialState(null),
      [
        ...loaded(at, []),
        { kind: 'instruments', instruments: many.map((name) => instrumentOf(name)) },
        ...bars,
      ],
      at,
    );
    const picture = measure(known.state, big, at);
    const none = new Float64Array(many.length);
    const { risk } = wholeProblemOf(picture, { z: none, score: none, sigma: none, horizonDays: 1 }, big);
    expect(risk.kind === 'factor' && risk.covariance).toHaveLength(9);
    expect(risk.kind === 'factor' && risk.loadings).toHaveLength(3 * 502);
  });
});
