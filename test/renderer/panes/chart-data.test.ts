import { describe, expect, test } from 'vitest';
import { barStart, barsFor, chartTime, marksOf, mergedFills, withPrice } from '#renderer/panes/chart-data.ts';
import { fillId } from '#shared/ids.ts';
import { epochMs, money, price } from '#shared/units.ts';
import { sampleBar, sampleFill } from '#test/support/sample-rows.ts';

const zone = 'America/New_York';
const utc = (text: string) => epochMs(Date.parse(text));
const iso = (ms: number): string => new Date(ms).toISOString();

describe('bars', () => {
  test.each([
    ['1 day', '2026-03-02T15:31:22Z', '2026-03-02T00:00:00.000Z'],
    ['1 day', '2026-03-03T02:00:00Z', '2026-03-02T00:00:00.000Z'],
    ['5 mins', '2026-03-02T15:34:59.999Z', '2026-03-02T15:30:00.000Z'],
    ['5 mins', '2026-03-02T15:35:00Z', '2026-03-02T15:35:00.000Z'],
  ] as const)('of %s: %s lies in the one of %s', (size, at, expected) =>
    expect(iso(barStart(utc(at), size, zone))).toBe(expected),
  );

  test('stand at exchange time within the day, and at their date otherwise', () => {
    expect(iso(chartTime(utc('2026-07-01T13:30:00Z'), '5 mins', zone) * 1000)).toBe(
      '2026-07-01T09:30:00.000Z',
    );
    expect(iso(chartTime(utc('2026-07-01T00:00:00Z'), '1 day', zone) * 1000)).toBe(
      '2026-07-01T00:00:00.000Z',
    );
  });
});

describe('a price seen', () => {
  const at = utc('2026-03-02T15:30:00Z');
  const bar = sampleBar({
    at,
    open: price(10),
    high: price(11),
    low: price(9),
    close: price(10.5),
    volume: 7,
  });
  test.each([
    ['higher', '2026-03-02T15:34:00Z', 12, [{ ...bar, high: 12, close: 12 }]],
    ['lower', '2026-03-02T15:34:00Z', 8, [{ ...bar, low: 8, close: 8 }]],
    ['between', '2026-03-02T15:34:00Z', 10, [{ ...bar, close: 10 }]],
    [
      'later',
      '2026-03-02T15:35:01Z',
      10,
      [bar, { at: at + 300_000, open: 10, high: 10, low: 10, close: 10, volume: 0 }],
    ],
    ['earlier', '2026-03-02T15:29:00Z', 99, [bar]],
  ])('%s', (_what, seenAt, seen, expected) =>
    expect(withPrice([bar], { price: price(seen), at: utc(seenAt) }, '5 mins', zone)).toEqual(expected),
  );
});

const day = (date: string) => sampleBar({ at: utc(`${date}T00:00:00Z`) });
const fill = (id: string, at: string, value = 480) =>
  sampleFill({ id: fillId(id), at: utc(at), price: price(value) });

describe('what the chart draws', () => {
  test('bars in order and once each, with a bar for today’s fills where the desk has none yet', () => {
    const bars = barsFor(
      [day('2026-02-27'), day('2026-02-26'), day('2026-02-27')],
      [
        fill('b', '2026-03-02T16:00:00Z', 479),
        fill('a', '2026-03-02T15:00:00Z', 481),
        fill('c', '2026-02-26T16:00:00Z', 1),
      ],
      '1 day',
      zone,
    );
    expect(bars).toEqual([
      day('2026-02-26'),
      day('2026-02-27'),
      { at: utc('2026-03-02T00:00:00Z'), open: 481, high: 481, low: 479, close: 479, volume: 0 },
    ]);
  });

  test('a mark for each fill that has a bar, at the fill’s own price', () => {
    const marks = marksOf(
      [
        fill('late', '2026-03-01T15:00:00Z', 5),
        fill('in', '2026-02-26T15:00:00Z', 4),
        fill('before', '2026-02-01T15:00:00Z'),
      ],
      [day('2026-02-26'), day('2026-02-27')],
      '1 day',
      zone,
    );
    expect(marks.map(({ fill: { id, price: at }, barAt }) => [id, at, iso(barAt).slice(0, 10)])).toEqual([
      ['in', 4, '2026-02-26'],
      ['late', 5, '2026-02-27'],
    ]);
  });

  test('fills come once, in their newest version, and of this name only', () => {
    const known = fill('a', '2026-03-02T15:00:00Z');
    const merged = mergedFills(
      [known],
      [{ ...known, commission: money(2) }, sampleFill({ id: fillId('x'), ticker: 'IBM' })],
      'MSFT',
    );
    expect(merged).toEqual([{ ...known, commission: 2 }]);
  });
});
