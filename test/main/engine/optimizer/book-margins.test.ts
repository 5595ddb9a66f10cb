import { expect, test } from 'vitest';
import { bookMargins, netBreaches } from '#engine/optimizer/book-margins.ts';
import { defaultRotationSettings } from '#engine/optimizer/rotation-settings.ts';
import { rotationBook } from '#test/support/rotation-book.ts';

const input = rotationBook(
  [
    { w: 0.1, beta: 1, sector: 'A' },
    { w: 0, beta: 2, sector: 'B' },
    { w: -0.05, beta: 1, sector: 'A' },
  ],
  { beta: 0.5, wCur: 0 },
);

const close = (x: number) => expect.closeTo(x, 12) as number;

test('the book at its targets, and what every limit leaves', () => {
  const got = bookMargins(input, Float64Array.of(0.2, 0.05, -0.05), -0.4, 0.99, defaultRotationSettings);
  expect(got).toEqual({
    l1: 0.99,
    turnover: close(0.15),
    gross: close(0.3),
    net: close(0.2),
    beta: close(0.05),
    sectors: [
      { sector: 'A', weight: close(0.15) },
      { sector: 'B', weight: close(0.05) },
    ],
    limits: [
      { limit: 'gross', value: close(0.3), bound: 1, slack: close(0.7) },
      { limit: 'netMax', value: close(0.2), bound: 1, slack: close(0.8) },
      { limit: 'netMin', value: close(0.2), bound: 0, slack: close(0.2) },
      { limit: 'turnover', value: close(0.15), bound: 0.3, slack: close(0.15) },
      { limit: 'beta', value: close(0.05), bound: 0.05, slack: close(0) },
      { limit: 'hedge', value: 0.4, bound: 0.5, slack: close(0.1) },
      { limit: 'sector:A', value: close(0.2), bound: 0.25, slack: close(0.05) },
      { limit: 'sector:B', value: close(0.05), bound: 0.25, slack: close(0.2) },
    ],
  });
});

test('without a hedge there is no limit on beta', () => {
  const got = bookMargins({ ...input, hedge: null }, new Float64Array(3), null, 0, defaultRotationSettings);
  expect(got.limits.map(({ limit }) => limit)).not.toContain('beta');
});

test.each([
  [[0.5, 0.5], []],
  [[0.6, 0.6], ['netMax']],
  [[-0.1, 0], ['netMin']],
])('net of %j', (weights, expected) => {
  expect(netBreaches(Float64Array.from(weights), { netMin: 0, netMax: 1 })).toEqual(expected);
});
