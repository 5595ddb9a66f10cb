import { describe, expect, test } from 'vitest';
import { deskNow, marketNow, timeLeft, timeSince } from '#renderer/clock.ts';
import { epochMs } from '#shared/units.ts';
import { sampleStatus, sampleTime } from '#test/support/sample-rows.ts';

// The screen's clock is an hour behind the desk's; the TWS's is two minutes ahead of the desk's.
const seenAt = sampleTime - 3_600_000;
const seen = { ...sampleStatus({ serverOffsetMs: 120_000 }), seenAt };
const later = seenAt + 1_500;

describe('running clocks', () => {
  test('the desk’s and the TWS’s go on with the screen’s', () => {
    expect(deskNow(seen, later)).toBe(sampleTime + 1_500);
    expect(marketNow(seen, later)).toBe(sampleTime + 121_500);
  });

  test.each([
    ['far off', 180_000, 58_500],
    ['just over', 121_500, 0],
    ['long over', 0, 0],
  ])('time left to what is %s', (_what, afterMs, expected) =>
    expect(timeLeft(epochMs(sampleTime + afterMs), seen, later)).toBe(expected),
  );

  test('age of what the TWS stamped', () =>
    expect(timeSince(epochMs(sampleTime + 121_100), seen, later)).toBe(400));

  test('nothing is known of the TWS’s clock while it is not connected', () => {
    const apart = { ...seen, serverOffsetMs: null };
    expect(marketNow(apart, later)).toBeNull();
    expect(timeLeft(sampleTime, apart, later)).toBeNull();
    expect(timeSince(sampleTime, apart, later)).toBeNull();
    expect(timeLeft(null, seen, later)).toBeNull();
  });
});
