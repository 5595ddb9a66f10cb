import { expect, test } from 'vitest';
import { longOnlyBook } from '#engine/optimizer/rotation/book-of.ts';
import {
  addReason,
  hasSignal,
  heldNow,
  isFrozen,
  openBook,
  setWeight,
} from '#engine/optimizer/rotation/book.ts';
import { rotationBook } from '#test/support/rotation-book.ts';

const open = () =>
  openBook(
    longOnlyBook(
      rotationBook([
        { z: 1, w: 0.25, sector: 'A' },
        { z: null, w: -0.125, sector: 'B' },
        { z: 2, sector: 'A' },
      ]),
    ),
  );

test('a book opens at its current weights', () => {
  const book = open();
  expect(book.totals).toEqual({ gross: 0.375, net: 0.125, moved: 0 });
  expect(Array.from(book.sectorWeight)).toEqual([0.25, -0.125]);
  expect([hasSignal(book, 0), hasSignal(book, 1)]).toEqual([true, false]);
  expect([isFrozen(book, 0), isFrozen(book, 1)]).toEqual([false, true]);
});

test('the sums follow every weight, there and back', () => {
  const book = open();
  setWeight(book, 0, 0.125);
  setWeight(book, 2, 0.5);
  expect(book.totals).toEqual({ gross: 0.75, net: 0.5, moved: 0.625 });
  expect(book.sectorWeight[0]).toBe(0.625);
  expect(heldNow(book, 2)).toBe(true);
  setWeight(book, 0, 0.25);
  setWeight(book, 2, 0);
  expect(book.totals).toEqual({ gross: 0.375, net: 0.125, moved: 0 });
});

test('the caller keeps its weights, and reasons stay in order', () => {
  const input = rotationBook([{ w: 0.25 }]);
  const book = openBook(longOnlyBook(input));
  setWeight(book, 0, 0);
  addReason(book, 0, 'TRIM_NAME');
  addReason(book, 0, 'ROTATE_RED');
  expect([input.wCur[0], book.reasons[0]]).toEqual([0.25, ['TRIM_NAME', 'ROTATE_RED']]);
});
