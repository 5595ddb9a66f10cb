import { at } from '../../math/linear.ts';

export interface Ranking {
  /** Names with a signal, highest z first; ties: lower index first. */
  readonly best: readonly number[];
  /** By name, from 1; Infinity = no signal. */
  readonly rank: Float64Array;
}

export function rankByZ(z: Float64Array): Ranking {
  const best: number[] = [];
  z.forEach((value, i) => {
    if (Number.isFinite(value)) best.push(i);
  });
  best.sort((a, b) => at(z, b) - at(z, a) || a - b);
  const rank = new Float64Array(z.length).fill(Infinity);
  best.forEach((i, k) => {
    rank[i] = k + 1;
  });
  return { best, rank };
}

/** Sorts the given names in place, lowest z first: no signal counts as lowest; ties: higher index first. */
export function worstFirst(names: number[], z: Float64Array): number[] {
  const key = (i: number): number => signalOrLowest(at(z, i));
  return names.sort((a, b) => compare(key(a), key(b)) || b - a);
}

/** No signal counts as the lowest of all. */
export const signalOrLowest = (z: number): number => (Number.isFinite(z) ? z : -Infinity);

/** Of two numbers that may both be −Infinity, where a difference would be NaN. */
const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
