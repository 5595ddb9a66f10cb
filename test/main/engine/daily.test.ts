import { describe, expect, test } from 'vitest';
import { addDays, dateStamp } from '#shared/calendar.ts';
import { ticker } from '#shared/ids.ts';
import type { Bar } from '#shared/domain/market.ts';
import { price } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { dailyOf, historyBefore, sessionDate } from '#engine/daily.ts';
import { historyOf } from '#test/support/model-market.ts';
import { barsOf, benchmark, clock, settings, today, universe } from '#test/support/engine-builders.ts';

const alfa = ticker('ALFA');
const brav = ticker('BRAV');
const names = [alfa, brav].map((name) => ({ ticker: name, sector: 'Energy' }));
const history = (count: number) =>
  Object.fromEntries([...universe, benchmark].map((name) => [name, barsOf(name, count)]));

const bar = (day: number, high: number, low: number, close: number, volume = 1000): Bar => ({
  at: dateStamp(day),
  open: price(close),
  high: price(high),
  low: price(low),
  close: price(close),
  volume,
});

describe('daily data', () => {
  test('the same numbers with or without the memory', () => {
    const bars = history(100);
    const remembered = dailyOf(bars, names, settings);
    expect(dailyOf(bars, names, settings)).toBe(remembered);
    expect(dailyOf({ ...bars }, names, settings)).toEqual(remembered);
  });

  test('other names or settings are not answered from memory', () => {
    const bars = history(100);
    const both = dailyOf(bars, names, settings);
    expect(dailyOf(bars, names.slice(0, 1), settings).adv).toHaveLength(1);
    const other = { ...settings, risk: { ...settings.risk, lambda: 0.5 } };
    expect(dailyOf(bars, names, other).risk.sigma[0]).not.toBe(both.risk.sigma[0]);
  });

  test('closes are aligned by date: a day that a name lacks is missing, not shifted', () => {
    const bars = {
      ALFA: [bar(20260226, 11, 9, 10), bar(20260227, 12, 10, 11), bar(20260302, 13, 11, 12)],
      BRAV: [bar(20260226, 21, 19, 20), bar(20260302, 23, 21, 22)],
    };
    const { history, lastBar } = dailyOf(bars, names, settings);
    expect(history.closes.map((column) => Array.from(column))).toEqual([
      [10, 11, 12],
      [20, Number.NaN, 22],
    ]);
    expect(lastBar).toBe(dateStamp(20260302));
  });

  test('volume over the last 20 bars; true range over the last 14, with the gap from the close before', () => {
    const calm = Array.from({ length: 10 }, (_, i) => bar(addDays(20260101, i), 11, 9, 10, 5000));
    const wild = Array.from({ length: 14 }, (_, i) => bar(addDays(20260111, i), 13, 12, 13, 1000));
    const bars = { ALFA: [...calm, ...wild], BRAV: wild };
    const { adv, trueRange } = dailyOf(bars, names, settings);
    expect(adv[0]).toBe((6 * 5000 + 14 * 1000) / 20);
    // The first of the 14 jumps from 10 to 13: range 3; the others range from 12 to 13.
    expect(trueRange[0]).toBeCloseTo((3 + 13) / 14, 12);
    expect(trueRange[1]).toBeNaN();
  });

  test('without bars everything is missing, and said so', () => {
    const { adv, lastBar, benchmarkMissing, risk } = dailyOf({}, names, settings);
    expect(adv[0]).toBeNaN();
    expect(lastBar).toBeNull();
    expect(benchmarkMissing).toBe(true);
    expect(risk.thinHistory).toEqual([true, true]);
  });
});

describe('the sessions before now', () => {
  const history = historyOf([[10, 11]], { benchmark: Float64Array.of(7, 8) });
  const daily = { history, lastBar: dateStamp(addDays(today, -1)) };
  const closesBefore = (moment: EpochMs, lastBar = daily.lastBar) =>
    Array.from(historyBefore({ history, lastBar }, moment).closes[0] ?? []);

  test('are all that have bars, on a new day', () => {
    expect(closesBefore(clock(11, 0))).toEqual([10, 11]);
    expect(historyBefore(daily, clock(11, 0))).toBe(history);
  });
  test('leave out the bar that has the day already: the latest price takes its place', () => {
    expect(closesBefore(clock(18, 0), dateStamp(today))).toEqual([10]);
  });
  test('before the open the latest price is still that of the day before', () => {
    expect(closesBefore(clock(8, 0))).toEqual([10]);
  });
  test('are cut in every column, and once', () => {
    const cut = historyBefore(daily, clock(8, 0));
    expect([cut.highs, cut.volumes, [cut.benchmark]].map(([column]) => column?.length)).toEqual([1, 1, 1]);
    expect(historyBefore(daily, clock(8, 5))).toBe(cut);
  });
});

test.each([
  [clock(9, 29), addDays(today, -1)],
  [clock(9, 30), today],
  [clock(20, 0), today],
  [clock(12, 0, 20260308), 20260306],
])('the session of %i', (moment, date) => {
  expect(sessionDate(moment)).toBe(dateStamp(date));
});
