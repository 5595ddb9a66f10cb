import { describe, expect, test } from 'vitest';
import { defaultDeskSettings, readDeskSettings } from '#app/desk-settings.ts';

const reading = (connection: unknown) =>
  readDeskSettings({ path: 'desk.json', read: () => JSON.stringify({ connection }) });

describe('section connection', () => {
  test('without it, a US account: nightly around midnight New York, login on Sunday, a hundred lines', () => {
    expect(defaultDeskSettings.connection).toEqual({
      restarts: [
        {
          from: 20200101,
          timeZone: 'America/New_York',
          nightly: { startMinute: 1425, endMinute: 45 },
          marginMs: 300_000,
          weeklyLogin: { weekday: 0, minute: 60 },
        },
      ],
      marketDataLines: 100,
      rotationMs: 8_000,
    });
  });

  test('restarts are dated, in any order; one can be none', () => {
    const later = { from: '2026-11-01', zone: 'Europe/Zurich', nightly: null, weeklyLogin: null };
    const first = {
      ...{ from: '2026-01-01', nightly: { start: '22:00', end: '22:30' }, marginMinutes: 10 },
      weeklyLogin: { day: 'Monday', time: '06:30' },
    };
    const { settings } = reading({ restarts: [later, first], marketDataLines: 200 });
    expect(settings?.connection.marketDataLines).toBe(200);
    expect(settings?.connection.restarts).toEqual([
      {
        from: 20260101,
        timeZone: 'America/New_York',
        nightly: { startMinute: 1320, endMinute: 1350 },
        marginMs: 600_000,
        weeklyLogin: { weekday: 1, minute: 390 },
      },
      { from: 20261101, timeZone: 'Europe/Zurich', nightly: null, marginMs: 300_000, weeklyLogin: null },
    ]);
  });

  test.each([
    [{ marketDataLines: 0 }, /marketDataLines/],
    [{ restarts: [{ from: '2026-13-01', nightly: null, weeklyLogin: null }] }, /from/],
    [
      { restarts: [{ from: '2026-01-01', nightly: { start: '24:00', end: '1' }, weeklyLogin: null }] },
      /start.*23:45/,
    ],
    [
      { restarts: [{ from: '2026-01-01', zone: 'Mars', nightly: null, weeklyLogin: null }] },
      /zone.*New_York/,
    ],
    [{ lines: 5 }, /lines/],
  ])('%j is refused by its key', (connection, words) => {
    expect(reading(connection).error).toMatch(words);
  });
});
