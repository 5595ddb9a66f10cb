import { describe, expect, test } from 'vitest';
import { formatTripValue } from '#renderer/format.ts';
import { safetyBandsOf } from '#renderer/panes/safety-bands.tsx';
import { distanceOf, lookOf, titleOf } from '#renderer/panes/safety-words.ts';
import { sampleKill, sampleSafety, sampleTrip } from '#test/support/sample-safety.ts';

const live = (armed: boolean) =>
  sampleSafety({ arming: { ...sampleSafety().arming, needed: true, armed, account: 'U1234567' as never } });

describe('the window', () => {
  test.each([
    [null, sampleSafety(), 'none'],
    ['practice', sampleSafety(), 'practice'],
    ['paper', sampleSafety(), 'paper'],
    ['live', null, 'live'],
    ['live', live(false), 'live'],
    ['live', live(true), 'live-armed'],
  ] as const)('of %s looks as it should: %#', (kind, safety, look) => {
    expect(lookOf(kind, safety)).toBe(look);
  });

  test.each([
    ['none', null, 'active', 'Driftdesk'],
    ['practice', 'DU1', 'active', 'PRACTICE DU1 – Driftdesk'],
    ['live', 'U1', 'halted', 'LIVE disarmed HALTED U1 – Driftdesk'],
    ['live-armed', 'U1', 'active', 'LIVE ARMED U1 – Driftdesk'],
  ] as const)('of %s has its title', (look, account, state, title) => {
    expect(titleOf(look, account, state)).toBe(title);
  });
});

describe('the bands', () => {
  const idsOf = (safety: Parameters<typeof safetyBandsOf>[0]) => safetyBandsOf(safety).map(({ id }) => id);

  test.each([
    ['an active state needs none', sampleSafety(), []],
    ['reducing has one', sampleSafety({ state: 'reducing', why: 'too large a day.' }), ['reducing']],
    ['a live account that is disarmed has one', live(false), ['disarmed']],
    ['one that is armed has none', live(true), []],
    ['orders that no cancel can reach have one', sampleSafety({ outOfReach: 2 }), ['out-of-reach']],
    [
      'a choice that the account does not bear out has one, and no word of arming',
      sampleSafety({ arming: { ...live(false).arming, problems: ['You chose Custom.'] } }),
      ['disagree'],
    ],
    [
      'survivors have one while it is halted',
      sampleSafety({ state: 'halted', kill: sampleKill() }),
      ['survivors'],
    ],
    ['and none after the reset', sampleSafety({ kill: sampleKill() }), []],
    [
      'what a switch could not do has one',
      sampleSafety({
        state: 'halted',
        kill: sampleKill({ state: 'clean', problem: 'No TWS is connected.' }),
      }),
      ['kill-problem'],
    ],
  ] as const)('%s', (_, safety, ids) => {
    expect(idsOf(safety)).toEqual(ids);
  });
});

test.each([
  [{ value: 0.01, limit: 0.04 }, 0.75],
  [{ value: -5_000, limit: 2_000 }, 0],
  [{ value: null, limit: 1 }, null],
  [{ value: 1, limit: null }, null],
])('the distance of %j', (over, left) => {
  expect(distanceOf(sampleTrip(over))).toBe(left);
});

test.each([
  [0.0312, 'fraction', '3.12%'],
  [2_500, 'ms', '2.5 s'],
  [1_200, 'count', '1,200'],
  [null, 'count', '–'],
] as const)('%s of unit %s prints as %s', (value, unit, text) => {
  expect(formatTripValue(value, unit)).toBe(text);
});
