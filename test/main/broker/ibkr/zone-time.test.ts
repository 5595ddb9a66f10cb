import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochInZone, knownZone, parseDate, parseTime } from '#broker/ibkr/zone-time.ts';

test.each([
  ['US/Eastern', 'US/Eastern'],
  ['MET', 'MET'],
  ['Japan', 'Japan'],
  ['GB-Eire', 'GB-Eire'],
  ['Hongkong', 'Hongkong'],
  ['Australia/NSW', 'Australia/NSW'],
  ['EST5EDT', 'US/Eastern'],
  ['EST (Eastern Standard Time)', 'US/Eastern'],
  ['Eastern Standard Time', 'US/Eastern'],
  ['Mars/Olympus', null],
  ['', null],
])('zone %s is known as %s', (name, zone) => {
  expect(knownZone(name)).toBe(zone);
});

describe('times', () => {
  test.each([
    ['20260727 10:30:00 US/Eastern', '2026-07-27T14:30:00.000Z'],
    ['20260127 10:30:00 US/Eastern', '2026-01-27T15:30:00.000Z'],
    ['20260727-14:30:00', '2026-07-27T14:30:00.000Z'],
    ['20260727-10:30:00 US/Eastern', '2026-07-27T14:30:00.000Z'],
    ['20260727  10:30:00 Europe/Berlin', '2026-07-27T08:30:00.000Z'],
    // the hour before and after the clocks change
    ['20260308 01:59:59 US/Eastern', '2026-03-08T06:59:59.000Z'],
    ['20260308 03:00:00 US/Eastern', '2026-03-08T07:00:00.000Z'],
    ['20261101 00:59:59 US/Eastern', '2026-11-01T04:59:59.000Z'],
    ['20261101 02:00:00 US/Eastern', '2026-11-01T07:00:00.000Z'],
  ])('%s', (text, iso) => {
    expect(new Date(parseTime(text) ?? Number.NaN).toISOString()).toBe(iso);
  });

  test('without a zone are those of this machine', () => {
    expect(parseTime('20260727  10:30:00')).toBe(new Date(2026, 6, 27, 10, 30).getTime());
  });

  test.each(['', 'noon', '20260727', '20260727 10:30', '20260727 10:30:00 Mars/Olympus'])(
    '"%s" is none',
    (text) => {
      expect(parseTime(text)).toBe(null);
    },
  );

  test('any moment written in New York reads back as itself', () => {
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'US/Eastern',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    const year = 365 * 24 * 3_600;
    fc.assert(
      fc.property(fc.integer({ min: 1_767_225_600, max: 1_767_225_600 + 5 * year }), (seconds) => {
        const text = format.format(seconds * 1_000).replace(/[-:]/g, '');
        const at = epochInZone(text.slice(0, 8), text.slice(9), 'US/Eastern');
        // of the hour that is repeated in autumn either reading is right
        expect([seconds * 1_000, seconds * 1_000 - 3_600_000, seconds * 1_000 + 3_600_000]).toContain(at);
        expect(format.format(at).replace(/[-:]/g, '')).toBe(text);
      }),
    );
  });
});

test.each([
  ['20260727', Date.UTC(2026, 6, 27)],
  ['2026-07-27', null],
  ['', null],
])('date %s', (text, at) => {
  expect(parseDate(text)).toBe(at);
});
