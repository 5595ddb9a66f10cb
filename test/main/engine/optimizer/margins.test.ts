import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heldMargins, noMargins } from '#engine/optimizer/margins.ts';
import { longOnlyBook } from '#engine/optimizer/rotation/book-of.ts';
import { openBook } from '#engine/optimizer/rotation/book.ts';
import { rankByZ } from '#engine/optimizer/rotation/ranks.ts';
import { rotate } from '#engine/optimizer/rotation.ts';
import { mayGive } from '#engine/policy/triggers.ts';
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

const longBook = (rows: readonly NameRow[]) => openBook(longOnlyBook(rotationBook(rows)));
const step = 1e-6;
const row = fc.record({
  z: fc.integer({ min: -3000, max: 3000 }).map((k) => k / 1000),
  w: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 60 }).map((k) => k / 1024),
  ),
  pnl: fc.integer({ min: -300, max: 300 }),
  age: fc.integer({ min: 0, max: 900 }),
  cost: fc.integer({ min: 0, max: 8 }).map((k) => k / 4096),
  sector: fc.constantFrom('A', 'B', 'C'),
});
const books = fc.array(row, { minLength: 1, maxLength: 24 });
const chosen = fc.record({ kBuy: fc.integer({ min: 0, max: 6 }), kSell: fc.integer({ min: 6, max: 12 }) });
const moved = (rows: readonly NameRow[], i: number, by: number): NameRow[] =>
  rows.map((one, k) => (k === i ? { ...one, z: (one.z ?? 0) + by } : one));

describe('margins are exact: a millionth on either side decides', () => {
  test('cutScoreZ is the fall that cuts', () => {
    fc.assert(
      fc.property(books, chosen, (rows, change) => {
        const settings = { ...defaultRotationSettings, ...change };
        rotate(rotationBook(rows), settings).margins.forEach(({ cutScoreZ }, i) => {
          if (cutScoreZ === null) return;
          const cutAfter = (fall: number) =>
            rotate(rotationBook(moved(rows, i, -fall)), settings).reasons[i]?.includes('CUT_SCORE');
          expect(cutAfter(cutScoreZ + step)).toBe(true);
          expect(cutAfter(cutScoreZ - step)).toBe(false);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('loserBps is the loss that cuts, deadMoneyMin the wait while z is weak', () => {
    fc.assert(
      fc.property(books, (rows) => {
        const settings = defaultRotationSettings;
        rotate(rotationBook(rows), settings).margins.forEach(({ loserBps, deadMoneyMin }, i) => {
          if (loserBps === null || deadMoneyMin === null) return;
          const reasonsWith = (change: (one: NameRow) => NameRow) =>
            rotate(rotationBook(rows.map((one, k) => (k === i ? change(one) : one))), settings).reasons[i] ??
            [];
          const lost = (by: number) => reasonsWith((one) => ({ ...one, z: 2, pnl: (one.pnl ?? 0) - by }));
          expect(lost(loserBps + step)).toContain('CUT_LOSER');
          expect(lost(loserBps - step)).not.toContain('CUT_LOSER');
          const waited = (by: number) =>
            reasonsWith((one) => ({ ...one, z: 0, pnl: 0, age: (one.age ?? 0) + by }));
          expect(waited(deadMoneyMin + step)).toContain('CUT_DEAD_MONEY');
          expect(waited(deadMoneyMin - step)).not.toContain('CUT_DEAD_MONEY');
        });
      }),
      { numRuns: 60 },
    );
  });

  test('donorZ is the fall that makes a donor of a name whose rank protects it', () => {
    fc.assert(
      fc.property(books, chosen, (rows, change) => {
        const settings = { ...defaultRotationSettings, ...change };
        const book = longBook(rows);
        heldMargins(book, settings).forEach(({ donorZ }, i) => {
          if (donorZ === null || donorZ === 0) return;
          const after = (fall: number) => mayGive(longBook(moved(rows, i, -fall)), i, settings);
          expect(after(donorZ + step)).toBe(true);
          // A fall can lose the rank first: that too makes a donor, sooner.
          const rank = rankByZ(rotationBook(moved(rows, i, step - donorZ)).z).rank[i] ?? Infinity;
          expect(after(donorZ - step)).toBe(rank > settings.kSell);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('gapZ is the rise that lets a stopped receiver go on, all else as it stood', () => {
    let seen = 0;
    fc.assert(
      fc.property(books, chosen, (rows, change) => {
        const settings = { ...defaultRotationSettings, ...change };
        const there = rotate(rotationBook(rows), settings);
        const received = (got: typeof there, i: number) =>
          got.pairs.filter(({ to }) => to === i).reduce((sum, { dw }) => sum + dw, 0);
        for (const { index, gapZ, reason } of there.blocked) {
          if (gapZ === null) continue;
          const [up, down] = [step, -step].map((by) =>
            rotate(rotationBook(moved(rows, index, gapZ + by)), settings),
          );
          // A better rank, or a z that keeps, changes whose turn it is: then all else does not stand.
          const sameTurn =
            up?.rank[index] === there.rank[index] &&
            ((rows[index]?.w ?? 0) === 0 || (rows[index]?.z ?? 0) >= settings.zKeep);
          if (!sameTurn || up === undefined || down === undefined) continue;
          seen++;
          expect(received(up, index)).toBeGreaterThan(received(there, index));
          expect(received(down, index)).toBe(received(there, index));
          expect(down.blocked.find((stop) => stop.index === index)?.reason).toBe(reason);
        }
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(seen).toBeGreaterThan(20);
  });
});
