import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  closeMinute,
  formatDay,
  parseDay,
  SESSIONS,
  sessionIndexAtOrBefore,
} from '#practice/market/trading-days.ts';

const CALENDAR = '../shared/data/calendar.json';

function day(text: string): number {
  const value = parseDay(text);
  if (value === null) throw new Error(`no day ${text}`);
  return value;
}

describe('sessions', () => {
  test('Thanksgiving is none, the day after ends at 13:00', () => {
    expect(SESSIONS).not.toContain(day('20261126'));
    expect(closeMinute(day('20261127'))).toBe(780);
    expect(closeMinute(day('20261125'))).toBe(960);
  });

  test('a weekend belongs to the Friday before', () => {
    const session = sessionIndexAtOrBefore(day('20261122'));
    expect(formatDay(SESSIONS[session] ?? 0)).toBe('20261120');
  });

  test('a date that does not exist is none', () => {
    expect(parseDay('20260230')).toBeNull();
    expect(parseDay('2026-02-03')).toBeNull();
  });

  test.skipIf(!existsSync(CALENDAR))(
    'agree with the published calendar (skipped where it is not at hand)',
    () => {
      const calendar = JSON.parse(readFileSync(CALENDAR, 'utf8')) as {
        holidays: { date: string }[];
        early_closes: { date: string }[];
      };
      const plain = ({ date }: { date: string }) => date.replaceAll('-', '');
      const inRange = (date: string) => date >= '2021' && date < '2031';
      const holidays = calendar.holidays.map(plain).filter(inRange);
      const sessions = new Set(SESSIONS.map(formatDay));
      expect(holidays.filter((date) => sessions.has(date))).toEqual([]);
      const early = SESSIONS.filter((d) => closeMinute(d) === 780).map(formatDay);
      expect(early).toEqual(calendar.early_closes.map(plain).filter(inRange));
      const weekdays = SESSIONS.length + holidays.length;
      expect(weekdays).toBe(2608);
    },
  );
});
