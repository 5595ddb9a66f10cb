import { expect, test } from 'vitest';
import { rotate } from '#engine/optimizer/rotation.ts';
import type { RotationInput } from '#engine/optimizer/rotation/rotation-input.ts';
import { movesOf } from '#engine/policy/moves.ts';
import { settings } from '#test/support/engine-builders.ts';

const input = (z: readonly number[], wCur: readonly number[]): RotationInput => {
  const n = z.length;
  return {
    z: Float64Array.from(z),
    wCur: Float64Array.from(wCur),
    pnlBps: new Float64Array(n),
    atrPct: new Float64Array(n).fill(2),
    ageMin: new Float64Array(n),
    cost: new Float64Array(n).fill(0.0001),
    beta: new Float64Array(n).fill(1),
    sector: z.map((_, i) => `s${i}`),
    frozen: z.map(() => false),
    hedge: null,
  };
};

test('cuts and trims come first, to cash; then exchanges in their order; all add up to the raw targets', () => {
  // The first is cut by its score, the second is over wMax, the third gives, the last two receive.
  const book = input([-2, 0.9, 0, 2, 1.9], [0.1, 0.2, 0.1, 0, 0]);
  const targets = rotate(book, { ...settings.rotation, kBuy: 2, kSell: 3, deltaZMin: 0.5 });
  const moves = movesOf(targets, book.wCur);
  expect(moves.slice(0, 2)).toMatchObject([
    { from: 0, to: null, reason: 'CUT_SCORE', utility: null },
    { from: 1, to: null, reason: 'TRIM_NAME', utility: null },
  ]);
  expect(moves.slice(2).every(({ to, utility }) => to !== null && utility !== null)).toBe(true);
  const sum = Float64Array.from(book.wCur);
  for (const { from, to, weight } of moves) {
    expect(weight).toBeGreaterThan(0);
    if (from !== null) sum[from] = (sum[from] ?? 0) - weight;
    if (to !== null) sum[to] = (sum[to] ?? 0) + weight;
  }
  sum.forEach((w, i) => expect(w).toBeCloseTo(targets.rawTarget[i] ?? Number.NaN, 12));
});

test('a quiet book moves nothing', () => {
  const book = input([2, 1.9], [0.1, 0.1]);
  expect(movesOf(rotate(book, { ...settings.rotation, deltaZMin: 5 }), book.wCur)).toEqual([]);
});

test('the short book sells its receivers and covers what it cuts', () => {
  // Held short: the first now scores best and is covered; the second is the worst but for the last two.
  const book = input([3, -1.6, 0.5, -0.2, -2, -2.5], [-0.1, -0.1, 0, 0, 0, 0]);
  const targets = rotate(book, {
    ...settings.rotation,
    longShort: true,
    kBuy: 2,
    kSell: 3,
    zCut: 0.25,
    zKeep: 9,
    netMin: -1,
  });
  const moves = movesOf(targets, book.wCur);
  expect(moves[0]).toMatchObject({ from: null, to: 0, reason: 'CUT_SCORE_SHORT' });
  expect(moves.filter(({ reason }) => reason === 'BUY_CASH_SHORT').map(({ from, to }) => [from, to])).toEqual(
    expect.arrayContaining([[5, null]]),
  );
  const sum = Float64Array.from(book.wCur);
  for (const { from, to, weight } of moves) {
    if (from !== null) sum[from] = (sum[from] ?? 0) - weight;
    if (to !== null) sum[to] = (sum[to] ?? 0) + weight;
  }
  sum.forEach((w, i) => expect(w).toBeCloseTo(targets.rawTarget[i] ?? Number.NaN, 12));
});
