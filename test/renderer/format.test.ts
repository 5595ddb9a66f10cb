import { describe, expect, test } from 'vitest';
import {
  formatAge,
  formatBps,
  formatCount,
  formatCountdown,
  formatDate,
  formatFineTime,
  formatId,
  formatMargin,
  formatMoney,
  formatPercent,
  formatPrice,
  formatScore,
  formatShares,
  formatSignedBps,
  formatSignedMoney,
  formatStamp,
  formatTime,
  formatUtility,
  formatWeight,
  formatWholeMoney,
  formatZone,
} from '#renderer/format.ts';
import { epochMs, fraction, fromBps, money, price, shares } from '#shared/units.ts';

const utc = (text: string) => epochMs(Date.parse(text));

describe('quantities', () => {
  test.each([
    ['price', formatPrice(price(252.1)), '252.10'],
    ['price with thousands', formatPrice(price(5432.105)), '5,432.105'],
    ['price of a fraction of a penny', formatPrice(price(0.12345)), '0.1235'],
    ['price not known', formatPrice(null), '–'],
    ['price that is no number', formatPrice(price(Number.NaN)), '–'],
    ['money', formatMoney(money(1004312.554)), '1,004,312.55'],
    ['money owed', formatMoney(money(-31.2)), '−31.20'],
    ['money that rounds to nothing', formatMoney(money(-0.001)), '0.00'],
    ['whole money', formatWholeMoney(money(1004312.55)), '1,004,313'],
    ['gain', formatSignedMoney(money(12)), '+12.00'],
    ['loss', formatSignedMoney(money(-12)), '−12.00'],
    ['neither', formatSignedMoney(money(0)), '0.00'],
    ['shares', formatShares(shares(12345)), '12,345'],
    ['shares short', formatShares(shares(-120)), '−120'],
    ['weight', formatWeight(fraction(0.0301)), '3.01'],
    ['percent', formatPercent(fraction(0.0788)), '7.88%'],
    ['percent not known', formatPercent(null), '–'],
    ['basis points', formatBps(fromBps(4.25)), '4.3'],
    ['drift up', formatSignedBps(fromBps(51)), '+51.0'],
    ['drift down', formatSignedBps(fromBps(-51.04)), '−51.0'],
    ['no drift', formatSignedBps(fraction(0)), '0.0'],
    ['drift below what is shown', formatSignedBps(fromBps(-0.04)), '0.0'],
    ['score', formatScore(0.424), '+0.42'],
    ['score not known', formatScore(null), '–'],
    ['utility', formatUtility(0.4119), '0.412'],
    ['count', formatCount(1234), '1,234'],
    ['id', formatId(1310002), '1310002'],
    ['id not given yet', formatId(0), '–'],
    ['id not known', formatId(null), '–'],
  ])('%s', (_what, shown, expected) => expect(shown).toBe(expected));

  test.each([
    [0.924, 'z', '0.92 z'],
    [-0.1, 'z', '−0.10 z'],
    [214.46, 'bps', '214.5 bps'],
    [1440, 'min', '1,440 min'],
    [null, 'z', '–'],
    [1, null, '–'],
  ] as const)('a margin of %s %s', (distance, unit, expected) =>
    expect(formatMargin(distance, unit)).toBe(expected),
  );
});

describe('times are the exchange’s', () => {
  const winter = utc('2026-03-02T15:31:22.041Z');
  const summer = utc('2026-07-01T13:30:00Z');
  test.each([
    ['time in winter', formatTime(winter), '10:31:22'],
    ['time in summer', formatTime(summer), '09:30:00'],
    ['midnight is 00', formatTime(utc('2026-03-02T05:00:00Z')), '00:00:00'],
    ['fine time', formatFineTime(winter), '10:31:22.041'],
    ['date before midnight there', formatDate(utc('2026-03-03T03:00:00Z')), '2026-03-02'],
    ['stamp', formatStamp(winter), '2026-03-02 10:31:22'],
    ['zone in winter', formatZone(winter), 'EST'],
    ['zone in summer', formatZone(summer), 'EDT'],
    ['time not known', formatTime(null), '–'],
  ])('%s', (_what, shown, expected) => expect(shown).toBe(expected));
});

describe('spans', () => {
  test.each([
    [null, '–'],
    [-300, '0.0 s'],
    [0, '0.0 s'],
    [449, '0.4 s'],
    [9_940, '9.9 s'],
    [12_900, '12 s'],
    [119_999, '119 s'],
    [120_000, '2 min'],
    [7_199_999, '119 min'],
    [7_200_000, '2 h'],
  ])('an age of %s ms', (ms, expected) => expect(formatAge(ms)).toBe(expected));

  test.each([
    [null, '–'],
    [-1, '0:00'],
    [0, '0:00'],
    [1, '0:01'],
    [41_500, '0:42'],
    [60_000, '1:00'],
    [3_599_001, '1:00:00'],
    [3_725_000, '1:02:05'],
  ])('%s ms left', (ms, expected) => expect(formatCountdown(ms)).toBe(expected));
});
