import { expect, test } from 'vitest';
import { Heartbeat } from '#broker/ibkr/heartbeat.ts';
import { defaultTimeouts } from '#broker/ibkr/timeouts.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

function beating() {
  const clock = new FakeClock('2026-07-27T14:00:00Z');
  const seen = { asked: 0, silentFor: 0 };
  const beat = new Heartbeat(
    { clock, timeouts: defaultTimeouts },
    {
      ask: (leaving) => {
        seen.asked++;
        leaving();
      },
      silent: (seconds) => {
        seen.silentFor = seconds;
      },
    },
  );
  return { clock, beat, seen };
}

test('asks every second until it settles, then every ten, and dates by the answers', async () => {
  const { clock, beat, seen } = beating();
  beat.start();
  await clock.pass(3_000);
  expect(seen.asked).toBe(4);
  beat.told(1_800_000_000);
  expect(beat.knowsTime).toBe(true);
  beat.settle();
  await clock.pass(9_999);
  expect(seen.asked).toBe(4);
  await clock.pass(1);
  expect(seen.asked).toBe(5);
});

test('an answer in time starts the wait anew, none ends it', async () => {
  const { clock, beat, seen } = beating();
  beat.start();
  beat.settle();
  await clock.pass(19_000);
  beat.told(1_800_000_000);
  await clock.pass(10_999);
  expect(seen.silentFor).toBe(0);
  await clock.pass(1);
  expect(seen.silentFor).toBe(10);
});

test('stopped, it is silent', async () => {
  const { clock, beat, seen } = beating();
  beat.start();
  beat.settle();
  beat.stop();
  await clock.pass(60_000);
  expect(seen).toEqual({ asked: 1, silentFor: 0 });
});
