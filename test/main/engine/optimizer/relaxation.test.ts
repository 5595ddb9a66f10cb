import { describe, expect, test } from 'vitest';
import { inTurn, relaxation, relaxedBy, softened } from '#engine/optimizer/relaxation.ts';
import { rowKind } from '#engine/optimizer/qp/program.ts';
import type { RowSpec } from '#test/support/qp-programs.ts';
import { programWith } from '#test/support/qp-programs.ts';

const names = { 0: 1, 1: 1, 2: 1 };
const net = (least: number): RowSpec => ({
  label: 'net',
  kind: rowKind.signed,
  values: names,
  lower: least,
  upper: 9,
});
const beta = (most: number): RowSpec => ({
  label: 'beta',
  kind: rowKind.signed,
  values: names,
  lower: -most,
  upper: most,
});
const turnover = (most: number): RowSpec => ({
  label: 'turnover',
  kind: rowKind.trade,
  values: names,
  upper: most,
});
const gross = (most: number): RowSpec => ({ label: 'gross', kind: rowKind.size, values: names, upper: most });

describe('relaxation', () => {
  test.each([
    ['turnover alone suffices', [net(1), turnover(0.4), gross(2)], ['turnover'], 0.6],
    [
      'turnover would not help: beta too',
      [net(1), turnover(2), beta(0.25), gross(2)],
      ['turnover', 'beta'],
      0.75,
    ],
    ['net gives way before gross', [net(2), turnover(2.5), gross(1.5)], ['net', 'turnover'], 0.5],
    ['nothing to relax', [net(1), gross(2)], ['net'], 0],
  ] as const)('%s', (_, rows, soft, total) => {
    const program = programWith([0, 0, 0], { rows });
    const found = relaxation(program);
    expect(
      program.rows.label.filter((_, j) => found?.soft[j] === 1).toSorted((a, b) => (a < b ? -1 : 1)),
    ).toEqual(soft.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(found?.total).toBeCloseTo(total, 9);
  });

  test('gives up where even gross would not help', () => {
    expect(relaxation(programWith([0, 0, 0], { rows: [{ ...net(9), label: 'lo and hi' }] }))).toBeNull();
  });

  test('prices what may give way and leaves the rest hard', () => {
    const program = programWith([0, 0, 0], { rows: [net(2), gross(1.5)] });
    expect([...softened(program, Uint8Array.of(1, 0), 7).rows.ceiling]).toEqual([7, Infinity]);
  });

  test('moves the side of the row that is broken, by what it must give', () => {
    const program = programWith([0, 0, 0], { rows: [net(2), gross(1.5)] });
    const eased = relaxedBy(program, [{ row: 0, side: 'lower', amount: 0.5 }]);
    expect([eased.rows.lower[0], eased.rows.upper[0], program.rows.lower[0]]).toEqual([1.5, 9, 2]);
  });

  test('reports in the order in which limits give way', () => {
    const program = programWith([0, 0, 0], { rows: [gross(1), net(1), turnover(1)] });
    const broken = [0, 1, 2].map((row) => ({ row, side: 'upper' as const, amount: 1 }));
    expect(inTurn(program, broken).map(({ row }) => row)).toEqual([2, 1, 0]);
  });
});
