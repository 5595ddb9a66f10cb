import { describe, expect, test } from 'vitest';
import { relaxation, relaxedBy } from '#engine/optimizer/relaxation.ts';
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
    ['turnover alone suffices', [net(1), turnover(0.4), gross(2)], [['turnover', 0.6]]],
    ['turnover would not help: beta', [net(1), turnover(2), beta(0.25), gross(2)], [['beta', 0.75]]],
    ['net gives way before gross', [net(2), turnover(2.5), gross(1.5)], [['net', 0.5]]],
    ['nothing to relax', [net(1), gross(2)], []],
  ] as const)('%s', (_, rows, expected) => {
    const program = programWith([0, 0, 0], { rows });
    const broken = relaxation(program) ?? [];
    expect(broken.map(({ row }) => program.rows.label[row])).toEqual(expected.map(([label]) => label));
    broken.forEach(({ amount }, i) => expect(amount).toBeCloseTo(expected[i]?.[1] ?? NaN, 9));
  });

  test('gives up where even gross would not help', () => {
    expect(relaxation(programWith([0, 0, 0], { rows: [{ ...net(9), label: 'lo and hi' }] }))).toBeNull();
  });

  test('moves the side of the row that is broken, by no more than it needs', () => {
    const program = programWith([0, 0, 0], { rows: [net(2), gross(1.5)] });
    const eased = relaxedBy(program, [{ row: 0, side: 'lower', amount: 0.5 }]);
    expect(eased.rows.lower[0]).toBeCloseTo(1.5, 9);
    expect(eased.rows.upper[0]).toBe(9);
    expect(program.rows.lower[0]).toBe(2);
  });
});
