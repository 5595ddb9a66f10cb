import { expect, test } from 'vitest';
import { inHours, isBusy, isSilent } from '#renderer/panes/traffic-words.ts';

test.each([
  [0, '<1 m'],
  [59_999, '<1 m'],
  [60_000, '1 m'],
  [3_599_000, '59 m'],
  [3_600_000, '1 h 0 m'],
  [18_720_000, '5 h 12 m'],
])('%i ms ahead reads %s', (ms, words) => {
  expect(inHours(ms)).toBe(words);
});

test('a line that says nothing, and one that is nearly full, are told', () => {
  expect([null, 20_001, 20_000].map(isSilent)).toEqual([true, true, false]);
  expect([44, 45, 50].map((sent) => isBusy(sent, 50))).toEqual([false, true, true]);
});
