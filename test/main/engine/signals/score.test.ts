import { describe, expect, test } from 'vitest';
import { addDays } from '#shared/calendar.ts';
import type { EpochMs } from '#shared/units.ts';
import { at } from '#engine/math/linear.ts';
import { seededRandom } from '#engine/math/random.ts';
import { builtInModels, score } from '#engine/signals/score.ts';
import type { ScoreInput } from '#engine/signals/score.ts';
import { initialState } from '#engine/fold.ts';
import type { ZooMemory } from '#engine/signals/zoo-memory.ts';
import { clock, settings, today, universe } from '#test/support/engine-builders.ts';

const emptyZooMemory = initialState(null).zoo;
const monday = 20260105;
const reversalHorizon = 5 * 390;

/** 300 days of closes for every name. */
function inputAt(moment: EpochMs, change: Partial<ScoreInput> = {}): ScoreInput {
  const closes = universe.map((_, i) => {
    const random = seededRandom(i + 1);
    let close = 50;
    return Float64Array.from({ length: 300 }, () => (close *= 1 + 0.01 * random.normal()));
  });
  return {
    at: moment,
    tickers: universe,
    closes,
    prices: Float64Array.from(closes, (column) => column.at(-1) ?? 0),
    sigmaDay: new Float64Array(universe.length).fill(0.01),
    cost: new Float64Array(universe.length).fill(0.0003),
    wCur: new Float64Array(universe.length),
    marketOpen: true,
    ...change,
  };
}
const run = (moment: EpochMs, memory: ZooMemory, change: Partial<ScoreInput> = {}) =>
  score(inputAt(moment, change), memory, settings.signals);

describe('scores', () => {
  test('z of every name with history, at unit dispersion', () => {
    const { z, models } = run(clock(11, 0), emptyZooMemory);
    const rms = Math.sqrt(z.reduce((sum, value) => sum + value * value, 0) / z.length);
    expect(rms).toBeCloseTo(1, 12);
    expect(models.map(({ model, weight }) => [model, weight])).toEqual([
      ['reversal-5d', 1],
      ['momentum-12-1', 1],
    ]);
  });

  test('with a week of history only the short model speaks', () => {
    const closes = inputAt(clock(11, 0)).closes.map((column) => column.slice(-10));
    const { z, models } = run(clock(11, 0), emptyZooMemory, { closes });
    expect(z.every((value) => Number.isFinite(value))).toBe(true);
    expect(models.map(({ weight }) => weight)).toEqual([1, 0]);
  });

  test('with a day of history nobody speaks', () => {
    const closes = inputAt(clock(11, 0)).closes.map((column) => column.slice(-1));
    const { z, zoo } = run(clock(11, 0), emptyZooMemory, { closes });
    expect(z.every((value) => Number.isNaN(value))).toBe(true);
    expect(zoo.waiting).toEqual([]);
  });
});

describe('cross-sections to learn from', () => {
  test('one for each horizon, once a trading day', () => {
    const one = run(clock(10, 0), emptyZooMemory).zoo;
    expect(one.waiting.map(({ horizonMin }) => horizonMin)).toEqual([reversalHorizon, 20 * 390]);
    expect(run(clock(15, 0), one).zoo.waiting).toEqual(one.waiting);
    expect(run(clock(10, 0, addDays(today, 1)), one).zoo.waiting).toHaveLength(4);
  });

  test('none while the market is closed', () => {
    expect(run(clock(18, 0), emptyZooMemory, { marketOpen: false }).zoo.waiting).toEqual([]);
  });

  test('a name without a price is left out; what a model does not cover is null', () => {
    const input = inputAt(clock(10, 0));
    const prices = input.prices.map((price, i) => (i === 3 ? Number.NaN : price));
    const closes = input.closes.map((column, i) => (i === 0 ? column.slice(-10) : column));
    const [short, long] = run(clock(10, 0), emptyZooMemory, { prices, closes }).zoo.waiting;
    expect(short?.tickers).toEqual(universe.filter((_, i) => i !== 3));
    expect(short?.prices).toHaveLength(11);
    expect(long?.scores['momentum-12-1']?.[0]).toBeNull();
    expect(short?.scores['reversal-5d']?.[0]).not.toBeNull();
  });

  test('are JSON', () => {
    const { zoo } = run(clock(10, 0), emptyZooMemory);
    expect(JSON.parse(JSON.stringify(zoo))).toEqual(zoo);
  });
});

describe('learning', () => {
  const start = clock(10, 0, monday);
  const one = run(start, emptyZooMemory).zoo;
  const [section] = one.waiting;
  /** Prices that moved just as the reversal model said, or just the other way. */
  const moved = (sign: 1 | -1): Float64Array =>
    Float64Array.from(
      universe,
      (_, i) => at(section?.prices ?? [], i) * (1 + 0.01 * sign * (section?.blend[i] ?? 0)),
    );

  test('waits for five sessions of trading minutes, to the minute', () => {
    const nextMonday = addDays(monday, 7);
    const prices = moved(1);
    const early = run(clock(9, 59, nextMonday), one, { prices }).zoo;
    expect(early.ic).toEqual({});
    expect(early.waiting[0]?.at).toBe(start);
    const due = run(clock(10, 0, nextMonday), one, { prices }).zoo;
    expect(due.waiting.filter(({ horizonMin }) => horizonMin === reversalHorizon).map((w) => w.at)).toEqual([
      clock(10, 0, nextMonday),
    ]);
    expect(due.waiting[0]?.horizonMin).toBe(20 * 390);
  });

  test.each([
    [1, 'rises'],
    [-1, 'falls'],
  ] as const)('an outcome of sign %i: the skill %s', (sign, _way) => {
    const learnt = run(clock(10, 0, addDays(monday, 7)), one, { prices: moved(sign) }).zoo;
    const expected = 0.03 + (1 - 0.5 ** (1 / 60)) * (sign - 0.03);
    expect(learnt.ic[reversalHorizon]).toBeCloseTo(expected, 12);
    expect(learnt.pi).toEqual({ 'reversal-5d': 1 });
  });

  test('a cross-section teaches once', () => {
    const learnt = run(clock(10, 0, addDays(monday, 7)), one, { prices: moved(1) }).zoo;
    const again = run(clock(10, 5, addDays(monday, 7)), learnt, { prices: moved(1) }).zoo;
    expect(again).toEqual(learnt);
  });

  test('names that are gone since, or unpriced, teach nothing and break nothing', () => {
    const prices = moved(1).fill(Number.NaN, 2);
    const learnt = run(clock(10, 0, addDays(monday, 7)), one, { prices }).zoo;
    expect(learnt.ic[reversalHorizon]).toBeCloseTo(0.03 * 0.5 ** (1 / 60), 12);
  });
});

test('built-in models name their source and horizon', () => {
  expect(builtInModels.map(({ id }) => id)).toEqual(['momentum-12-1', 'reversal-5d']);
});
