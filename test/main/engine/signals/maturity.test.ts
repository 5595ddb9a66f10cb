import { describe, expect, test } from 'vitest';
import { addDays, dateStamp } from '#shared/calendar.ts';
import type { DateKey } from '#shared/calendar.ts';
import { price } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import type { Bar } from '#shared/domain/market.ts';
import { dueOf, maturityOf, missedWords, returnsOf } from '#engine/signals/maturity.ts';
import type { PriceSources } from '#engine/signals/maturity.ts';
import type { WaitingCrossSection } from '#engine/signals/zoo-memory.ts';
import { clock, later } from '#test/support/engine-builders.ts';

const friday = 20260109;
const monday = 20260112;
const minute = 60_000;
const tickers = ['ALFA', 'BRAV'];

const sectionOf = (made: EpochMs, horizonMin: number): WaitingCrossSection => ({
  horizonMin,
  at: made,
  tickers,
  prices: [100, 200],
  scores: {},
  blend: [1, -1],
});

const bar = (at: EpochMs, open: number, close: number): Bar => ({
  at,
  open: price(open),
  high: price(Math.max(open, close)),
  low: price(Math.min(open, close)),
  close: price(close),
  volume: 1,
});
const day = (date: DateKey, open: number, close: number): Bar => bar(dateStamp(date), open, close);

/** Quoted at 999 now; nothing else is known. */
const sources = (at: EpochMs, change: Partial<PriceSources> = {}): PriceSources => ({
  at,
  tickers,
  everyMs: 5 * minute,
  quoted: Float64Array.of(999, 999),
  intraday: null,
  dailyBars: [[], []],
  ...change,
});
const both = (...bars: Bar[]): readonly (readonly Bar[])[] => [bars, bars];

describe('the end of a horizon', () => {
  test.each([
    ['within a session', clock(10, 0, friday), 60, clock(11, 0, friday)],
    ['across a close', clock(15, 30, friday), 60, clock(10, 0, monday)],
    ['at a close', clock(15, 0, friday), 60, clock(16, 0, friday)],
    ['a day later', clock(9, 31, friday), 390, clock(9, 31, monday)],
    ['over an early close', clock(12, 0, 20251128), 120, clock(10, 30, 20251201)],
    ['over a holiday', clock(10, 0, 20251231), 390, clock(10, 0, 20260102)],
    ['twenty sessions later', clock(10, 0, friday), 20 * 390, clock(10, 0, 20260209)],
    ['made before the open', clock(8, 0, friday), 60, clock(10, 30, friday)],
    ['at once', clock(10, 0, friday), 0, clock(10, 0, friday)],
  ])('%s', (_, made, horizonMin, due) => {
    expect(dueOf(sectionOf(made, horizonMin))).toBe(due);
  });
});

describe('while the desk is on', () => {
  const section = sectionOf(clock(15, 30, friday), 60);

  test('sixty minutes across a close end on the next morning, to the minute', () => {
    expect(maturityOf(section, sources(clock(16, 0, friday)))).toBe('young');
    expect(maturityOf(section, sources(clock(9, 59, monday)))).toBe('young');
    expect(maturityOf(section, sources(clock(10, 0, monday)))).toEqual(Float64Array.of(999, 999));
    expect(maturityOf(section, sources(clock(10, 5, monday)))).toEqual(Float64Array.of(999, 999));
  });

  test('one interval later is too late for a quote', () => {
    expect(maturityOf(section, sources(clock(10, 6, monday)))).toBe('wait');
    expect(maturityOf(section, sources(clock(10, 1, monday), { everyMs: 30_000 }))).toBe('wait');
    expect(maturityOf(section, sources(clock(10, 50, monday), { everyMs: 60 * minute }))).toHaveLength(2);
  });

  test('the end of a session is not the beginning of the next one', () => {
    const atClose = sectionOf(clock(15, 0, friday), 60);
    expect(maturityOf(atClose, sources(clock(16, 1, friday)))).toEqual(Float64Array.of(999, 999));
    const known = { dailyBars: both(day(friday, 90, 110)) };
    expect(maturityOf(atClose, sources(clock(9, 30, monday), known))).toEqual(Float64Array.of(110, 110));
  });
});

describe('off over a weekend', () => {
  test('a horizon that ended near the close is measured by the close, one near the open by the open', () => {
    const back = clock(9, 31, addDays(monday, 1));
    const dailyBars = both(day(friday, 90, 110), day(monday, 120, 130));
    const measured = (made: EpochMs): unknown =>
      maturityOf(sectionOf(made, 390), sources(back, { dailyBars }));
    expect(measured(clock(15, 57, 20260108))).toEqual(Float64Array.of(110, 110));
    expect(measured(clock(9, 33, friday))).toEqual(Float64Array.of(120, 120));
    expect(measured(clock(12, 0, 20260108))).toBe('lost');
  });

  test('the weekend is no part of what was made on Friday afternoon and ended at the close', () => {
    const section = sectionOf(clock(14, 59, friday), 60);
    const dailyBars = both(day(friday, 90, 110));
    expect(maturityOf(section, sources(clock(9, 30, monday), { dailyBars }))).toEqual(
      Float64Array.of(110, 110),
    );
  });

  test('a bar that is still to be loaded is waited for, for two sessions', () => {
    const section = sectionOf(clock(9, 30, friday), 390);
    const old = { dailyBars: both(day(20260108, 1, 1)) };
    expect(dueOf(section)).toBe(clock(16, 0, friday));
    expect(maturityOf(section, sources(clock(9, 30, monday), old))).toBe('wait');
    expect(maturityOf(section, sources(clock(15, 0, addDays(monday, 1)), old))).toBe('wait');
    expect(maturityOf(section, sources(clock(16, 0, addDays(monday, 1)), old))).toBe('lost');
  });
});

describe('off for a week', () => {
  /** The nineteenth is a holiday. */
  const nextMonday = 20260120;

  test('by the bars of the day on which the horizon ended, not by those of today', () => {
    const section = sectionOf(clock(9, 32, friday), 390);
    const dailyBars = both(day(friday, 90, 110), day(monday, 120, 130), day(addDays(monday, 1), 140, 150));
    expect(maturityOf(section, sources(clock(10, 0, nextMonday), { dailyBars }))).toEqual(
      Float64Array.of(120, 120),
    );
  });

  test('what ended in the middle of a session is lost', () => {
    const section = sectionOf(clock(10, 0, friday), 60);
    const dailyBars = both(day(friday, 90, 110));
    expect(maturityOf(section, sources(clock(10, 0, nextMonday), { dailyBars }))).toBe('lost');
  });
});

describe('off for an hour', () => {
  const section = sectionOf(clock(10, 0, friday), 60);
  const now = clock(11, 40, friday);
  const intraday = both(
    bar(clock(10, 55, friday), 101, 102),
    bar(clock(11, 0, friday), 103, 104),
    bar(clock(11, 5, friday), 105, 106),
  );

  test('the bar that begins then tells its price', () => {
    expect(maturityOf(section, sources(now, { intraday }))).toEqual(Float64Array.of(103, 103));
  });

  test('a bar further off than an interval does not', () => {
    const far = both(bar(clock(10, 50, friday), 101, 102), bar(clock(11, 10, friday), 103, 104));
    expect(maturityOf(section, sources(now, { intraday: far }))).toBe('wait');
    const over = { intraday: null, dailyBars: both(day(friday, 90, 110)) };
    expect(maturityOf(section, sources(clock(16, 1, friday), over))).toBe('lost');
  });

  test('half of the names are enough, fewer are not', () => {
    const one = [intraday[0] ?? [], []];
    expect(maturityOf(section, sources(now, { intraday: one }))).toEqual(Float64Array.of(103, Number.NaN));
    expect(maturityOf(section, sources(now, { intraday: [[], []] }))).toBe('wait');
    expect(maturityOf(section, sources(now, { intraday, tickers: ['OTHER', 'ZULU'] }))).toBe('wait');
  });
});

test('returns are those since the cross-section was made', () => {
  const got = returnsOf(sectionOf(clock(10, 0, friday), 60), Float64Array.of(110, Number.NaN));
  expect(got[0]).toBeCloseTo(0.1, 12);
  expect(got[1]).toBeNaN();
});

test('what is lost is said', () => {
  const lost = [sectionOf(clock(9, 35, friday), 60), sectionOf(clock(9, 35, monday), 60)];
  expect(missedWords([])).toBeNull();
  expect(missedWords(lost.slice(1))).toMatch(
    /^A forecast of 2026-01-12 9:35 over 60 trading minutes cannot be measured/,
  );
  expect(missedWords(lost)).toMatch(
    /^2 forecasts, the oldest of 2026-01-09 9:35 over 60 trading minutes cannot/,
  );
  expect(later(clock(9, 35, friday), 60)).toBe(dueOf(sectionOf(clock(9, 35, friday), 60)));
});
