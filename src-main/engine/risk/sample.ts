import { f64, dot, mirror, sum } from '../math/linear.ts';
import { scratchOf, sumProducts } from './products.ts';
import type { ProductMemory } from './products.ts';

/** Correlations as the window shows them, before any shrinkage. All of it is the memory's own room: the next sample is written into it. */
export interface Sample {
  /** Each of length T: mean 0 and deviation 1 over the present values; missing → 0; a constant column → zeros. */
  readonly columns: readonly Float64Array[];
  /** X'X/T of these columns: n×n, symmetric to the last bit. */
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

/** `columns` of raw returns, NaN = missing; `rowIds` number the rows (see `sumProducts`). */
export function sampleOf(
  columns: readonly Float64Array[],
  rowIds: Float64Array,
  memory: ProductMemory,
): Sample {
  const { columns: room, moments } = scratchOf(memory, columns.length, rowIds.length);
  const all = columns.map((column, i) => standardise(column, room[i] as Float64Array));
  fillMoments(moments, all, sumProducts(columns, rowIds, memory), rowIds.length);
  all.forEach(({ bySums }, i) => {
    if (!bySums) takeDirectly(moments, all, i);
  });
  return { columns: all.map(({ values }) => values), moments };
}

/** Into `values`. */
function standardise(column: Float64Array, values: Float64Array): Standardised {
  const total = sum(column);
  const complete = !Number.isNaN(total);
  const present = complete ? column : column.filter((r) => !Number.isNaN(r));
  const mean = (complete ? total : sum(present)) / present.length;
  const deviation = deviationOf(present, mean);
  if (!(deviation > 0)) values.fill(0);
  else {
    const scale = 1 / deviation;
    for (let t = 0; t < values.length; t++) values[t] = (f64(column, t) - mean) * scale;
    if (!complete) values.forEach((x, t) => (values[t] = Number.isNaN(x) ? 0 : x));
  }
  return {
    values,
    mean,
    deviation,
    bySums: complete && deviation > 0 && Math.abs(mean) <= largestMean * deviation,
  };
}

/** 0 where all values are the same, whatever rounding says. */
function deviationOf(present: Float64Array, mean: number): number {
  let squares = 0;
  for (let t = 0; t < present.length; t++) {
    const difference = f64(present, t) - mean;
    squares += difference * difference;
  }
  const deviation = Math.sqrt(squares / present.length);
  const suspect = !(deviation > suspectSpread * Math.abs(mean));
  return suspect && present.every((r) => r === present[0]) ? 0 : deviation;
}

/** (Σr_i·r_j/T − m_i·m_j)/(d_i·d_j); 0 for columns that do not go by sums. */
function fillMoments(
  moments: Float64Array,
  all: readonly Standardised[],
  sums: Float64Array,
  rows: number,
): void {
  const n = all.length;
  const mean = Float64Array.from(all, ({ bySums, mean }) => (bySums ? mean : 0));
  const scale = Float64Array.from(all, ({ bySums, deviation }) => (bySums ? 1 / deviation : 0));
  let k = 0;
  for (let i = 0; i < n; i++) {
    const m = f64(mean, i);
    const s = f64(scale, i);
    for (let j = i; j < n; j++) {
      moments[i * n + j] = (f64(sums, k) / rows - m * f64(mean, j)) * (s * f64(scale, j));
      k++;
    }
  }
  mirror(moments, n);
}

function takeDirectly(moments: Float64Array, all: readonly Standardised[], i: number): void {
  const n = all.length;
  const own = (all[i] as Standardised).values;
  for (let j = 0; j < n; j++) {
    const value = dot(own, (all[j] as Standardised).values) / own.length;
    moments[i * n + j] = value;
    moments[j * n + i] = value;
  }
}
