import { describe, expect, test } from 'vitest';
import { addDays } from '#shared/calendar.ts';
import type { EpochMs } from '#shared/units.ts';
import { at } from '#engine/math/linear.ts';
import { seededRandom } from '#test/support/random.ts';
import { score } from '#engine/signals/score.ts';
import type { ScoreInput } from '#engine/signals/score.ts';
import { initialState } from '#engine/fold.ts';
import { builtInModels } from '#engine/signals/models/built-in.ts';
import type { ModelHistory } from '#engine/signals/models/model.ts';
import type { ZooMemory } from '#engine/signals/zoo-memory.ts';
import { clock, settings, today, universe } from '#test/support/engine-builders.ts';
import { bar30 } from '#test/support/intraday.ts';
import { historyOf, nowOf } from '#test/support/model-market.ts';

const emptyZooMemory = initialState(null).zoo;
const monday = 20260105;
const reversalHorizon = 5 * 390;

/** 300 days of closes for every name; `rows` newest of them. */
function marketOf(rows = 300): ModelHistory {
  return historyOf(
    universe.map((_, i) => {
      const random = seededRandom(i + 1);
      let close = 50;
      return Array.from({ length: 300 }, () => (close *= 1 + 0.01 * random.normal())).slice(300 - rows);
    }),
  );
}

function inputAt(moment: EpochMs, change: Partial<ScoreInput> = {}): ScoreInput {
  const history = marketOf();
  const prices = change.prices ?? Float64Array.from(history.closes, (column) => 1.01 * (column.at(-1) ?? 0));
  return {
    ...nowOf([...prices]),
    at: moment,
    tickers: universe,
    history,
    everyMs: 300_000,
    quoted: prices,
    dailyBars: universe.map(() => []),
    sigmaDay: new Float64Array(universe.length).fill(0.01),
    cost: new Float64Array(universe.length).fill(0.0003),
    wCur: new Float64Array(universe.length),
    marketOpen: true,
    ...change,
  };
}
const run = (moment: EpochMs, memory: ZooMemory, change: Partial<ScoreInput> = {}) =>
  score(inputAt(moment, change), memory, settings.signals);

/** With every built-in model. */
const whole = { ...settings.signals, models: builtInModels.map(({ id }) => id) };
const runWhole = (change: Partial<ScoreInput> = {}) =>
  score(inputAt(clock(11, 0), change), emptyZooMemory, whole);

describe('scores', () => {
  test('z of every name with history, at unit dispersion', () => {
    const { z, models } = runWhole();
    const rms = Math.sqrt(z.reduce((sum, value) => sum + value * value, 0) / z.length);
    expect(rms).toBeCloseTo(1, 12);
    expect(models.map(({ model, weight }) => [model, Number(weight.toFixed(12))])).toEqual([
      ['vwap-deviation', 0],
      ['last-hour-drift', 0],
      ['reversal-1d', 1],
      ['reversal-5d', 0.5],
      ['residual-reversal-5d', 0.5],
      ['momentum-12-1', 0.2],
      ['momentum-6-1', 0.2],
      ['high-52-weeks', 0.2],
      ['low-volatility', 0.2],
      ['volume-shock', 0.2],
    ]);
    expect(
      models.filter(({ unavailable }) => unavailable !== null).map(({ unavailable }) => unavailable),
    ).toEqual(['needs intraday bars', 'needs intraday bars']);
  });

  test('with intraday bars the models of the day join in', () => {
    const intraday = universe.map((_, i) => [bar30(0, 50 + i, 1000)]);
    const { models } = runWhole({ intraday });
    expect(models.slice(0, 2).map(({ weight, unavailable }) => [weight, unavailable])).toEqual([
      [1, null],
      [0, 'scores 0 % of the names only'],
    ]);
  });

  test('with a week of history only the short models speak', () => {
    const { z, models } = runWhole({ history: marketOf(10) });
    expect(z.every((value) => Number.isFinite(value))).toBe(true);
    expect(models.filter(({ weight }) => weight > 0).map(({ model }) => model)).toEqual([
      'reversal-1d',
      'reversal-5d',
      'residual-reversal-5d',
    ]);
  });

  test('without history nobody speaks', () => {
    const { z, zoo } = runWhole({ history: marketOf(0) });
    expect(z.every((value) => Number.isNaN(value))).toBe(true);
    expect(zoo.waiting).toEqual([]);
  });

  test('what a model has worked out before changes nothing', () => {
    const input = inputAt(clock(11, 0));
    const first = score(input, emptyZooMemory, whole);
    expect(score(input, emptyZooMemory, whole)).toEqual(first);
    expect(score({ ...input, history: marketOf() }, emptyZooMemory, whole)).toEqual(first);
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
    const closes = input.history.closes.map((column, i) =>
      i === 0 ? column.map((close, t) => (t < 290 ? Number.NaN : close)) : column,
    );
    const history = { ...input.history, closes };
    const [short, long] = run(clock(10, 0), emptyZooMemory, { prices, history }).zoo.waiting;
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

test('a strategy that chooses one model has one horizon; the others keep what they have learnt', () => {
  const memory = { ...emptyZooMemory, pi: { 'momentum-12-1': 0.4 }, ic: { 7800: 0.1 } };
  const chosen = { ...settings.signals, models: ['reversal-1d'] };
  const { models, zoo } = score(inputAt(clock(11, 0)), memory, chosen);
  expect(models.map(({ model, weight }) => [model, weight])).toEqual([['reversal-1d', 1]]);
  expect(zoo).toMatchObject({ pi: memory.pi, ic: memory.ic });
});

describe('learning', () => {
  const start = clock(10, 0, monday);
  const one = run(start, emptyZooMemory).zoo;
  const section = one.waiting.find(({ horizonMin }) => horizonMin === reversalHorizon);
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
    expect(early.ic[reversalHorizon]).toBeUndefined();
    expect(early.waiting.find(({ horizonMin }) => horizonMin === reversalHorizon)?.at).toBe(start);
    const due = run(clock(10, 0, nextMonday), one, { prices }).zoo;
    expect(due.waiting.filter(({ horizonMin }) => horizonMin === reversalHorizon).map((w) => w.at)).toEqual([
      clock(10, 0, nextMonday),
    ]);
    expect(due.waiting.filter(({ horizonMin }) => horizonMin === 20 * 390)).toHaveLength(2);
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
    const prices = moved(1).fill(Number.NaN, 6);
    const learnt = run(clock(10, 0, addDays(monday, 7)), one, { prices }).zoo;
    expect(learnt.ic[reversalHorizon]).toBeCloseTo(0.03 + (1 - 0.5 ** (1 / 60)) * (1 - 0.03), 12);
  });

  test('waits while hardly a name is quoted', () => {
    const prices = moved(1).fill(Number.NaN, 2);
    const waits = run(clock(10, 0, addDays(monday, 7)), one, { prices });
    expect(waits.zoo).toMatchObject({ ic: {}, waiting: one.waiting });
    const learnt = run(clock(10, 5, addDays(monday, 7)), waits.zoo, { prices: moved(1) }).zoo;
    expect(learnt.ic[reversalHorizon]).toBeGreaterThan(0.03);
  });

  test('with the desk off since, the bars that begin then are asked; without any it is said', () => {
    const nextMonday = addDays(monday, 7);
    const back = clock(11, 0, nextMonday);
    const dear = moved(-1);
    const prices = moved(1);
    const told = universe.map((_, i) => [
      { ...bar30(0, at(dear, i), 1), at: clock(9, 55, nextMonday) },
      { ...bar30(0, at(prices, i), 1), at: clock(10, 0, nextMonday) },
      { ...bar30(0, at(dear, i), 1), at: clock(10, 5, nextMonday) },
    ]);
    const learnt = run(back, one, { prices: dear, intraday: told });
    expect(learnt.missed).toBeNull();
    expect(learnt.zoo.ic[reversalHorizon]).toBeCloseTo(0.03 + (1 - 0.5 ** (1 / 60)) * (1 - 0.03), 12);
    const later = run(clock(10, 0, addDays(nextMonday, 2)), one, { prices: dear });
    expect(later.zoo.ic).toEqual({});
    expect(
      later.zoo.waiting.some(({ horizonMin, at: made }) => horizonMin === reversalHorizon && made === start),
    ).toBe(false);
    expect(later.missed).toBe(
      'A forecast of 2026-01-05 10:00 over 1950 trading minutes cannot be measured and teaches the models nothing: the desk was off at the end of it, and no bar has the prices of that moment.',
    );
  });

  test('one that waits for its bars holds up no other', () => {
    const tuesday = addDays(monday, 1);
    const two = run(clock(10, 0, tuesday), one).zoo;
    // Off on Monday the 12th; back on Tuesday before the bar of Monday is loaded.
    const back = run(clock(10, 0, addDays(tuesday, 7)), two, { prices: moved(1) });
    expect(back.zoo.waiting.map((w) => [w.horizonMin, w.at])).toContainEqual([reversalHorizon, start]);
    expect(back.zoo.waiting.map((w) => [w.horizonMin, w.at])).not.toContainEqual([
      reversalHorizon,
      clock(10, 0, tuesday),
    ]);
    expect(back.zoo.ic[reversalHorizon]).toBeDefined();
  });
});
