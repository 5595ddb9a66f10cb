import { expect, test } from 'vitest';
import { ClockWatch } from '#app/safety/clock-watch.ts';

const looks = (...steps: readonly (readonly [wall: number, elapsed: number, offset: number | null])[]) => {
  const watch = new ClockWatch();
  for (const step of steps) watch.look(...step);
  return { jumpMs: watch.jumpMs, sleepMs: watch.sleepMs };
};

test.each([
  [
    'nothing',
    [
      [0, 0, null],
      [1_000, 1_000, null],
    ],
    { jumpMs: 0, sleepMs: 1_000 },
  ],
  [
    'put forward',
    [
      [0, 0, null],
      [6_000, 1_000, null],
    ],
    { jumpMs: 5_000, sleepMs: 6_000 },
  ],
  [
    'put back',
    [
      [0, 0, null],
      [-9_000, 1_000, null],
    ],
    { jumpMs: -10_000, sleepMs: 1_000 },
  ],
  [
    'asleep with a clock that counts it',
    [
      [0, 0, null],
      [90_000, 90_000, null],
    ],
    { jumpMs: 0, sleepMs: 90_000 },
  ],
  [
    'the TWS set',
    [
      [0, 0, 100],
      [1_000, 1_000, 3_100],
    ],
    { jumpMs: 3_000, sleepMs: 1_000 },
  ],
  [
    'a TWS that is seen first',
    [
      [0, 0, null],
      [1_000, 1_000, 3_100],
    ],
    { jumpMs: 0, sleepMs: 1_000 },
  ],
] as const)('%s', (_, steps, expected) => {
  expect(looks(...steps)).toEqual(expected);
});

test('a jump is remembered until it is cleared', () => {
  const watch = new ClockWatch();
  watch.look(0, 0, null);
  watch.look(9_000, 1_000, null);
  watch.look(10_000, 2_000, null);
  expect(watch.jumpMs).toBe(8_000);
  watch.clear();
  watch.look(11_000, 3_000, null);
  expect(watch.jumpMs).toBe(0);
});
