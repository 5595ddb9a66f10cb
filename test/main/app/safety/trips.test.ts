import { describe, expect, test } from 'vitest';
import { SafetySection } from '#app/safety/settings.ts';
import { limitWords, type Measured, Trips } from '#app/safety/trips.ts';
import type { TripId } from '#shared/domain/safety.ts';

const today = 20261123;
const measured = (over: Partial<Record<TripId, number | null>> = {}): Record<TripId, Measured> => {
  const of = (id: TripId): Measured => ({ value: over[id] === undefined ? 0 : over[id], words: id });
  return {
    ...{ 'day-loss': of('day-loss'), drawdown: of('drawdown'), 'data-loss': of('data-loss') },
    ...{ rejects: of('rejects'), clock: of('clock'), sleep: of('sleep') },
    ...{ orders: of('orders'), messages: of('messages') },
  };
};
const over = (
  trips: Trips,
  values: Partial<Record<TripId, number | null>>,
  given: object = {},
  date = today,
) =>
  trips
    .read(SafetySection.parse(given), measured(values), date)
    .filter((reading) => reading.over)
    .map(({ id }) => id);

describe('a trip is over its limit', () => {
  test.each([
    ['day-loss', 0.0299, 0.03],
    ['drawdown', 0.0399, 0.04],
    ['data-loss', 0.49, 0.5],
    ['rejects', 4, 5],
    ['clock', 2_000, 2_001],
    ['clock', -2_000, -2_001],
    ['sleep', 30_000, 30_001],
    ['orders', 120, 121],
    ['messages', 5_000, 5_001],
  ] as const)('%s: not at %s, but at %s', (id, below, at) => {
    expect(over(new Trips(), { [id]: below })).toEqual([]);
    expect(over(new Trips(), { [id]: at })).toEqual([id]);
  });

  test('never where it cannot be measured, or is off', () => {
    expect(over(new Trips(), { 'day-loss': null })).toEqual([]);
    expect(over(new Trips(), { 'day-loss': 1 }, { dayLoss: null })).toEqual([]);
  });
});

test('the limit of a loss that tripped today cannot be raised today', () => {
  const trips = new Trips();
  trips.tripped('day-loss', 0.03, today);
  trips.reset();
  expect(over(trips, { 'day-loss': 0.035 }, { dayLoss: { percentOfNav: 50 } })).toEqual(['day-loss']);
  expect(over(trips, { 'day-loss': 0.035 }, { dayLoss: { percentOfNav: 50 } }, 20261124)).toEqual([]);
});

test('nor can it be switched off today', () => {
  const trips = new Trips();
  trips.tripped('drawdown', 0.04, today);
  trips.reset();
  expect(over(trips, { drawdown: 0.039 }, { drawdown: null })).toEqual([]);
  expect(over(trips, { drawdown: 0.041 }, { drawdown: null })).toEqual(['drawdown']);
  expect(over(trips, { drawdown: 0.041 }, { drawdown: null }, 20261124)).toEqual([]);
});

test.each([
  ['day-loss', 0.03, '3.00%'],
  ['sleep', 30_000, '30 s'],
  ['rejects', 5, '5'],
] as const)('the limit of %s in words', (id, limit, words) => {
  expect(limitWords(id, limit)).toBe(words);
});
