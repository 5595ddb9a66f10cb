import { describe, expect, test } from 'vitest';
import { SafetyRecord } from '#app/safety/record.ts';
import { EarlyCommands } from '#app/safety/early-commands.ts';
import { StoreError } from '#app/ports.ts';
import type { Store } from '#app/ports.ts';
import type { SafetyEvent } from '#shared/domain/safety.ts';
import { accountId } from '#shared/ids.ts';
import { epochMs } from '#shared/units.ts';
import { accountStore } from '#test/support/account-store.ts';
import { quiet } from '#test/support/desk-fixture.ts';

const event = (over: Partial<SafetyEvent> = {}): Omit<SafetyEvent, 'id'> => ({
  at: epochMs(5),
  kind: 'halt',
  who: 'desk',
  what: 'Trading was halted.',
  reason: 'the disk failed',
  numbers: {},
  trip: null,
  state: 'halted',
  ...over,
});

/** The same store, with a record that cannot be written while `broken`. */
function failing(store: Store, broken: () => boolean): Store {
  const record = (given: Omit<SafetyEvent, 'id'>) => {
    if (broken()) throw new StoreError('the disk failed');
    return store.safety.record(given);
  };
  return { ...store, safety: { ...store.safety, record } };
}

describe('the record', () => {
  test('keeps what happened before any file was open, and writes it into the first', () => {
    const file = accountStore();
    const { store } = file;
    const record = new SafetyRecord(quiet);
    record.add(event());
    expect(record.saved).toBe(false);
    expect(record.use(store)).toMatchObject({ state: 'halted', cause: { reason: 'the disk failed' } });
    expect(record.saved).toBe(true);
    expect(store.safety.events(9)).toHaveLength(1);
    file.end();
  });

  test('a reset while no file was open does not reset what a file says, now or after a restart', () => {
    const file = accountStore();
    const { store } = file;
    store.safety.record(event({ reason: 'stopped by hand' }));
    const record = new SafetyRecord(quiet);
    record.add(event({ kind: 'reset', state: 'active', reason: 'all clear' }));
    expect(record.use(store).state).toBe('halted');
    expect(new SafetyRecord(quiet).use(store).state).toBe('halted');
    file.end();
  });

  test('holds what cannot be written, and writes it when it can be', () => {
    const file = accountStore();
    const { store } = file;
    let broken = true;
    const record = new SafetyRecord(quiet);
    record.use(failing(store, () => broken));
    record.add(event());
    expect(record.list()[0]?.reason).toBe('the disk failed');
    expect([record.saved, store.safety.events(9).length]).toEqual([false, 0]);
    broken = false;
    record.flush();
    expect([record.saved, store.safety.events(9).length, record.list().length]).toEqual([true, 1, 1]);
    file.end();
  });

  test('keeps what happens while an account’s file is not open for that account', () => {
    const one = accountStore();
    const two = accountStore();
    const record = new SafetyRecord(quiet);
    record.use(one.store);
    record.waitFor({ kind: 'paper', account: accountId('DU7') });
    record.add(event());
    expect(record.owner).toBe('paper DU7');
    expect(record.use(one.store).state).toBe('active');
    expect(record.use({ ...two.store, kind: 'paper', account: accountId('DU7') }).state).toBe('halted');
    expect([one, two].map(({ store }) => store.safety.events(9).length)).toEqual([0, 1]);
    one.end();
    two.end();
  });

  test('an arming that cannot be written down throws', () => {
    const file = accountStore();
    const { store } = file;
    const record = new SafetyRecord(quiet);
    record.use(failing(store, () => true));
    expect(() => record.addOrThrow(event({ kind: 'arm', state: 'active' }))).toThrow('the disk failed');
    expect(record.list()).toEqual([]);
    file.end();
  });

  test('what nobody has reset is known after a start, however much was said since', () => {
    const file = accountStore();
    const { store } = file;
    store.safety.record(event({ kind: 'kill', reason: 'news' }));
    store.together(() => {
      for (let n = 0; n < 300; n += 1) store.safety.record(event({ reason: `again ${n}` }));
    });
    const record = new SafetyRecord(quiet);
    record.use(store);
    expect(record.sinceReset().at(-1)).toMatchObject({ kind: 'kill', reason: 'news' });
    file.end();
  });

  test('the newest event says the state, and what happened before a reset is no cause', () => {
    const file = accountStore();
    const { store } = file;
    store.safety.record(event());
    store.safety.record(event({ kind: 'reset', state: 'active', reason: 'mended' }));
    expect(new SafetyRecord(quiet).use(store)).toEqual({ state: 'active', cause: null });
    file.end();
  });
});

test('commands from before the first account are journalled when its file opens, once', () => {
  const file = accountStore();
  const { store } = file;
  const written: string[] = [];
  const noting: Store = {
    ...store,
    recordCommand: (command) => {
      written.push(command.name);
      store.recordCommand(command);
    },
  };
  const early = new EarlyCommands(quiet);
  early.add({ at: epochMs(1), who: 'window', name: 'mode.set', input: { mode: 'auto' } });
  early.add({ at: epochMs(2), who: 'window', name: 'connection.connect', input: {} });
  early.writeTo(noting);
  early.writeTo(noting);
  expect(written).toEqual(['mode.set', 'connection.connect']);
  file.end();
});
