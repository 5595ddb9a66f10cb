import { f64 } from './linear.ts';

/**
 * Columns of one length, four at a time. A sum down one column waits for each addition before the next; four columns side by side wait
 * together. Every column's own additions keep their order, so that nothing depends on its neighbours to the last bit.
 */
export type Four = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

/** All columns in order, the last four filled up with columns of zeros. */
export function inFours(columns: readonly Float64Array[]): Four[] {
  const zeros = new Float64Array(columns[0]?.length ?? 0);
  const column = (i: number): Float64Array => columns[i] ?? zeros;
  const fours: Four[] = [];
  for (let i = 0; i < columns.length; i += 4)
    fours.push([column(i), column(i + 1), column(i + 2), column(i + 3)]);
  return fours;
}

/** `values` with zeros up to a multiple of four. */
export function filledUp(values: Float64Array): Float64Array {
  const filled = new Float64Array(Math.ceil(values.length / 4) * 4);
  filled.set(values);
  return filled;
}

/** The sum of each column; NaN where it holds one. */
export function columnSums(columns: readonly Float64Array[]): Float64Array {
  const sums = filledUp(new Float64Array(columns.length));
  inFours(columns).forEach((four, k) => sumFour(four, sums, 4 * k));
  return sums.subarray(0, columns.length);
}

function sumFour([a, b, c, d]: Four, sums: Float64Array, k: number): void {
  let sa = 0;
  let sb = 0;
  let sc = 0;
  let sd = 0;
  for (let t = 0; t < a.length; t++) {
    sa += f64(a, t);
    sb += f64(b, t);
    sc += f64(c, t);
    sd += f64(d, t);
  }
  sums[k] = sa;
  sums[k + 1] = sb;
  sums[k + 2] = sc;
  sums[k + 3] = sd;
}
