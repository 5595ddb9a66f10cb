import { describe, expect, test } from 'vitest';
import { fraction, fromBps, price } from '#shared/units.ts';
import { decayOf, harder, levelAt, urgencyOf } from '#engine/execution/working/urgency.ts';
import { aWork, approvedAt, secondsLater } from '#test/support/work-builders.ts';

const calm = { reason: 'BUY_CASH', isHedge: false, decay: 0, halfSpread: fromBps(1), crowding: 0.5 } as const;

describe('urgency', () => {
  test.each([
    ['a purchase whose edge stays', calm, 'patient'],
    ['one whose edge goes as fast as crossing costs', { ...calm, decay: fromBps(1) }, 'urgent'],
    ['one between', { ...calm, decay: fromBps(0.5) }, 'normal'],
    ['a large one is a step calmer', { ...calm, decay: fromBps(1), crowding: 3 }, 'normal'],
    ['a cut', { ...calm, reason: 'CUT_LOSER' }, 'urgent'],
    ['a large cut as well', { ...calm, reason: 'CUT_LOSER', crowding: 9 }, 'urgent'],
    ['a trim', { ...calm, reason: 'TRIM_NAME' }, 'urgent'],
    ['the hedge', { ...calm, isHedge: true, reason: 'HEDGE_BETA' }, 'urgent'],
    ['an edge nobody knows', { ...calm, decay: Number.NaN }, 'normal'],
  ] as const)('%s', (_, input, expected) => {
    expect(urgencyOf(input)).toBe(expected);
  });

  test('an edge fades by half over its horizon', () => {
    expect(decayOf(0.01, 10, 600_000)).toBeCloseTo(0.005, 12);
    expect(decayOf(-0.01, 10, 600_000)).toBeCloseTo(0.005, 12);
    expect(decayOf(Number.NaN, 10, 600_000)).toBe(0);
  });
});

describe('how hard it tries', () => {
  const touch = { bid: price(100), ask: price(100.02), at: approvedAt };
  const work = aWork(undefined, { arrival: touch });
  test.each([
    [0, 'passive'],
    [20, 'passive'],
    [21, 'mid'],
    [39, 'cross'],
    [90, 'cross'],
  ] as const)('after %i s of a minute: %s', (seconds, level) => {
    expect(levelAt(work, touch, secondsLater(seconds), 60_000)).toBe(level);
  });

  test('harder where the price runs away by a spread, or two', () => {
    const moved = (by: number) => ({ ...touch, bid: price(100 + by), ask: price(100.02 + by) });
    expect(levelAt(work, moved(0.02), approvedAt, 60_000)).toBe('mid');
    expect(levelAt(work, moved(0.05), approvedAt, 60_000)).toBe('cross');
    expect(levelAt({ ...work, side: 'SELL' }, moved(0.05), approvedAt, 60_000)).toBe('passive');
  });

  test('harder where the edge goes faster than the spread costs; never softer again', () => {
    expect(levelAt({ ...work, decay: fraction(0.001) }, touch, approvedAt, 60_000)).toBe('mid');
    expect(levelAt({ ...work, level: 'cross' }, touch, approvedAt, 60_000)).toBe('cross');
    expect(harder('mid', 'passive')).toBe('mid');
  });
});
