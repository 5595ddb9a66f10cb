import { describe, expect } from 'vitest';
import { rotate } from '#engine/optimizer/rotation.ts';
import type { RotationInput } from '#engine/optimizer/rotation/rotation-input.ts';
import type { RotationSettings } from '#engine/optimizer/rotation-settings.ts';
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
