import { filledUp, inFours } from '../math/fours.ts';
import type { Four } from '../math/fours.ts';
import { f64, dot, packedRow, sum } from '../math/linear.ts';
import { scratchOf, sumProducts } from './products.ts';
import type { ProductMemory } from './products.ts';

/** Correlations as the window shows them, before any shrinkage. All of it is the memory's own room: the next sample is written into it. */
export interface Sample {
  /** Each of length T: mean 0 and deviation 1 over the present values; missing → 0; a constant column → zeros. */
  readonly columns: readonly Float64Array[];
  /** X'X/T of these columns: the upper triangle, row by row. */
  readonly moments: Float64Array;
}

interface Standardised {
  readonly values: Float64Array;
  readonly mean: number;
  /** 0 = the column is constant. */
  readonly deviation: number;
  /** Whether the moments may be taken from sums of raw products: nothing is missing, and the mean does not swamp what varies. */
  readonly bySums: boolean;
}

/** Means over deviations beyond this lose too many digits in a difference of sums. */
const largestMean = 10;
/** Deviations under this part of the mean may be rounding alone. */
const suspectSpread = 1e-9;

/** `columns` of raw returns, NaN = missing; `totals` their sums; `rowIds` number the rows (see `sumProducts`). */
export function sampleOf(
  columns: readonly Float64Array[],
  totals: Float64Array,
  rowIds: Float64Array,
  memory: ProductMemory,
): Sample {
  const { columns: room } = scratchOf(memory, columns.length, rowIds.length);
  const all = standardise(columns, totals, room);
  const moments = sumProducts(columns, rowIds, memory);
  toMoments(moments, all, rowIds.length);
  all.forEach(({ bySums }, i) => {
    if (!bySums) takeDirectly(moments, all, i);
  });
  return { columns: all.map(({ values }) => values), moments };
}

/** Into the columns of `room`. */
function standardise(
  columns: readonly Float64Array[],
  totals: Float64Array,
  room: readonly Float64Array[],
): Standardised[] {
  const mean = filledUp(totals.map((total, i) => total / (columns[i]?.length ?? 0)));
  const squares = new Float64Array(mean.length);
  inFours(columns).forEach((four, k) => sumSquares(four, mean, squares, 4 * k));
  return columns.map((column, i) => {
    const values = room[i] as Float64Array;
    const m = f64(mean, i);
    if (Number.isNaN(m)) return standardiseWithHoles(column, values);
    const deviation = deviationOf(column, m, f64(squares, i));
    scaleInto(values, column, m, deviation);
    const bySums = deviation > 0 && Math.abs(m) <= largestMean * deviation;
    return { values, mean: m, deviation, bySums };
  });
}

function standardiseWithHoles(column: Float64Array, values: Float64Array): Standardised {
  const present = column.filter((r) => !Number.isNaN(r));
  const mean = sum(present) / present.length;
  const squares = present.reduce((total, r) => total + (r - mean) * (r - mean), 0);
  const deviation = deviationOf(present, mean, squares);
  scaleInto(values, column, mean, deviation);
  values.forEach((x, t) => (values[t] = Number.isNaN(x) ? 0 : x));
  return { values, mean, deviation, bySums: false };
}

function scaleInto(values: Float64Array, column: Float64Array, mean: number, deviation: number): void {
  if (!(deviation > 0)) {
    values.fill(0);
    return;
  }
  const scale = 1 / deviation;
  for (let t = 0; t < values.length; t++) values[t] = (f64(column, t) - mean) * scale;
}

/** 0 where all values are the same, whatever rounding says. */
function deviationOf(present: Float64Array, mean: number, squares: number): number {
  const deviation = Math.sqrt(squares / present.length);
  const suspect = !(deviation > suspectSpread * Math.abs(mean));
  return suspect && present.every((r) => r === present[0]) ? 0 : deviation;
}

/** Σ(r − mean)². */
function sumSquares([a, b, c, d]: Four, mean: Float64Array, squares: Float64Array, k: number): void {
  const ma = f64(mean, k);
  const mb = f64(mean, k + 1);
  const mc = f64(mean, k + 2);
  const md = f64(mean, k + 3);
  let sa = 0;
  let sb = 0;
  let sc = 0;
  let sd = 0;
  for (let t = 0; t < a.length; t++) {
    const ra = f64(a, t) - ma;
    const rb = f64(b, t) - mb;
    const rc = f64(c, t) - mc;
    const rd = f64(d, t) - md;
    sa += ra * ra;
    sb += rb * rb;
    sc += rc * rc;
    sd += rd * rd;
  }
  squares[k] = sa;
  squares[k + 1] = sb;
  squares[k + 2] = sc;
  squares[k + 3] = sd;
}

/** (Σr_i·r_j/T − m_i·m_j)/(d_i·d_j) in place of Σr_i·r_j; 0 for columns that do not go by sums. */
function toMoments(sums: Float64Array, all: readonly Standardised[], rows: number): void {
  const n = all.length;
  const mean = Float64Array.from(all, ({ bySums, mean }) => (bySums ? mean : 0));
  const scale = Float64Array.from(all, ({ bySums, deviation }) => (bySums ? 1 / deviation : 0));
  const share = 1 / rows;
  let k = 0;
  for (let i = 0; i < n; i++) {
    const m = f64(mean, i);
    const s = f64(scale, i);
    for (let j = i; j < n; j++) {
      sums[k] = (f64(sums, k) * share - m * f64(mean, j)) * (s * f64(scale, j));
      k++;
    }
  }
}

function takeDirectly(moments: Float64Array, all: readonly Standardised[], i: number): void {
  const n = all.length;
  const own = (all[i] as Standardised).values;
  for (let j = 0; j < n; j++) {
    const value = dot(own, (all[j] as Standardised).values) / own.length;
    const [row, column] = i < j ? [i, j] : [j, i];
    moments[packedRow(row, n) + column - row] = value;
  }
}
