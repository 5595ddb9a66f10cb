import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateIn, startOfDate, wallClock } from '#renderer/exchange-time.ts';
import { epochMs } from '#shared/units.ts';

const zone = 'America/New_York';
const utc = (text: string) => epochMs(Date.parse(text));

describe('wall clock', () => {
  test.each([
    ['2026-03-02T15:31:22.041Z', '2026-03-02T10:31:22.041Z'],
    ['2026-07-01T13:30:00.000Z', '2026-07-01T09:30:00.000Z'],
    ['2026-03-08T06:59:59.000Z', '2026-03-08T01:59:59.000Z'],
    ['2026-03-08T07:00:00.000Z', '2026-03-08T03:00:00.000Z'],
    ['2026-11-01T05:30:00.000Z', '2026-11-01T01:30:00.000Z'],
    ['2026-11-01T06:30:00.000Z', '2026-11-01T01:30:00.000Z'],
    ['2026-01-01T04:59:59.999Z', '2025-12-31T23:59:59.999Z'],
  ])('%s shows as %s', (at, expected) =>
    expect(new Date(wallClock(utc(at), zone)).toISOString()).toBe(expected),
  );

  test('the date is the zone’s', () => {
    expect(dateIn(utc('2026-03-03T04:59:59Z'), zone)).toBe('2026-03-02');
    expect(dateIn(utc('2026-03-03T05:00:00Z'), zone)).toBe('2026-03-03');
  });
});

describe('start of a date', () => {
  test.each([
    ['2026-03-02', 0, '2026-03-02T05:00:00.000Z'],
    ['2026-03-08', 0, '2026-03-08T05:00:00.000Z'],
    ['2026-03-08', 1, '2026-03-09T04:00:00.000Z'],
    ['2026-10-31', 1, '2026-11-01T04:00:00.000Z'],
    ['2026-11-01', 1, '2026-11-02T05:00:00.000Z'],
    ['2025-12-31', 1, '2026-01-01T05:00:00.000Z'],
  ])('%s plus %s days begins at %s', (text, days, expected) => {
    const at = startOfDate(text, zone, days);
    expect(at === null ? null : new Date(at).toISOString()).toBe(expected);
  });

  test.each(['', '2026-3-2', '02/03/2026', '2026-13-01', 'today'])('%j is no date', (text) =>
    expect(startOfDate(text, zone)).toBeNull(),
  );

  test('every moment lies in the day that its date names', () => {
    const from = Date.UTC(2020, 0, 1);
    fc.assert(
      fc.property(fc.integer({ min: from, max: Date.UTC(2035, 0, 1) }), (ms) => {
        const at = epochMs(ms);
        const date = dateIn(at, zone);
        const start = startOfDate(date, zone) ?? Number.NaN;
        const end = startOfDate(date, zone, 1) ?? Number.NaN;
        expect(start <= at && at < end).toBe(true);
      }),
    );
  });
});
