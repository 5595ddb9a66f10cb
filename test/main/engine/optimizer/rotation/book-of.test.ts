import { expect, test } from 'vitest';
import { isShort, longOnlyBook, sideBook, sideSettings } from '#engine/optimizer/rotation/book-of.ts';
import { defaultRotationSettings } from '#engine/optimizer/rotation-settings.ts';
import { rotationBook } from '#test/support/rotation-book.ts';

const input = rotationBook([
  { z: 1, w: 0.02, sector: 'A' },
  { z: -1, w: -0.03, sector: 'B' },
  { z: 0.5, frozen: true, sector: 'A' },
]);

test('a long-only book freezes what is short', () => {
  const book = longOnlyBook(input);
  expect(Array.from(book.frozen)).toEqual([0, 1, 1]);
  expect(Array.from(book.wCur)).toEqual([0.02, -0.03, 0]);
  expect([Array.from(book.sectorOf), book.sectorNames]).toEqual([
    [0, 1, 0],
    ['A', 'B'],
  ]);
  expect([isShort(input, 0), isShort(input, 1)]).toEqual([false, true]);
});

test('each side sees its own weights, and the other side stands still in it', () => {
  const long = sideBook(input, 'long');
  expect([Array.from(long.wCur), Array.from(long.frozen)]).toEqual([
    [0.02, 0, 0],
    [0, 1, 1],
  ]);
  const short = sideBook(input, 'short');
  expect([Array.from(short.wCur), Array.from(short.frozen)]).toEqual([
    [0, 0.03, 0],
    [1, 0, 1],
  ]);
  expect(Array.from(short.z)).toEqual([-1, 1, -0.5]);
});

test('the sides share gross and turnover, and no name may be bought in both', () => {
  const settings = { ...defaultRotationSettings, gross: 1.6, netMax: 0.2 };
  expect(sideSettings(settings, 9)).toEqual({
    ...settings,
    kBuy: 4,
    gross: 0.8,
    netMax: 0.8,
    turnoverMax: 0.15,
  });
  expect(sideSettings(settings, 900).kBuy).toBe(20);
});
