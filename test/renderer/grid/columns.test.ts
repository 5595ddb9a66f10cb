import { describe, expect, test } from 'vitest';
import { nullsLast } from '#renderer/grid/columns.ts';

// AG Grid negates the answer when it sorts downwards.
const sorted = (values: readonly (number | null)[], descending: boolean): (number | null)[] =>
  [...values].sort((a, b) => nullsLast(a, b, undefined, undefined, descending) * (descending ? -1 : 1));

describe('what is not known comes last', () => {
  test.each([
    [false, [-2, 0, 3, null, null]],
    [true, [3, 0, -2, null, null]],
  ])('descending: %s', (descending, expected) =>
    expect(sorted([null, 3, -2, null, 0], descending)).toEqual(expected),
  );
});
