import { expect, test } from 'vitest';
import { epochMs } from '#shared/units.ts';
import { exchangeTime } from '#export/exchange-time.ts';

const at = (iso: string) => epochMs(Date.parse(iso));

test.each([
  ['2026-08-03T13:30:00.250Z', 'America/New_York', '2026-08-03T09:30:00.250-04:00'],
  ['2026-01-13T14:10:00.007Z', 'US/Eastern', '2026-01-13T09:10:00.007-05:00'],
  ['2026-01-13T04:59:59.999Z', 'US/Eastern', '2026-01-12T23:59:59.999-05:00'],
  ['2026-01-13T05:00:00.000Z', 'US/Eastern', '2026-01-13T00:00:00.000-05:00'],
  ['2026-11-01T05:30:00.000Z', 'America/New_York', '2026-11-01T01:30:00.000-04:00'],
  ['2026-11-01T06:30:00.000Z', 'America/New_York', '2026-11-01T01:30:00.000-05:00'],
  ['2026-08-03T13:30:00.000Z', 'UTC', '2026-08-03T13:30:00.000+00:00'],
  ['2026-08-03T13:30:00.000Z', 'Asia/Kolkata', '2026-08-03T19:00:00.000+05:30'],
])('%s in %s is %s', (utc, zone, local) => {
  expect(exchangeTime(at(utc), zone)).toBe(local);
  expect(Date.parse(local)).toBe(Date.parse(utc));
});

test('an unknown zone is not guessed at', () => {
  expect(() => exchangeTime(at('2026-08-03T13:30:00Z'), 'Mars/Olympus')).toThrow(RangeError);
});
