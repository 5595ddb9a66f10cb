import { expect, test } from 'vitest';
import { parseHours } from '#broker/ibkr/trading-hours.ts';

const utc = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 6, day, hour, minute);

test.each([
  ['a regular day', '20260727:0930-20260727:1600', 'US/Eastern', [[utc(27, 13, 30), utc(27, 20)]]],
  ['a half day', '20260727:0930-20260727:1300', 'US/Eastern', [[utc(27, 13, 30), utc(27, 17)]]],
  ['a closed day', '20260727:CLOSED', 'US/Eastern', []],
  [
    'days out of order, one closed',
    '20260729:0930-20260729:1600;20260728:CLOSED;20260727:0930-20260727:1600',
    'America/New_York',
    [
      [utc(27, 13, 30), utc(27, 20)],
      [utc(29, 13, 30), utc(29, 20)],
    ],
  ],
  [
    'two sessions a day',
    '20260727:0900-20260727:1130;20260727:1230-20260727:1500',
    'Japan',
    [
      [utc(27, 0), utc(27, 2, 30)],
      [utc(27, 3, 30), utc(27, 6)],
    ],
  ],
  [
    'two sessions in the older spelling',
    '20260727:0900-1130,1230-1500',
    'Japan',
    [
      [utc(27, 0), utc(27, 2, 30)],
      [utc(27, 3, 30), utc(27, 6)],
    ],
  ],
  ['over midnight', '20260727:1800-20260728:0200', 'US/Eastern', [[utc(27, 22), utc(28, 6)]]],
  ['the wrong way round', '20260727:1600-20260727:0930', 'US/Eastern', []],
  ['nothing', '', 'US/Eastern', []],
  ['nonsense', 'open all day;20260727:late-early', 'US/Eastern', []],
])('%s', (_what, text, zone, expected) => {
  expect(parseHours(text, zone).map(({ open, close }) => [open, close])).toEqual(expected);
});

test('winter and summer differ by an hour', () => {
  const [summer] = parseHours('20260727:0930-20260727:1600', 'US/Eastern');
  const [winter] = parseHours('20261228:0930-20261228:1600', 'US/Eastern');
  expect(new Date(summer?.open ?? 0).toISOString()).toBe('2026-07-27T13:30:00.000Z');
  expect(new Date(winter?.open ?? 0).toISOString()).toBe('2026-12-28T14:30:00.000Z');
});
