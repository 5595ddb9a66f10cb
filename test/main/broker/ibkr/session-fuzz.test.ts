import { expect, test } from 'vitest';
import { fuzzSessions } from '#test/support/tws-fuzz/fuzz.ts';

test('twenty thousand broken messages: nothing escapes, nothing is sent, nothing hangs, every fact is sound', async () => {
  const result = await fuzzSessions(1, 20_000);
  expect(result.violations).toEqual([]);
  expect(result.fed).toBeGreaterThanOrEqual(20_000);
  // the messages must get somewhere, and some must end their session
  expect(result.closed).toBeGreaterThan(10);
  for (const kind of ['quote', 'order', 'fill', 'commission', 'notice', 'state'])
    expect(result.events[kind], kind).toBeGreaterThan(10);
}, 120_000);
