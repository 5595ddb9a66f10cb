import { describe, expect, test } from 'vitest';
import { BrokerError } from '#app/ports.ts';
import { firstRequestId, Requests, type Question } from '#broker/ibkr/requests.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

test.each([
  [1, 10_000_000],
  [8_999_999, 10_000_000],
  [9_000_000, 2_000_000_000],
  [50_000_000, 2_000_000_000],
  [1_998_999_999, 2_000_000_000],
  [2_100_000_000, null],
])('order ids from %i leave request ids from %s', (next, first) => {
  expect(firstRequestId(next)).toBe(first);
});

const clock = new FakeClock('2026-07-27T14:00:00Z');

function under(changes: Partial<Question> = {}) {
  const sent: (() => void)[] = [];
  const requests = new Requests(
    { send: (_priority, run) => void sent.push(run), confused: () => confusions.push('confused') },
    clock,
    10_000_000,
  );
  const cancelled: number[] = [];
  const confusions: string[] = [];
  const pending = requests.start<string>({
    what: 'the weather',
    priority: 'query',
    timeoutMs: 1_000,
    send: () => undefined,
    cancel: (id) => cancelled.push(id),
    ...changes,
  });
  const flush = (): void => sent.splice(0).forEach((run) => run());
  return { requests, pending, flush, cancelled, confusions };
}

test('numbers of orders that may live are passed over by questions and by orders, and are never a question’s', () => {
  const { requests, pending } = under();
  expect(pending.id).toBe(10_000_000);
  requests.keepClear([41, 42, 9_999_999, 10_000_001, 11_000_000]);
  expect(requests.nextId()).toBe(10_000_002);
  expect(requests.isRequestId(10_000_001)).toBe(false);
  expect([requests.outside(40), requests.outside(41)]).toEqual([40, 43]);
  expect(requests.outside(9_999_999)).toBe(11_000_001);
});

describe('a question', () => {
  test('is answered once', async () => {
    const { requests, pending, flush } = under();
    flush();
    pending.resolve('sunny');
    pending.resolve('rainy');
    pending.reject(new BrokerError('no'));
    expect(await pending.promise).toBe('sunny');
    expect(requests.error(pending.id, 200, 'late')).toBe(false);
  });

  test('waits for its turn without the clock running', async () => {
    const { pending, flush, cancelled } = under();
    await clock.pass(5_000);
    flush();
    await clock.pass(999);
    pending.resolve('just in time');
    expect(await pending.promise).toBe('just in time');
    expect(cancelled).toEqual([]);
  });

  test('is given up after its time, and cancelled', async () => {
    const { pending, flush, cancelled } = under();
    flush();
    await clock.pass(1_000);
    await expect(pending.promise).rejects.toThrow('TWS did not answer about the weather within 1 s.');
    flush();
    expect(cancelled).toEqual([pending.id]);
  });

  test.each([true, false])(
    'without an id (%s) confuses the connection when it is given up',
    async (withoutId) => {
      const { flush, confusions } = under({ withoutId });
      flush();
      await clock.pass(1_000);
      expect(confusions).toEqual(withoutId ? ['confused'] : []);
    },
  );

  test('fails on an error and not on a warning', async () => {
    const { requests, pending, flush } = under();
    flush();
    expect(requests.error(pending.id, 165, 'a warning')).toBe(false);
    expect(requests.error(pending.id, 98_765, 'something new')).toBe(true);
    await expect(pending.promise).rejects.toMatchObject({
      code: 98_765,
      message: 'No answer about the weather: something new',
    });
  });

  test('whose error its asker takes is not failed', async () => {
    const { requests, pending, flush } = under({ onError: () => true });
    flush();
    expect(requests.error(pending.id, 200, '')).toBe(true);
    pending.resolve('still');
    expect(await pending.promise).toBe('still');
  });

  test('ends with the connection, also one that has not left, and one asked afterwards', async () => {
    const { requests, pending } = under();
    requests.end(new BrokerError('gone'));
    await expect(pending.promise).rejects.toThrow('gone');
    const later = requests.start({ what: 'x', priority: 'query', timeoutMs: 1, send: () => undefined });
    await expect(later.promise).rejects.toThrow('gone');
  });

  test('without an id of its own fails on a refusal without one; others do not', async () => {
    const unnamed = under({ withoutId: true });
    unnamed.requests.refuseUnnamed(new BrokerError('read-only'));
    await expect(unnamed.pending.promise).rejects.toThrow('read-only');
    const named = under();
    named.requests.refuseUnnamed(new BrokerError('read-only'));
    named.pending.resolve('fine');
    expect(await named.pending.promise).toBe('fine');
  });
});
