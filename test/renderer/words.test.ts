import { expect, test } from 'vitest';
import { cancellable, connectionWords, orderWords, shortSector, wordsOfReason } from '#renderer/words.ts';
import { terminalStates } from '#shared/domain/order.ts';
import { blocks, reasons } from '#shared/domain/proposal.ts';

test('every reason and block of the engine has words of its own', () => {
  for (const code of [...reasons, ...blocks]) {
    const { short, long } = wordsOfReason(code);
    expect(short, code).not.toBe(code);
    expect(long.length, code).toBeGreaterThan(short.length);
  }
});

test('a code that this build does not know shows as itself', () =>
  expect(wordsOfReason('toString')).toEqual({ short: 'toString', long: 'toString', tone: 'quiet' }));

test('no two states of an order, or of the connection, look alike', () => {
  for (const words of [orderWords, connectionWords]) {
    const shown = Object.values(words).map(({ word }) => word);
    expect(new Set(shown).size).toBe(shown.length);
  }
});

test('what is over cannot be cancelled', () => {
  for (const state of terminalStates) expect(cancellable.has(state)).toBe(false);
  expect(cancellable.has('working')).toBe(true);
});

test.each([
  ['Information Technology', 'Info Tech'],
  ['Energy', 'Energy'],
  ['', ''],
])('sector %j is short as %j', (sector, expected) => expect(shortSector(sector)).toBe(expected));
