import { expect, test } from 'vitest';
import { parseStrategy } from '#app/settings.ts';
import { planOf } from './day-plan.ts';
import { onceFailed } from './seeds.ts';

const plans = Array.from({ length: 200 }, (_, n) => planOf(n + 1));

test('every strategy of two hundred days is one that the desk takes up, under pressure too', () => {
  const errorOf = (strategy: object): string | null => parseStrategy(JSON.stringify(strategy)).error;
  expect(plans.flatMap(({ strategy }) => errorOf(strategy) ?? [])).toEqual([]);
  expect(errorOf({ ...plans[0]?.strategy, limits: { beta: 0 } })).not.toBeNull();
});

test('a day that once went wrong is still the same: no pressure on it, and no night after it', () => {
  for (const { seed } of onceFailed) {
    const { pressure, night } = planOf(seed);
    expect([seed, pressure, night]).toEqual([seed, {}, null]);
  }
});

test('pressure stands in the strategy of its day', () => {
  const under = plans.filter(({ pressure }) => Object.keys(pressure).length > 0);
  expect(under).toHaveLength(50);
  for (const { strategy, pressure } of under) expect(strategy).toMatchObject(pressure);
});

test('after a night comes the next session, and nobody stays up over a weekend', () => {
  const nights = plans.flatMap(({ night, end }) => (night === null ? [] : [{ ...night, end }]));
  expect(nights).toHaveLength(25);
  for (const { desk, restart, next, end } of nights) {
    const hours = (next.begin - end) / 3_600_000;
    expect(hours).toBeGreaterThan(15);
    if (desk === 'up') expect(hours).toBeLessThan(24);
    if (restart !== null) expect(restart.at).toBeGreaterThan(end);
    expect(next.mishaps.every(({ at }) => at > next.begin && at < next.quietFrom)).toBe(true);
  }
});
