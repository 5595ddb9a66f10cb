import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

/** One worked example: what goes in and what must come out. */
export interface VectorCase {
  readonly input: unknown;
  readonly expected: unknown;
}

/** Runs `check` on every worked example of ../shared/vectors/`name`, or leaves one skipped test that says why. */
export function eachVector<Case extends VectorCase>(
  name: string,
  check: (input: Case['input'], expected: Case['expected'], tolerance: number) => void,
): void {
  const path = resolve('../shared/vectors', name);
  if (!existsSync(path)) {
    test.skip(`../shared is absent: the worked examples of ${name} are skipped`, () => {});
    return;
  }
  const file = JSON.parse(readFileSync(path, 'utf8')) as { tolerance: number; cases: readonly Case[] };
  file.cases.forEach(({ input, expected }, index) => {
    test(`${name} case ${index}`, () => {
      check(input, expected, file.tolerance);
    });
  });
}

/** A column of the files, where null stands for a missing number. */
export const column = (values: readonly (number | null)[]): Float64Array =>
  Float64Array.from(values, (x) => x ?? Number.NaN);

/** Equal to the tolerance, absolute or relative, whichever is larger; null stands for a missing number. */
export function expectClose(
  got: ArrayLike<number | null>,
  expected: readonly (number | null)[],
  tolerance: number,
  what: string,
): void {
  expect(got.length, `${what}: length`).toBe(expected.length);
  expected.forEach((want, i) => {
    const have = got[i] ?? null;
    if (want === null) expect(have === null || !Number.isFinite(have), `${what}[${i}] is missing`).toBe(true);
    else {
      const distance = have === null ? Infinity : Math.abs(have - want);
      if (!(distance <= tolerance * Math.max(1, Math.abs(want)))) expect(have, `${what}[${i}]`).toBe(want);
    }
  });
}
