import { expect, test } from 'vitest';
import { MarketClock } from '#practice/market/clock.ts';
import { formatStamp } from '#practice/market/exchange-time.ts';

function clockAt(iso: string, speed: number) {
  const wall = { ms: 5000 };
  const clock = new MarketClock(Date.parse(iso), speed, () => wall.ms);
  return { wall, show: () => formatStamp(clock.now()).slice(0, 17) };
}

test('runs at the wall pace times its speed', () => {
  const { wall, show } = clockAt('2026-11-23T15:30:00Z', 10);
  wall.ms += 6000;
  expect(show()).toBe('20261123 10:31:00');
});

test('stays ten minutes after the close, then begins the next session day at 09:25', () => {
  const { wall, show } = clockAt('2026-11-25T20:59:00Z', 1);
  wall.ms += 10 * 60_000;
  expect(show()).toBe('20261125 16:09:00');
  wall.ms += 60_000;
  expect(show()).toBe('20261127 09:25:00');
  wall.ms += 5 * 60_000;
  expect(show()).toBe('20261127 09:30:00');
});

test('a half day ends at 13:10', () => {
  const { wall, show } = clockAt('2026-11-27T18:00:00Z', 1);
  wall.ms += 10 * 60_000;
  expect(show()).toBe('20261130 09:25:00');
});
