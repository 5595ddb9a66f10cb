import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '#engine/math/input-error.ts';
import { rotate } from '#engine/optimizer/rotation.ts';
import type { RotationInput } from '#engine/optimizer/rotation/rotation-input.ts';
import { defaultRotationSettings } from '#engine/optimizer/rotation-settings.ts';
import type { RotationSettings } from '#engine/optimizer/rotation-settings.ts';
import { rotationBook } from '#test/support/rotation-book.ts';
import type { NameRow } from '#test/support/rotation-book.ts';
import { column, eachVector, expectClose } from '#test/support/vectors.ts';

type Column = readonly (number | null)[];

interface VectorInput {
  readonly z: Column;
  readonly wCur: Column;
  readonly pnlBps: Column;
  readonly atrPct: Column;
  readonly ageMin: Column;
  readonly cost: Column;
  readonly beta: Column;
  readonly sector: readonly string[];
  readonly frozen: readonly boolean[];
  readonly config: RotationSettings;
  readonly hedge: { readonly beta: number; readonly wCur: number } | null;
}

interface VectorExpected {
  readonly wTar: readonly number[];
  readonly rawTarget: readonly number[];
  readonly rank: Column;
  readonly reasons: readonly (readonly string[])[];
  readonly blocked: Readonly<Record<string, string>>;
  readonly pairs: readonly { from: number | null; to: number; dw: number; utility: number; reason: string }[];
  readonly L1: number;
  readonly bandSkip: boolean;
  readonly nameBand: readonly number[];
  readonly unmet: readonly string[];
  readonly hedge: { readonly wTar: number; readonly reason: string | null } | null;
  readonly margins: readonly Readonly<Record<string, number | null>>[];
}

const fromVector = (input: VectorInput): RotationInput => ({
  z: column(input.z),
  wCur: column(input.wCur),
  pnlBps: column(input.pnlBps),
  atrPct: column(input.atrPct),
  ageMin: column(input.ageMin),
  cost: column(input.cost),
  beta: column(input.beta),
  sector: input.sector,
  frozen: input.frozen,
  hedge: input.hedge,
});

describe('worked examples', () => {
  eachVector<{ input: VectorInput; expected: VectorExpected }>(
    'rotation.json',
    (input, expected, tolerance) => {
      const got = rotate(fromVector(input), input.config);
      expectClose(got.wTar, expected.wTar, tolerance, 'wTar');
      expectClose(got.rawTarget, expected.rawTarget, tolerance, 'rawTarget');
      expectClose(got.rank, expected.rank, 0, 'rank');
      expect(got.reasons).toEqual(expected.reasons);
      expect(Object.fromEntries(got.blocked.map((stop) => [stop.index, stop.reason]))).toEqual(
        expected.blocked,
      );
      expect(got.pairs.map(({ from, to, reason }) => ({ from, to, reason }))).toEqual(
        expected.pairs.map(({ from, to, reason }) => ({ from, to, reason })),
      );
      expectClose(
        got.pairs.map((pair) => pair.dw),
        expected.pairs.map((pair) => pair.dw),
        tolerance,
        'dw',
      );
      expectClose(
        got.pairs.map((pair) => pair.utility),
        expected.pairs.map((pair) => pair.utility),
        tolerance,
        'utility',
      );
      expectClose([got.book.l1], [expected.L1], tolerance, 'L1');
      expect(got.bandSkip).toBe(expected.bandSkip);
      expect(got.nameBand).toEqual(expected.nameBand);
      expect(got.unmet).toEqual(expected.unmet);
      expect(got.hedge?.reason).toBe(expected.hedge?.reason);
      if (expected.hedge) expectClose([got.hedge?.wTar ?? null], [expected.hedge.wTar], tolerance, 'hedge');
      for (const field of ['cutScoreZ', 'donorZ', 'loserBps', 'deadMoneyMin', 'gapZ'] as const) {
        expectClose(
          got.margins.map((m) => m[field]),
          expected.margins.map((m) => m[field] ?? null),
          tolerance,
          field,
        );
      }
    },
  );
});

/** Two may be bought, four are kept; costs and bands out of the way. */
const settings: RotationSettings = {
  ...defaultRotationSettings,
  kBuy: 2,
  kSell: 4,
  gammaCost: 0,
  tauU: 0,
  tauL1: 0,
  tauNameBps: 0,
};

const run = (rows: readonly NameRow[], change: Partial<RotationSettings> = {}) =>
  rotate(rotationBook(rows), { ...settings, ...change });

const weights = (result: { wTar: Float64Array }) => Array.from(result.wTar, (w) => Number(w.toFixed(9)));

describe('rotate', () => {
  test('a worked example: one cut, two bought from cash', () => {
    const rows: NameRow[] = [
      { z: 0.5860724657866063, atr: 2.5085138561304428, cost: 0.00040320127422513105 },
      {
        z: 1.5510700932688068,
        w: 0.022029027919773476,
        pnl: -24.472229371876324,
        atr: 3.8555483447788825,
        age: 1004.6898755266194,
        cost: 0.0017299769642031917,
      },
      { z: 1.2803108472512275, cost: 0.001223527086814191, sector: 'Technology' },
      {
        z: 0.22004207901515113,
        w: 0.04311998619750512,
        pnl: 163.05326354796958,
        atr: 3.1458826567189595,
        age: 1231.2601890259637,
        cost: 0.001362270431441048,
        sector: 'Technology',
      },
      { z: 1.2765463702113735, cost: 0.0003086259684943959 },
    ];
    const got = rotate(rotationBook(rows), { ...defaultRotationSettings, kBuy: 2, kSell: 3 });
    expectClose(got.wTar, [0, 0.042029027919773476, 0.02, 0, 0], 1e-12, 'wTar');
    expect(Array.from(got.rank)).toEqual([4, 1, 2, 5, 3]);
    expect(got.reasons).toEqual([[], ['BUY_CASH'], ['BUY_CASH'], ['CUT_SCORE'], []]);
    expectClose(
      got.pairs.map((pair) => pair.utility),
      [0.02929142490117295, 0.02438268985821036],
      1e-12,
      'utility',
    );
    expect(got.book.l1).toBeCloseTo(0.08311998619750513, 14);
    expect(got.margins[3]).toEqual({
      cutScoreZ: expect.closeTo(-0.029957920984848868, 12) as number,
      donorZ: 0,
      loserBps: expect.closeTo(792.2297948917615, 9) as number,
      deadMoneyMin: expect.closeTo(-451.26018902596365, 9) as number,
      gapZ: null,
    });
  });

  test('an empty universe has nothing to do', () => {
    expect(run([])).toMatchObject({ pairs: [], reasons: [], unmet: [], bandSkip: false });
  });

  test('red money goes into the better name when cash is gone', () => {
    const got = run([{ z: 2 }, { z: 0.3, w: 0.03, pnl: -10 }, { z: 0.9, w: 0.97, pnl: 5, frozen: true }], {
      wMax: 0.05,
    });
    expect(weights(got)).toEqual([0.02, 0.01, 0.97]);
    expect(got.reasons).toEqual([['ROTATE_RED'], ['ROTATE_RED'], []]);
    expect(got.pairs).toEqual([
      { from: 1, to: 0, dw: 0.02, utility: expect.closeTo(0.034, 12) as number, reason: 'ROTATE_RED' },
    ]);
  });

  test('a short position of a long-only desk stands still and is reported', () => {
    const got = run([{ z: -3, w: -0.01, pnl: -999 }]);
    expect(weights(got)).toEqual([-0.01]);
    expect(got.unmet).toContain('short:0');
  });

  test('without the band a tiny drift trades; with it the whole interval waits, cuts excepted if they bypass', () => {
    const rows: NameRow[] = [
      { z: 1, w: 0.05 },
      { z: -2, w: 0.004, pnl: -900 },
    ];
    expect(weights(run(rows, { kBuy: 0 }))).toEqual([0.05, 0]);
    const waiting = run(rows, { kBuy: 0, tauL1: 0.01 });
    expect([weights(waiting), waiting.bandSkip, waiting.reasons[1]]).toEqual([
      [0.05, 0.004],
      true,
      ['CUT_LOSER'],
    ]);
    const bypassing = run(rows, { kBuy: 0, tauL1: 0.01, cutsBypassBands: true });
    expect([weights(bypassing), bypassing.bandSkip]).toEqual([[0.05, 0], true]);
  });

  test('long-short: the worst name is sold short, the best bought, each side within half the gross', () => {
    const rows = [{ z: 2 }, { z: 1 }, { z: -1 }, { z: -2 }];
    const got = run(rows, { longShort: true, gross: 0.04, netMin: -1 });
    expect(weights(got)).toEqual([0.02, 0, 0, -0.02]);
    expect(got.reasons).toEqual([['BUY_CASH'], [], [], ['BUY_CASH_SHORT']]);
    expect(got.blocked.map(({ index, reason }) => [index, reason])).toEqual([
      [1, 'NO_DONOR'],
      [2, 'NO_DONOR_SHORT'],
    ]);
  });

  test('the net that the targets break is reported', () => {
    expect(run([{ z: 2 }], { netMin: 0.1 }).unmet).toEqual(['netMin']);
  });

  test.each([
    ['wCur', [{ w: Number.NaN }], 'wCur[0]'],
    ['pnl', [{}, { pnl: Infinity }], 'pnlBps[1]'],
    ['atr', [{ atr: Number.NaN }], 'atrPct[0]'],
    ['age', [{ age: Number.NaN }], 'ageMin[0]'],
    ['cost', [{ cost: Number.NaN }], 'cost[0]'],
    ['beta', [{ beta: Number.NaN }], 'beta[0]'],
  ] as const)('%s that is not finite is refused by name', (_, rows, place) => {
    expect(() => run(rows)).toThrow(InputError);
    expect(() => run(rows)).toThrow(place);
  });
});

/** Weights are multiples of 1/1024 and settings too, so that sums are exact in whatever order. */
const grid = (max: number) => fc.integer({ min: 0, max }).map((k) => k / 1024);
const nameRow = fc.record({
  z: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: -3000, max: 3000 }).map((k) => k / 1000) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  w: fc.oneof(fc.constant(0), grid(80)),
  pnl: fc.integer({ min: -900, max: 900 }),
  atr: fc.integer({ min: 1, max: 4 }),
  age: fc.integer({ min: 0, max: 1600 }),
  cost: fc.integer({ min: 0, max: 8 }).map((k) => k / 4096),
  sector: fc.constantFrom('A', 'B', 'C'),
  frozen: fc.integer({ min: 0, max: 9 }).map((k) => k === 0),
});
const someSettings = fc
  .record({
    kBuy: fc.integer({ min: 0, max: 12 }),
    kSell: fc.integer({ min: 12, max: 20 }),
    deltaWMax: grid(40),
    wMax: grid(90),
    gross: grid(1100),
    netMax: grid(1100),
    sectorMax: grid(500),
    turnoverMax: grid(700),
    minWeight: grid(8),
    tauL1: grid(20),
    tauNameBps: fc.integer({ min: 0, max: 30 }),
    cutsBypassBands: fc.boolean(),
  })
  .map((change): RotationSettings => ({ ...defaultRotationSettings, ...change }));
const books = fc.array(nameRow, { maxLength: 30 });
const tolerance = 1e-8;
const total = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

describe('whatever the book', () => {
  test('no target breaks a limit that the book did not break by frozen names', () => {
    fc.assert(
      fc.property(books, someSettings, (rows, settings) => {
        const { rawTarget, unmet } = rotate(rotationBook(rows), settings);
        rows.forEach((row, i) => {
          const w = rawTarget[i] as number;
          if (row.frozen) expect(w).toBe(row.w);
          else expect(w >= 0 && w <= settings.wMax + tolerance).toBe(true);
        });
        if (!unmet.includes('gross')) {
          expect(total(rawTarget)).toBeLessThanOrEqual(Math.min(settings.gross, settings.netMax) + tolerance);
        }
        for (const sector of ['A', 'B', 'C'].filter((s) => !unmet.includes(`sector:${s}`))) {
          expect(total(rawTarget.filter((_, i) => rows[i]?.sector === sector))).toBeLessThanOrEqual(
            settings.sectorMax + tolerance,
          );
        }
      }),
    );
  });

  test('rotation stays within the turnover, and no name takes more than its share', () => {
    fc.assert(
      fc.property(books, someSettings, (rows, settings) => {
        const { rawTarget, pairs, reasons } = rotate(rotationBook(rows), settings);
        const moved = total(rawTarget.map((w, i) => Math.abs(w - (rows[i]?.w ?? 0))));
        const forced = reasons.some((all) =>
          all.some((reason) => reason.startsWith('CUT') || reason.startsWith('TRIM')),
        );
        if (!forced || pairs.length > 0) expect(moved).toBeLessThanOrEqual(settings.turnoverMax + tolerance);
        rows.forEach((_, i) => {
          expect(total(pairs.filter(({ to }) => to === i).map(({ dw }) => dw))).toBeLessThanOrEqual(
            settings.deltaWMax + tolerance,
          );
        });
      }),
    );
  });

  test('nobody both gives and takes; every pair pays', () => {
    fc.assert(
      fc.property(books, someSettings, (rows, settings) => {
        const { pairs } = rotate(rotationBook(rows), settings);
        const takers = new Set(pairs.map(({ to }) => to));
        for (const { from, dw, utility } of pairs) {
          expect(from !== null && takers.has(from)).toBe(false);
          expect(dw).toBeGreaterThan(0);
          expect(utility).toBeGreaterThan(settings.tauU);
        }
      }),
    );
  });

  test('L1 is the drift before the bands; after them each name moved by its band or not at all', () => {
    const hedges = fc.option(fc.record({ beta: fc.constantFrom(0.9, 1, -1), wCur: grid(500) }));
    fc.assert(
      fc.property(books, someSettings, hedges, (rows, settings, hedge) => {
        const got = rotate(rotationBook(rows, hedge), settings);
        const hedgeDrift = Math.abs((got.hedge?.rawTarget ?? 0) - (hedge?.wCur ?? 0));
        expect(got.book.l1).toBeCloseTo(
          total(got.rawTarget.map((w, i) => Math.abs(w - (rows[i]?.w ?? 0)))) + hedgeDrift,
          12,
        );
        expect(got.bandSkip).toBe(got.book.l1 < settings.tauL1);
        rows.forEach((row, i) => {
          const drift = Math.abs((got.wTar[i] as number) - row.w);
          const bypassed =
            settings.cutsBypassBands && got.reasons[i]?.some((reason) => reason.startsWith('CUT'));
          if (bypassed !== true)
            expect(drift === 0 || drift >= settings.tauNameBps / 10_000 - 1e-12).toBe(true);
        });
      }),
    );
  });

  test('the same book gives the same answer to the last bit, and is left as it was', () => {
    fc.assert(
      fc.property(books, someSettings, fc.boolean(), (rows, settings, longShort) => {
        const input = rotationBook(rows);
        const before = JSON.stringify(input);
        const first = JSON.stringify(rotate(input, { ...settings, longShort }));
        expect(JSON.stringify(rotate(input, { ...settings, longShort }))).toBe(first);
        expect(JSON.stringify(input)).toBe(before);
      }),
    );
  });

  test('the order of the universe decides nothing but ties', () => {
    const distinct = fc
      .uniqueArray(nameRow, { selector: (row) => row.z, maxLength: 30 })
      .map((rows) => rows.filter((row) => row.z !== null && row.z !== 0));
    fc.assert(
      fc.property(distinct, someSettings, (rows, settings) => {
        const there = rotate(rotationBook(rows), settings);
        const back = rotate(rotationBook(rows.toReversed()), settings);
        expect(Array.from(back.wTar).toReversed()).toEqual(Array.from(there.wTar));
        expect(back.reasons.toReversed()).toEqual(there.reasons);
      }),
    );
  });

  test('a mirrored long-short book gets mirrored targets', () => {
    fc.assert(
      fc.property(books, someSettings, (rows, settings) => {
        const both = { ...settings, longShort: true, netMin: -2, netMax: 2 };
        const signed = rows.map((row, i) => ({ ...row, w: i % 2 === 0 ? row.w : -row.w }));
        const mirrored = signed.map((row) => ({ ...row, w: -row.w, z: row.z === null ? null : -row.z }));
        const there = rotate(rotationBook(signed), both);
        const back = rotate(rotationBook(mirrored), both);
        expectClose(
          back.wTar.map((w) => 0 - w),
          Array.from(there.wTar),
          1e-12,
          'mirrored',
        );
      }),
    );
  });
});

describe('degenerate books', () => {
  const idle = (got: ReturnType<typeof run>) => ({ pairs: got.pairs.length, weights: weights(got) });

  test('one name is bought from cash, and rebalanced no further at its cap', () => {
    expect(weights(run([{ z: 1 }]))).toEqual([0.02]);
    expect(idle(run([{ z: 1, w: 0.05 }]))).toEqual({ pairs: 0, weights: [0.05] });
  });

  test('all z equal: the first names are bought while z beats cash, and nothing moves between names', () => {
    const got = run([{ z: 1 }, { z: 1, w: 0.02 }, { z: 1 }, { z: 1, w: 0.02 }]);
    expect(weights(got)).toEqual([0.02, 0.04, 0, 0.02]);
    expect(got.pairs.every(({ from }) => from === null)).toBe(true);
    expect(idle(run([{ z: 0 }, { z: 0, w: 0.02 }], { zCut: -1 }))).toEqual({ pairs: 0, weights: [0, 0.02] });
  });

  test('all z missing or infinite: nothing is ranked and nothing moves but losers', () => {
    const rows: NameRow[] = [{ z: null, w: 0.02, pnl: -900 }, { z: Infinity, w: 0.02 }, { z: -Infinity }];
    const got = run(rows);
    expect(weights(got)).toEqual([0, 0.02, 0]);
    expect(Array.from(got.rank)).toEqual([Infinity, Infinity, Infinity]);
    expect(got.reasons).toEqual([['CUT_LOSER'], [], []]);
  });

  test.each([
    ['wMax', { wMax: 0 }, [0, 0]],
    ['gross', { gross: 0 }, [0, 0]],
    ['netMax', { netMax: 0 }, [0, 0]],
    ['sectorMax', { sectorMax: 0 }, [0, 0]],
    ['deltaWMax', { deltaWMax: 0 }, [0.02, 0]],
    ['turnoverMax', { turnoverMax: 0 }, [0.02, 0]],
    ['kBuy and kSell', { kBuy: 0, kSell: 0 }, [0.02, 0]],
  ] as const)('a cap of zero on %s', (_, change, expected) => {
    const got = run([{ z: 2, w: 0.02 }, { z: 1.9 }], change);
    expect(weights(got)).toEqual(expected);
    expect(got.unmet).toEqual([]);
  });

  test('no cash and nobody who gives: every receiver says so', () => {
    const got = run([{ z: 3 }, { z: 2, w: 1 }], { wMax: 1, sectorMax: 1 });
    expect(weights(got)).toEqual([0, 1]);
    expect(got.blocked).toMatchObject([{ index: 0, reason: 'NO_DONOR' }]);
  });

  test('everything frozen: nothing moves, and what that breaks is reported', () => {
    const rows = [
      { z: -3, w: 0.9, pnl: -999, frozen: true },
      { z: 3, w: 0.3, frozen: true },
    ];
    const got = run(rows);
    expect(weights(got)).toEqual([0.9, 0.3]);
    expect(got.unmet).toEqual(expect.arrayContaining(['gross', 'netMax']));
    expect([got.pairs, got.blocked]).toEqual([[], []]);
  });

  test.each(['kBuy', 'gammaCost', 'wMax'] as const)('a setting that is no number is named: %s', (name) => {
    expect(() => run([{ z: 1 }], { [name]: Number.NaN })).toThrow(`settings.${name}`);
  });
});
