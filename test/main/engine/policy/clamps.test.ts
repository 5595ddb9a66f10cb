import { describe, expect, test } from 'vitest';
import {
  freezeReasons,
  reductionOnly,
  relativeSpread,
  sessionClamp,
  withinAdv,
} from '#engine/policy/clamps.ts';
import type { Tradability } from '#engine/policy/clamps.ts';
import { epochMs, fraction, fromBps } from '#shared/units.ts';

const minute = 60_000;
const open = Date.UTC(2026, 10, 23, 14, 30);
const sessions = [{ open: epochMs(open), close: epochMs(open + 390 * minute) }];
const settings = { openClampMin: 5, closeClampMin: 10, maxSpread: fromBps(50), maxQuoteAgeMs: 10_000 };

describe('sessionClamp', () => {
  test.each([
    // minutes since the open, closed, openClamp, closeClamp
    [-1, true, false, false],
    [0, false, true, false],
    [4.99, false, true, false],
    [5, false, false, false],
    [379.99, false, false, false],
    [380, false, false, true],
    [389.99, false, false, true],
    [390, true, false, false],
  ])('%d minutes in', (minutes, closed, openClamp, closeClamp) => {
    const at = epochMs(open + minutes * minute);
    expect(sessionClamp(sessions, at, settings)).toEqual({ closed, openClamp, closeClamp });
  });

  test('no session is closed', () => {
    expect(sessionClamp([], epochMs(open), settings).closed).toBe(true);
  });
});

const tradable: Tradability = {
  session: { closed: false, openClamp: false, closeClamp: true },
  restricted: false,
  halted: false,
  bid: 99.99,
  ask: 100.01,
  quoteAgeMs: 10_000,
  advShares: 1_000_000,
};

describe('freezeReasons', () => {
  test('a sound name trades, in the close clamp too: what it may do there is another matter', () => {
    expect(freezeReasons(tradable, settings)).toEqual([]);
  });

  test.each<[string, Partial<Tradability>]>([
    ['CLOSED', { session: { closed: true, openClamp: false, closeClamp: false } }],
    ['OPEN_CLAMP', { session: { closed: false, openClamp: true, closeClamp: false } }],
    ['RESTRICTED', { restricted: true }],
    ['HALTED', { halted: true }],
    ['ILLIQUID', { advShares: null }],
    ['ILLIQUID', { advShares: 0 }],
    ['NO_QUOTE', { bid: null }],
    ['NO_QUOTE', { ask: 0 }],
    ['NO_QUOTE', { quoteAgeMs: null }],
    ['STALE_QUOTE', { quoteAgeMs: 10_001 }],
    ['STALE_QUOTE', { quoteAgeMs: Number.NaN }],
    ['CROSSED_QUOTE', { bid: 100.02 }],
    ['WIDE_SPREAD', { bid: 99.7, ask: 100.3 }],
  ])('%s: %j', (reason, change) => {
    expect(freezeReasons({ ...tradable, ...change }, settings)).toEqual([reason]);
  });

  test('all reasons come out, not the first', () => {
    expect(freezeReasons({ ...tradable, halted: true, restricted: true, bid: null }, settings)).toEqual([
      'RESTRICTED',
      'HALTED',
      'NO_QUOTE',
    ]);
  });
});

test('the spread is measured by the middle', () => {
  expect(relativeSpread(99, 101)).toBe(0.02);
});

test.each([
  // current, target, what the close clamp lets through
  [0.05, 0.02, 0.02],
  [0.05, 0.07, 0.05],
  [0.05, -0.02, 0],
  [-0.05, -0.02, -0.02],
  [-0.05, -0.07, -0.05],
  [-0.05, 0.02, 0],
  [0, 0.02, 0],
  [0, -0.02, 0],
])('in the close clamp %d → %d gives %d', (wCur, wTar, expected) => {
  expect(reductionOnly(wCur, wTar) === expected).toBe(true);
});

test.each([
  [500, 500],
  [15_000, 10_000],
  [-15_000, -10_000],
])('an order of %d shares is at most one percent of a million', (size, expected) => {
  expect(withinAdv(size, 1_000_000, fraction(0.01))).toBe(expected);
});
