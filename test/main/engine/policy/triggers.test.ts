import { describe, expect, test } from 'vitest';
import { longOnlyBook } from '#engine/optimizer/rotation/book-of.ts';
import { openBook } from '#engine/optimizer/rotation/book.ts';
import { defaultRotationSettings } from '#engine/optimizer/rotation-settings.ts';
import type { RotationSettings } from '#engine/optimizer/rotation-settings.ts';
import { cutLowPerformers, cutReason, lossBoundBps, mayGive, trimToLimits } from '#engine/policy/triggers.ts';
import { rotationBook } from '#test/support/rotation-book.ts';
import type { NameRow } from '#test/support/rotation-book.ts';

const settings: RotationSettings = { ...defaultRotationSettings, wMax: 1, sectorMax: 1 };
const open = (rows: readonly NameRow[]) => openBook(longOnlyBook(rotationBook(rows)));
const rounded = (weights: Float64Array) => Array.from(weights, (w) => Number(w.toFixed(9)));

describe('cutReason', () => {
  test.each<[NameRow, number, string | null]>([
    // the name, its rank, expected
    [{ z: 0.2 }, 31, 'CUT_SCORE'],
    [{ z: 0.2 }, 30, null],
    [{ z: 0.25 }, 31, null],
    [{ z: 2, pnl: -401 }, 1, 'CUT_LOSER'],
    [{ z: 2, pnl: -400 }, 1, null],
    [{ z: -0.2, age: 781 }, 1, 'CUT_DEAD_MONEY'],
    [{ z: -0.2, age: 780 }, 1, null],
    [{ z: -0.25, age: 781 }, 1, null],
    [{ z: 0.2, pnl: -401, age: 781 }, 31, 'CUT_SCORE'],
    [{ z: 0.2, pnl: -401, age: 781 }, 30, 'CUT_LOSER'],
    [{ z: null, age: 9999 }, Infinity, null],
    [{ z: null, pnl: -401 }, Infinity, 'CUT_LOSER'],
  ])('%j at rank %d', (row, rank, expected) => {
    expect(cutReason(rotationBook([row]), 0, rank, settings)).toBe(expected);
  });

  test('two average true ranges of two percent are 400 bps', () => {
    expect(lossBoundBps(2, 2)).toBe(400);
  });
});

describe('cutLowPerformers', () => {
  test('held and unfrozen names come down to the minimum, not up', () => {
    const loser = { z: 1, pnl: -900 };
    const book = open([
      { ...loser, w: 0.05 },
      { ...loser, w: 0.004 },
      { ...loser, w: 0.05, frozen: true },
      loser,
    ]);
    cutLowPerformers(book, { ...settings, minWeight: 0.01 });
    expect(Array.from(book.wTar)).toEqual([0.01, 0.004, 0.05, 0]);
    expect(Array.from(book.cut)).toEqual([1, 1, 0, 0]);
    expect(book.reasons).toEqual([['CUT_LOSER'], ['CUT_LOSER'], [], []]);
  });
});

const trimmed = (rows: readonly NameRow[], change: Partial<RotationSettings>) => {
  const book = open(rows);
  trimToLimits(book, { ...settings, ...change });
  return { weights: rounded(book.wTar), reasons: book.reasons, unmet: book.unmet };
};

describe('trimToLimits', () => {
  test('a name over its limit comes down to it, a frozen one stays', () => {
    expect(trimmed([{ w: 0.07 }, { w: 0.07, frozen: true }], { wMax: 0.05 })).toEqual({
      weights: [0.05, 0.07],
      reasons: [['TRIM_NAME'], []],
      unmet: [],
    });
  });

  test('a sector gives up its worst names first: no signal, then low z, the higher index among equals', () => {
    const rows = [{ z: 1 }, { z: 1 }, { z: null }, { z: 2 }].map((row) => ({ ...row, w: 0.1, sector: 'A' }));
    expect(trimmed(rows, { sectorMax: 0.25 })).toEqual({
      weights: [0.1, 0.05, 0, 0.1],
      reasons: [[], ['TRIM_SECTOR'], ['TRIM_SECTOR'], []],
      unmet: [],
    });
  });

  test('what frozen names keep above a limit is reported', () => {
    const rows = [
      { z: 1, w: 0.3, frozen: true },
      { z: 2, w: 0.1 },
    ].map((row) => ({ ...row, sector: 'A' }));
    expect(trimmed(rows, { sectorMax: 0.25 })).toMatchObject({ weights: [0.3, 0], unmet: ['sector:A'] });
    expect(trimmed(rows, { gross: 0.2 })).toMatchObject({ weights: [0.3, 0], unmet: ['gross'] });
  });

  test.each([
    [{ gross: 0.5 }, [0.3, 0.2, 0]],
    [{ netMax: 0.5 }, [0.3, 0.2, 0]],
    [{ gross: 0.55, netMax: 0.7 }, [0.3, 0.25, 0]],
  ])('the book comes down to %j', (change, weights) => {
    expect(
      trimmed(
        [
          { z: 3, w: 0.3 },
          { z: 2, w: 0.3 },
          { z: 1, w: 0.3 },
        ],
        change,
      ).weights,
    ).toEqual(weights);
  });

  test('a limit missed by no more than rounding is met', () => {
    expect(trimmed([{ w: 0.05 + 5e-10 }], { wMax: 0.05 }).reasons).toEqual([[]]);
  });
});

test('who may give', () => {
  const book = open([
    { z: 0.9, w: 0.1 },
    { z: 1, w: 0.1 },
    { z: null, w: 0.1 },
    { z: 0.9 },
    { z: 0.9, w: 0.1, frozen: true },
  ]);
  expect([0, 1, 2, 3, 4].map((i) => mayGive(book, i, settings))).toEqual([true, false, true, false, false]);
});
