import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  closesEarly,
  instantOf,
  isTradingDay,
  sessionOf,
  tradingMinutesBetween,
  wallClock,
} from '#shared/calendar.ts';
import { epochMs } from '#shared/units.ts';

const utc = (text: string) => epochMs(Date.parse(text));

describe('sessions', () => {
  test.each([
    // date, opens (UTC), closes (UTC)
    [20261123, '2026-11-23T14:30:00Z', '2026-11-23T21:00:00Z'],
    [20261127, '2026-11-27T14:30:00Z', '2026-11-27T18:00:00Z'],
    [20260706, '2026-07-06T13:30:00Z', '2026-07-06T20:00:00Z'],
    [20261224, '2026-12-24T14:30:00Z', '2026-12-24T18:00:00Z'],
  ])('%s', (date, opens, closes) => {
    expect(sessionOf(date)).toEqual({ open: utc(opens), close: utc(closes) });
  });

  test.each([20261126, 20261225, 20260703, 20260403, 20260619, 20261121, 20250109, 20240101])(
    '%s is closed',
    (date) => {
      expect(sessionOf(date)).toBeNull();
    },
  );

  test('a New Year’s Day on a Saturday closes no Friday', () => {
    expect(isTradingDay(20211231)).toBe(true);
  });
});

describe('clocks', () => {
  test('the exchange’s wall clock, winter and summer', () => {
    expect(wallClock(utc('2026-11-23T15:30:05Z'))).toEqual({
      date: 20261123,
      hour: 10,
      minute: 30,
      second: 5,
    });
    expect(wallClock(utc('2026-07-06T00:30:00Z'))).toEqual({
      date: 20260705,
      hour: 20,
      minute: 30,
      second: 0,
    });
  });

  test.each(['2026-03-08T06:45:00Z', '2026-11-01T05:45:00Z', '2026-07-06T03:50:00Z'])(
    'the same from a moment before and after, around %s',
    (from) => {
      const format = new Intl.DateTimeFormat('sv-SE', {
        timeZone: 'America/New_York',
        dateStyle: 'short',
        timeStyle: 'medium',
      });
      const two = (x: number) => String(x).padStart(2, '0');
      for (let step = 0; step < 120; step++) {
        const at = epochMs(utc(from) + step * 20_007);
        const { date, hour, minute, second } = wallClock(at);
        const day = String(date).replace(/(....)(..)(..)/, '$1-$2-$3');
        expect(`${day} ${two(hour)}:${two(minute)}:${two(second)}`).toBe(format.format(at));
      }
    },
  );

  test('an instant is found on both sides of a clock change', () => {
    expect(instantOf(20260306, 570)).toBe(utc('2026-03-06T14:30:00Z'));
    expect(instantOf(20260308, 570)).toBe(utc('2026-03-08T13:30:00Z'));
    expect(instantOf(20261101, 570)).toBe(utc('2026-11-01T14:30:00Z'));
    expect(instantOf(20261102, 0)).toBe(utc('2026-11-02T05:00:00Z'));
  });

  test('trading minutes skip nights, weekends and holidays', () => {
    expect(tradingMinutesBetween(utc('2026-11-25T20:30:00Z'), utc('2026-11-27T15:00:00Z'))).toBe(60);
    expect(tradingMinutesBetween(utc('2026-11-23T15:00:00Z'), utc('2026-11-23T15:00:00Z'))).toBe(0);
    expect(tradingMinutesBetween(utc('2026-11-20T15:00:00Z'), utc('2026-11-24T15:00:00Z'))).toBe(780);
  });
});

const published = '../shared/data/calendar.json';
test.skipIf(!existsSync(published))(
  'agrees with the published calendar, 2010 to 2030 (needs ../shared)',
  () => {
    const text = readFileSync(published, 'utf8');
    const dates = (from: string) => {
      const list = (JSON.parse(text) as Record<string, unknown>)[from];
      return (Array.isArray(list) ? list : Object.keys(list as object)).map((item: unknown) => {
        const date = typeof item === 'string' ? item : (item as { date: string }).date;
        return Number(date.replaceAll('-', ''));
      });
    };
    const holidays = dates('holidays');
    const early = dates('early_closes');
    const counts = (JSON.parse(text) as { session_counts: Record<string, number> }).session_counts;
    const sessionCount = Object.values(counts).reduce((sum, count) => sum + count, 0);
    expect(holidays.length).toBeGreaterThan(190);
    expect(holidays.filter((date) => isTradingDay(date))).toEqual([]);
    expect(early.filter((date) => !closesEarly(date))).toEqual([]);
    let sessions = 0;
    for (let year = 2010; year <= 2030; year += 1) {
      for (let month = 1; month <= 12; month += 1) {
        for (let day = 1; day <= 31; day += 1) {
          const key = year * 10_000 + month * 100 + day;
          const real = new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1;
          if (!real) continue;
          sessions += isTradingDay(key) ? 1 : 0;
          if (closesEarly(key)) expect(early).toContain(key);
        }
      }
    }
    expect(sessions).toBe(sessionCount);
  },
);
