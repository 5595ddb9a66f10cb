import { describe, expect, test } from 'vitest';
import { activity, namePrices, rowKind, spread } from '#engine/optimizer/qp/program.ts';
import { programWith } from '#test/support/qp-programs.ts';

const program = programWith([0, 0, 0], {
  centre: [0.5, 0, -0.5],
  rows: [
    { label: 'net', kind: rowKind.signed, values: { 0: 1, 1: 1, 2: 2 }, upper: 1 },
    { label: 'gross', kind: rowKind.size, values: { 0: 1, 2: 1 }, upper: 1 },
    { label: 'turnover', kind: rowKind.trade, values: { 0: 1, 1: 1, 2: 1 }, upper: 1 },
  ],
});
const w = Float64Array.of(0.25, -0.5, -1);

describe('rows', () => {
  test.each([
    [0, -2.25],
    [1, 1.25],
    [2, 1.25],
  ])('row %i adds up to %d', (row, expected) => {
    expect(activity(program, row, w)).toBe(expected);
  });

  test('price each name at its slope, at zero and at its centre', () => {
    const out = namePrices(3);
    out.slope.fill(7);
    spread(program.rows, Float64Array.of(-1, 2, 0), out);
    expect([...out.slope]).toEqual([-1, -1, -2]);
    expect([...out.atZero]).toEqual([2, 0, 2]);
    expect([...out.atCentre]).toEqual([0, 0, 0]);
  });
});
