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

test('a plain day stays the day that it was: nothing imposed on it, and no night after it', () => {
  const plain = onceFailed.filter((day) => day.plain === true);
  expect(plain.length).toBeGreaterThan(0);
  for (const { seed } of plain) {
    const { imposed, night } = planOf(seed);
    expect([seed, imposed, night]).toEqual([seed, {}, null]);
  }
});

test('what is imposed on a day stands in its strategy: tight limits on some, worked trades on most', () => {
  for (const { strategy, imposed } of plans) expect(strategy).toMatchObject(imposed);
  const under = plans.filter(({ seed, imposed }) => seed % 4 === 1 && Object.keys(imposed).length > 0);
  expect(under).toHaveLength(50);
  const worked = plans.filter(({ imposed }) => imposed['execution']?.['style'] === 'SHORT_HORIZON');
  expect(worked.length).toBeGreaterThan(100);
  expect(worked.some(({ imposed }) => imposed['hedge'] !== undefined)).toBe(true);
  expect(worked.some(({ imposed }) => imposed['rotation']?.['longShort'] === true)).toBe(true);
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
