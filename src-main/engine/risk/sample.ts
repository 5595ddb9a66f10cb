import { f64, dot, sum } from '../math/linear.ts';
import { sumProducts } from './products.ts';
import type { ProductMemory } from './products.ts';

/** Correlations as the window shows them, before any shrinkage. */
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
  const all = columns.map(standardise);
  const sums = sumProducts(columns, rowIds, memory);
  const moments = momentsOf(all, sums, rowIds.length);
  all.forEach(({ bySums }, i) => {
    if (!bySums) takeDirectly(moments, all, i);
  });
  return { columns: all.map(({ values }) => values), moments };
}

function standardise(column: Float64Array): Standardised {
  const complete = !Number.isNaN(sum(column));
  const present = complete ? column : column.filter((r) => !Number.isNaN(r));
  const mean = sum(present) / present.length;
  const deviation = deviationOf(present, mean);
  const values = new Float64Array(column.length);
  if (deviation > 0) {
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
function momentsOf(all: readonly Standardised[], sums: Float64Array, rows: number): Float64Array {
  const n = all.length;
  const mean = Float64Array.from(all, ({ bySums, mean }) => (bySums ? mean : 0));
  const scale = Float64Array.from(all, ({ bySums, deviation }) => (bySums ? 1 / deviation : 0));
  const moments = new Float64Array(n * n);
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
  return moments;
}

/** Tiles of this size stay in the fastest cache. */
const tile = 32;

/** The upper triangle onto the lower one. */
function mirror(matrix: Float64Array, n: number): void {
  for (let top = 0; top < n; top += tile) {
    for (let left = 0; left <= top; left += tile) {
      for (let i = top; i < Math.min(n, top + tile); i++) {
        for (let j = left; j < Math.min(i, left + tile); j++) matrix[i * n + j] = f64(matrix, j * n + i);
      }
    }
  }
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
