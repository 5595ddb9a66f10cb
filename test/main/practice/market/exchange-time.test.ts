import { describe, expect, test } from 'vitest';
import { epochAt, exchangeTimeOf, formatStamp, parseStamp } from '#practice/market/exchange-time.ts';
import { parseDay } from '#practice/market/trading-days.ts';

describe('exchange time', () => {
  test.each([
    ['20261123', 630, '2026-11-23T15:30:00.000Z'],
    ['20260707', 570, '2026-07-07T13:30:00.000Z'],
    ['20260309', 570, '2026-03-09T13:30:00.000Z'],
    ['20260306', 570, '2026-03-06T14:30:00.000Z'],
    ['20261030', 570, '2026-10-30T13:30:00.000Z'],
    ['20261102', 570, '2026-11-02T14:30:00.000Z'],
  ])('%s at minute %i is %s, and back', (text, minute, iso) => {
    const day = parseDay(text) ?? 0;
    const at = epochAt(day, minute);
    expect(new Date(at).toISOString()).toBe(iso);
    expect(exchangeTimeOf(at)).toEqual({ day, ms: minute * 60_000 });
  });

  test.each([
    ['20261123 10:30:05 US/Eastern', '2026-11-23T15:30:05.000Z'],
    ['20261123 10:30:05', '2026-11-23T15:30:05.000Z'],
    ['20261123-15:30:05', '2026-11-23T15:30:05.000Z'],
    ['20261123 15:30:05 UTC', '2026-11-23T15:30:05.000Z'],
    ['20261123', '2026-11-23T05:00:00.000Z'],
  ])('reads %s', (text, iso) => {
    expect(new Date(parseStamp(text) ?? 0).toISOString()).toBe(iso);
  });

  test('what is no time is null', () => {
    expect(parseStamp('yesterday')).toBeNull();
    expect(parseStamp('20261341 10:00:00')).toBeNull();
  });

  test('stamps name the zone', () => {
    expect(formatStamp(Date.UTC(2026, 10, 23, 15, 30, 5))).toBe('20261123 10:30:05 US/Eastern');
  });
});
