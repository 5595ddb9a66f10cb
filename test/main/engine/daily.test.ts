import { describe, expect, test } from 'vitest';
import { addDays, dateStamp } from '#shared/calendar.ts';
import { ticker } from '#shared/ids.ts';
import type { Bar } from '#shared/domain/market.ts';
import { price } from '#shared/units.ts';
import { dailyOf, sessionDate, withLatest } from '#engine/daily.ts';
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
    const { closes, lastBar } = dailyOf(bars, names, settings);
    expect(closes.map((column) => Array.from(column))).toEqual([
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

describe('the latest price', () => {
  const daily = { closes: [Float64Array.of(10, 11)], lastBar: dateStamp(addDays(today, -1)) };
  test('is a row of its own on a new day', () => {
    expect(Array.from(withLatest(daily, Float64Array.of(12), clock(11, 0))[0] ?? [])).toEqual([10, 11, 12]);
  });
  test('takes the place of the bar that has the day already', () => {
    const [column] = withLatest({ ...daily, lastBar: dateStamp(today) }, Float64Array.of(12), clock(18, 0));
    expect(Array.from(column ?? [])).toEqual([10, 12]);
  });
  test('before the open is still the price of the day before', () => {
    expect(Array.from(withLatest(daily, Float64Array.of(12), clock(8, 0))[0] ?? [])).toEqual([10, 12]);
  });
  test('unknown leaves the last close', () => {
    expect(Array.from(withLatest(daily, Float64Array.of(Number.NaN), clock(8, 0))[0] ?? [])).toEqual([
      10, 11,
    ]);
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
