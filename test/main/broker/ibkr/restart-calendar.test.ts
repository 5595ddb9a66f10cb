import { describe, expect, test } from 'vitest';
import type { RestartRule } from '#app/ports-connection.ts';
import {
  loginNeededSince,
  nextRestart,
  whyNoOrders,
  windowAt,
  wordsWhileDown,
} from '#broker/ibkr/restart-calendar.ts';
import { instantOf } from '#shared/calendar.ts';
import { epochMs, type EpochMs } from '#shared/units.ts';

const newYork: RestartRule = {
  from: 20200101,
  timeZone: 'America/New_York',
  nightly: { startMinute: 23 * 60 + 45, endMinute: 45 },
  marginMs: 300_000,
  weeklyLogin: { weekday: 0, minute: 60 },
};
const at = (date: number, hour: number, minute: number, zone = 'America/New_York'): EpochMs =>
  instantOf(date, hour * 60 + minute, zone);

describe('the window', () => {
  test.each([
    [23, 39, null],
    [23, 40, 'before'],
    [23, 44, 'before'],
    [23, 45, 'during'],
    [0, 0, 'during'],
    [0, 44, 'during'],
    [0, 45, null],
    [12, 0, null],
  ])('at %i:%i it is %s', (hour, minute, phase) => {
    expect(windowAt([newYork], at(20260728, hour, minute))?.phase ?? null).toBe(phase);
  });

  test('starts and ends by the wall clock on the nights when the clocks change', () => {
    // 8 March 2026: 02:00 becomes 03:00; 1 November: 02:00 becomes 01:00
    for (const date of [20260307, 20260308, 20261031, 20261101]) {
      const window = windowAt([newYork], at(date, 23, 50));
      expect(window?.start).toBe(at(date, 23, 45));
      expect(Number(window?.end) - Number(window?.start)).toBe(3_600_000);
    }
  });

  test('within one day, in a zone of its own', () => {
    const zurich: RestartRule = {
      ...newYork,
      timeZone: 'Europe/Zurich',
      nightly: { startMinute: 330, endMinute: 360 },
    };
    expect(windowAt([zurich], at(20260728, 5, 45, 'Europe/Zurich'))?.phase).toBe('during');
    expect(windowAt([zurich], at(20260728, 6, 0, 'Europe/Zurich'))).toBeNull();
    expect(whyNoOrders([zurich], at(20260728, 5, 45, 'Europe/Zurich'))).toContain('around 05:30');
  });

  test('is that of the rule in force on its date', () => {
    const later: RestartRule = {
      ...newYork,
      from: 20260801,
      nightly: { startMinute: 22 * 60, endMinute: 22 * 60 + 30 },
    };
    expect(windowAt([newYork, later], at(20260731, 23, 50))?.phase).toBe('during');
    expect(windowAt([newYork, later], at(20260801, 23, 50))).toBeNull();
    expect(windowAt([newYork, later], at(20260801, 22, 10))?.phase).toBe('during');
    expect(windowAt([later], at(20260731, 22, 10))).toBeNull();
  });

  test('there is none for a TWS that does not restart', () => {
    expect(windowAt([{ ...newYork, nightly: null }], at(20260728, 23, 50))).toBeNull();
    expect(nextRestart([{ ...newYork, nightly: null }], at(20260728, 23, 50))).toBeNull();
    expect(windowAt([], at(20260728, 23, 50))).toBeNull();
  });
});

test('the next restart is tonight, or tomorrow night once tonight has begun', () => {
  expect(nextRestart([newYork], at(20260728, 10, 0))).toBe(at(20260728, 23, 45));
  expect(nextRestart([newYork], at(20260728, 23, 45))).toBe(at(20260729, 23, 45));
  expect(nextRestart([newYork], at(20260729, 0, 10))).toBe(at(20260729, 23, 45));
});

test('a full login is needed from Sunday 01:00 on, for two days of words', () => {
  // 26 July 2026 is a Sunday
  expect(loginNeededSince([newYork], at(20260726, 0, 59))).toBeNull();
  expect(loginNeededSince([newYork], at(20260726, 1, 0))).toBe(at(20260726, 1, 0));
  expect(loginNeededSince([newYork], at(20260727, 9, 0))).toBe(at(20260726, 1, 0));
  expect(loginNeededSince([newYork], at(20260728, 1, 0))).toBeNull();
  expect(loginNeededSince([{ ...newYork, weeklyLogin: null }], at(20260726, 2, 0))).toBeNull();
});

test('words name the restart, the login, or nothing', () => {
  expect(wordsWhileDown([newYork], at(20260728, 23, 50))).toBe(
    'TWS restarts every night around 23:45 (America/New_York); the desk reconnects by itself.',
  );
  expect(wordsWhileDown([newYork], at(20260726, 10, 0))).toContain('log in to TWS again');
  expect(wordsWhileDown([newYork], at(20260729, 10, 0))).toBeNull();
  expect(whyNoOrders([newYork], at(20260729, 10, 0))).toBeNull();
  expect(whyNoOrders([newYork], epochMs(at(20260728, 23, 41)))).toContain('none is sent until 00:45');
});

test('no order goes inside the margin before the weekly login ends, and the desk goes on after it', () => {
  // 26 July 2026 is a Sunday
  const whyAt = (minute: number, date = 20260726) => whyNoOrders([newYork], at(date, 0, minute));
  expect(whyAt(54)).toBeNull();
  expect(whyAt(55)).toMatch(/ends every login of the week at 01:00 \(America\/New_York\).*logged in again/);
  expect(whyAt(59)).not.toBeNull();
  expect(whyAt(60)).toBeNull();
  expect(whyAt(55, 20260727)).toBeNull();
  expect(whyNoOrders([{ ...newYork, weeklyLogin: null }], at(20260726, 0, 55))).toBeNull();
});
