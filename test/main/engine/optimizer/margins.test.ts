import { describe, expect, test } from 'vitest';
import { heldMargins, noMargins } from '#engine/optimizer/margins.ts';
import { longOnlyBook } from '#engine/optimizer/rotation/book-of.ts';
import { openBook } from '#engine/optimizer/rotation/book.ts';
import { defaultRotationSettings } from '#engine/optimizer/rotation-settings.ts';
import { rotationBook } from '#test/support/rotation-book.ts';
import type { NameRow } from '#test/support/rotation-book.ts';

const settings = { ...defaultRotationSettings, kBuy: 1, kSell: 2, zCut: 0.25, zKeep: 1 };
const margins = (rows: readonly NameRow[]) =>
  heldMargins(openBook(longOnlyBook(rotationBook(rows))), settings);

describe('heldMargins', () => {
  test('a name at the top: cut needs both a low z and two better others', () => {
    // Others: 0.5, 0.1 → the second best of them is 0.1, below zCut.
    const [top] = margins([{ z: 1.4, w: 0.02, pnl: -50, atr: 1, age: 700 }, { z: 0.5 }, { z: 0.1 }]);
    expect(top).toEqual({
      cutScoreZ: expect.closeTo(1.3, 12) as number,
      donorZ: expect.closeTo(0.4, 12) as number,
      loserBps: 150,
      deadMoneyMin: 80,
      gapZ: null,
    });
  });

  test('where the others are better than zCut, zCut decides', () => {
    const [, , low] = margins([{ z: 3 }, { z: 2 }, { z: 0.3, w: 0.02 }]);
    expect(low?.cutScoreZ).toBeCloseTo(0.05, 12);
    expect(low?.donorZ).toBe(0);
  });

  test('with fewer than kSell others no score can cut it', () => {
    expect(margins([{ z: -3, w: 0.02 }, { z: 1 }])[0]?.cutScoreZ).toBeNull();
  });

  test('a name without a signal can only be a loser; one that is not held has no margins', () => {
    const [silent, absent] = margins([{ z: null, w: 0.02, pnl: 7, atr: 1 }, { z: 1 }]);
    expect(silent).toEqual({ ...noMargins, loserBps: 207 });
    expect(absent).toEqual(noMargins);
  });
});
