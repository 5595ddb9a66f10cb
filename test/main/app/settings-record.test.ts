import { afterEach, beforeEach, expect, test } from 'vitest';
import { SettingsRecord } from '#app/settings-record.ts';
import { epochMs } from '#shared/units.ts';
import { accountStore } from '#test/support/account-store.ts';
import { deskFixture, smallStrategy } from '#test/support/desk-fixture.ts';

let held: ReturnType<typeof accountStore>;
beforeEach(() => void (held = accountStore()));
afterEach(() => held.end());

const recorded = () =>
  held.store
    .auditSince(0, 100)
    .filter(({ kind }) => kind === 'setting')
    .map(({ body }) => body as { name: string; text: string })
    .map(({ name, text }) => [name, text]);

test('what was read is recorded only once it is in force, and again only once it has changed', () => {
  const record = new SettingsRecord();
  let text = 'one';
  const file = record.reading('strategy', { path: 's.json', read: () => text });
  expect(file.read()).toBe('one');
  record.writeTo(held.store, epochMs(1));
  expect(recorded()).toEqual([]);
  record.adopt('strategy');
  record.writeTo(held.store, epochMs(1));
  record.writeTo(held.store, epochMs(2));
  text = 'two';
  file.read();
  record.writeTo(held.store, epochMs(3));
  expect(recorded()).toEqual([['strategy', 'one']]);
  record.adopt('strategy');
  record.writeTo(held.store, epochMs(4));
  expect(recorded()).toEqual([
    ['strategy', 'one'],
    ['strategy', 'two'],
  ]);
});

test('a file that is not there is in force as an empty one', () => {
  const record = new SettingsRecord();
  const missing = record.reading('desk', {
    path: 'desk.json',
    read: () => {
      throw new Error('gone');
    },
  });
  expect(() => missing.read()).toThrow('gone');
  record.adopt('desk');
  record.writeTo(held.store, epochMs(1));
  record.writeTo(null, epochMs(1));
  expect(recorded()).toEqual([['desk', '']]);
});

test('a desk records the strategy it starts with, one that replaces it, and none that is broken', async () => {
  let strategy = smallStrategy;
  const fixture = deskFixture(() => strategy);
  try {
    const desk = fixture.start();
    await fixture.clock.pass(10);
    const texts = () =>
      (desk.store?.auditSince(0, 1000) ?? [])
        .filter(({ kind }) => kind === 'setting')
        .map(({ body }) => body as { name: string; text: string })
        .filter(({ name }) => name === 'strategy')
        .map(({ text }) => text);
    expect(texts()).toEqual([smallStrategy]);
    strategy = '{ broken';
    desk.loadStrategy();
    strategy = smallStrategy.replace('Small', 'Smaller');
    desk.loadStrategy();
    expect(texts()).toEqual([smallStrategy, strategy]);
  } finally {
    await fixture.end();
  }
});
