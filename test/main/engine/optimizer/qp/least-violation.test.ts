import { describe, expect, test } from 'vitest';
import { leastViolation } from '#engine/optimizer/qp/least-violation.ts';
import { rowKind } from '#engine/optimizer/qp/program.ts';
import { programWith } from '#test/support/qp-programs.ts';

const names = { 0: 1, 1: 1, 2: 1 };
const conflict = (net: number, gross: number) =>
  programWith([1, 2, 3], {
    rows: [
      { label: 'net', kind: rowKind.signed, values: names, lower: net, upper: 3 },
      { label: 'gross', kind: rowKind.size, values: names, upper: gross },
    ],
  });

describe('the least violation', () => {
  test('of rows that can hold together is none', () => {
    const { broken, total, atLeast } = leastViolation(conflict(1, 1.5), Float64Array.of(1, 1));
    expect(broken).toEqual([]);
    expect(total).toBe(0);
    expect(atLeast).toBeLessThanOrEqual(1e-12);
  });

  test('is proven and falls on the cheaper row', () => {
    const cheapNet = leastViolation(conflict(1.5, 0.5), Float64Array.of(1, 10));
    expect(cheapNet.broken).toHaveLength(1);
    expect(cheapNet.broken[0]).toMatchObject({ row: 0, side: 'lower' });
    expect(cheapNet.total).toBeCloseTo(1, 10);
    expect(cheapNet.atLeast).toBeCloseTo(1, 10);
    const cheapGross = leastViolation(conflict(1.5, 0.5), Float64Array.of(10, 1));
    expect(cheapGross.broken).toHaveLength(1);
    expect(cheapGross.broken[0]).toMatchObject({ row: 1, side: 'upper' });
    expect(cheapGross.broken[0]?.amount).toBeCloseTo(1, 10);
  });
});
