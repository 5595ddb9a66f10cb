import { describe, expect, test } from 'vitest';
import { Meter, Window } from '#app/safety/windows.ts';

describe('a window', () => {
  test('counts what is not older than it looks back', () => {
    const window = new Window(10);
    for (const at of [0, 1_000, 2_000]) window.add(at);
    expect(window.count(2_000, 2_000)).toBe(3);
    expect(window.count(2_001, 2_000)).toBe(2);
    window.clear();
    expect(window.count(2_000, 2_000)).toBe(0);
  });

  test('forgets the oldest beyond what it remembers', () => {
    const window = new Window(2);
    for (const at of [0, 1, 2]) window.add(at);
    expect(window.count(2, 100)).toBe(2);
  });
});

test('a meter counts a stream by the second, and forgets', () => {
  const meter = new Meter();
  for (let at = 0; at < 30_000; at += 10) meter.add(at);
  expect(meter.count(29_990, 10_000)).toBeGreaterThanOrEqual(900);
  expect(meter.count(29_990, 10_000)).toBeLessThanOrEqual(1_100);
  expect(meter.count(60_000, 10_000)).toBe(0);
});
