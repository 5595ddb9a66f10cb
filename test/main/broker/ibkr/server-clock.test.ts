import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ServerClock } from '#broker/ibkr/server-clock.ts';
import { epochMs } from '#shared/units.ts';

test('knows nothing before the first answer', () => {
  const clock = new ServerClock();
  expect(clock.known).toBe(false);
  expect(clock.at(epochMs(5))).toBe(5);
  clock.answer(Number.NaN, epochMs(0), epochMs(1));
  clock.answer(0, epochMs(0), epochMs(1));
  expect(clock.known).toBe(false);
});

test('answers narrow the offset: never more than half a second and half a round trip wrong', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -86_400_000, max: 86_400_000 }),
      fc.array(
        fc.record({
          wait: fc.integer({ min: 1, max: 20_000 }),
          out: fc.integer({ min: 0, max: 200 }),
          back: fc.integer({ min: 0, max: 200 }),
        }),
        { minLength: 1, maxLength: 20 },
      ),
      (offset, rounds) => {
        const clock = new ServerClock();
        let now = 1_785_000_000_000;
        let widest = 0;
        for (const { wait, out, back } of rounds) {
          const asked = now + wait;
          now = asked + out + back;
          widest = Math.max(widest, out + back);
          clock.answer(Math.floor((asked + out + offset) / 1_000), epochMs(asked), epochMs(now));
          expect(Math.abs(clock.at(epochMs(now)) - (now + offset))).toBeLessThanOrEqual(501 + widest / 2);
        }
      },
    ),
  );
});

test('a clock that was set starts it anew', () => {
  const clock = new ServerClock();
  clock.answer(1_785_000_000, epochMs(1_785_000_000_000), epochMs(1_785_000_000_010));
  clock.answer(1_785_003_600, epochMs(1_785_000_000_100), epochMs(1_785_000_000_110));
  expect(Math.abs(clock.at(epochMs(1_785_000_000_110)) - 1_785_003_600_500)).toBeLessThan(100);
});
