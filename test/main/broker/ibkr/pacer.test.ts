import { describe, expect, test } from 'vitest';
import { Pacer } from '#broker/ibkr/pacer.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const start = '2026-07-27T14:00:00Z';

describe('the sending budget', () => {
  test('no second ever sees 50 messages, whatever is asked', async () => {
    const clock = new FakeClock(start);
    const pacer = new Pacer(clock);
    const sent: number[] = [];
    for (let n = 0; n < 200; n++) {
      pacer.push('history', () => sent.push(clock.now()));
      pacer.push('query', () => sent.push(clock.now()));
      pacer.push('data', () => sent.push(clock.now()));
    }
    for (let step = 0; step < 2_000; step++) {
      await clock.pass(10);
      if (step % 3 === 0 && pacer.take('order')) sent.push(clock.now());
      if (step % 5 === 0) pacer.push('cancel', () => sent.push(clock.now()));
    }
    sent.sort((a, b) => a - b);
    for (const [n, at] of sent.entries()) {
      expect((sent[n + 49] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(1_000);
    }
    expect(sent.length).toBeGreaterThan(700);
  });

  test('urgent ones go first', async () => {
    const clock = new FakeClock(start);
    const pacer = new Pacer(clock);
    const sent: string[] = [];
    for (let n = 0; n < 60; n++) pacer.push('query', () => sent.push('first'));
    for (const what of ['history', 'data', 'query', 'cancel'] as const)
      pacer.push(what, () => sent.push(what));
    expect(sent.slice(45)).toEqual(['cancel']);
    await clock.pass(5_000);
    expect(sent.slice(-3)).toEqual(['query', 'data', 'history']);
  });

  test('history leaves room for orders', () => {
    const pacer = new Pacer(new FakeClock(start));
    for (let n = 0; n < 100; n++) pacer.push('history', () => undefined);
    const taken = Array.from({ length: 60 }, () => pacer.take('order')).filter(Boolean);
    expect(taken).toHaveLength(24);
  });

  test('what waits when it stops never leaves', async () => {
    const clock = new FakeClock(start);
    const pacer = new Pacer(clock);
    let sent = 0;
    for (let n = 0; n < 100; n++) pacer.push('query', () => sent++);
    const before = sent;
    pacer.stop();
    pacer.push('cancel', () => sent++);
    await clock.pass(5_000);
    expect(sent).toBe(before);
    expect(pacer.take('order')).toBe(false);
  });

  test('a clock that is set back neither frees nor blocks it', async () => {
    const times = [1_000_000, 1_000_000, 400_000];
    let now = times[0] ?? 0;
    const never = () => () => undefined;
    const clock = { now: () => now as never, elapsed: () => now, every: never, after: never };
    const pacer = new Pacer(clock);
    for (let n = 0; n < 49; n++) expect(pacer.take('order')).toBe(true);
    now = times[2] ?? 0;
    expect(pacer.take('order')).toBe(false);
    now += 1_001;
    expect(pacer.take('order')).toBe(true);
  });
});
