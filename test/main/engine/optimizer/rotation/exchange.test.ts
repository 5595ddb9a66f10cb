import { describe, expect, test } from 'vitest';
import { longOnlyBook } from '#engine/optimizer/rotation/book-of.ts';
import { openBook } from '#engine/optimizer/rotation/book.ts';
import { rotateIntoBetter } from '#engine/optimizer/rotation/exchange.ts';
import { defaultRotationSettings } from '#engine/optimizer/rotation-settings.ts';
import type { RotationSettings } from '#engine/optimizer/rotation-settings.ts';
import { rotationBook } from '#test/support/rotation-book.ts';
import type { NameRow } from '#test/support/rotation-book.ts';

const settings: RotationSettings = {
  ...defaultRotationSettings,
  kBuy: 1,
  kSell: 2,
  gammaCost: 50,
  tauU: 0.0005,
};

function exchange(rows: readonly NameRow[], change: Partial<RotationSettings> = {}) {
  const book = openBook(longOnlyBook(rotationBook(rows)));
  return { book, ...rotateIntoBetter(book, { ...settings, ...change }) };
}

/** No cash: the frozen name takes what the others leave. */
const full = (...rows: NameRow[]): NameRow[] => {
  const used = rows.reduce((total, row) => total + (row.w ?? 0), 0);
  return [...rows, { z: -9, w: 1 - used, frozen: true, sector: 'elsewhere' }];
};

/** A receiver and a donor that are dear to trade. */
const dear = (z: number): NameRow[] => full({ z, cost: 0.03 }, { z: 0, w: 0.5, cost: 0.02 });

describe('what stops a receiver', () => {
  test.each<[string, NameRow[], Partial<RotationSettings>, number | null]>([
    ['NO_DONOR', full({ z: 2 }), {}, null],
    ['ALPHA_GAP', full({ z: 2 }, { z: 1.8, w: 0.03 }), { zKeep: 3 }, 0.3],
    ['CAP_NAME', full({ z: 2, w: 0.04 }, { z: 0, w: 0.5 }), {}, null],
    [
      'CAP_SECTOR',
      full({ z: 2, sector: 'A' }, { z: 1.9, w: 0.25, sector: 'A', frozen: true }, { z: 0, w: 0.5 }),
      {},
      null,
    ],
    ['TURNOVER', full({ z: 2 }, { z: 0, w: 0.5 }), { turnoverMax: 0.02 }, null],
    // toll 50·(0.03 + 0.02) = 2.5 over a gap of 2; and 0.0005/0.02 = 0.025 on top.
    ['COST_GATE', full({ z: 2, cost: 0.03 }, { z: 0, w: 0.5, cost: 0.02 }), {}, 0.525],
  ])('%s', (reason, rows, change, gapZ) => {
    const { stopped } = exchange(rows, change);
    expect(stopped).toHaveLength(1);
    expect(stopped[0]).toMatchObject({ index: 0, reason });
    if (gapZ === null) expect(stopped[0]?.gapZ).toBeNull();
    else expect(stopped[0]?.gapZ).toBeCloseTo(gapZ, 12);
  });

  test('WAS_DONOR: the second receiver has given to the first', () => {
    const { stopped, pairs } = exchange(full({ z: 2 }, { z: 0.5, w: 0.03 }), { kBuy: 2 });
    expect(pairs.map(({ from, to }) => [from, to])).toEqual([[1, 0]]);
    expect(stopped.map(({ index, reason }) => [index, reason])).toEqual([[1, 'WAS_DONOR']]);
  });

  test('a gap that the missing z closes passes, and no less', () => {
    const gapZ = exchange(dear(2)).stopped[0]?.gapZ ?? Number.NaN;
    expect(exchange(dear(2 + gapZ + 1e-9)).pairs).toHaveLength(1);
    expect(exchange(dear(2 + gapZ - 1e-9)).pairs).toHaveLength(0);
  });
});

describe('what a receiver gets', () => {
  test('from the worst donors in turn, until it has its share', () => {
    const { pairs, book } = exchange(
      full({ z: 2 }, { z: -1, w: 0.005, pnl: 3 }, { z: 0.2, w: 0.005 }, { z: 0.5, w: 0.2 }),
      { kBuy: 1 },
    );
    expect(pairs.map(({ from, dw, reason }) => [from, Number(dw.toFixed(9)), reason])).toEqual([
      [1, 0.005, 'ROTATE_GREEN'],
      [2, 0.005, 'ROTATE_RED'],
      [3, 0.01, 'ROTATE_RED'],
    ]);
    expect(book.reasons[0]).toEqual(['ROTATE_GREEN', 'ROTATE_RED', 'ROTATE_RED']);
    expect(book.wTar[3]).toBeCloseTo(0.19, 12);
  });

  test('a donor of its own sector needs no room there', () => {
    const { pairs } = exchange(full({ z: 2, sector: 'A' }, { z: 0, w: 0.25, sector: 'A' }));
    expect(pairs).toHaveLength(1);
  });

  test('cash takes the whole of the turnover that is left, a name half of it', () => {
    expect(exchange([{ z: 2 }], { turnoverMax: 0.01 }).pairs[0]?.dw).toBe(0.01);
    expect(exchange(full({ z: 2 }, { z: 0, w: 0.5 }), { turnoverMax: 0.01 }).pairs[0]?.dw).toBe(0.005);
  });

  test('a donor without a signal always passes the gap and counts as zero', () => {
    const { pairs } = exchange(full({ z: 0.3 }, { z: null, w: 0.5 }));
    expect(pairs[0]?.utility).toBeCloseTo(0.3 * 0.02, 12);
  });

  test('who was cut or trimmed receives nothing', () => {
    const book = openBook(longOnlyBook(rotationBook([{ z: 2 }, { z: 1 }])));
    book.cut[0] = 1;
    book.trimmed[1] = 1;
    expect(rotateIntoBetter(book, { ...settings, kBuy: 2 })).toEqual({ pairs: [], stopped: [] });
  });
});
