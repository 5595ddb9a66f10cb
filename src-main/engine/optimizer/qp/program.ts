import type { Curvature } from './curvature.ts';

/**
 * maximise  linear'w − ½ w'Qw − Σ price_i |w_i − centre_i|   subject to  lo ≤ w ≤ hi  and  lower ≤ rows(w) ≤ upper.
 * The absolute values are never split into more variables: all arrays have length n.
 */
export interface Program {
  readonly n: number;
  readonly linear: Float64Array;
  /** Not negative. */
  readonly price: Float64Array;
  /** Where nothing is traded. */
  readonly centre: Float64Array;
  /** Finite, lo ≤ hi. */
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  /** Q. */
  readonly curvature: Curvature;
  readonly rows: Rows;
}

/** Σ value·w, Σ value·|w| or Σ value·|w − centre|: what a row adds up. */
export const rowKind = { signed: 0, size: 1, trade: 2 } as const;

/** Limits that couple names, stored one after the other: entries start[j] to start[j + 1] belong to row j. */
export interface Rows {
  readonly count: number;
  readonly label: readonly string[];
  /** One of rowKind; size and trade rows have no lower bound and no negative value. */
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly name: Int32Array;
  readonly value: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Largest multiplier, i.e. what breaking the row by one unit costs; Infinity = it may not be broken. */
  readonly ceiling: Float64Array;
}

/** A row's activity at w. */
export function activity(program: Program, row: number, w: Float64Array): number {
  const { name, value, start, kind } = program.rows;
  const { centre } = program;
  const end = start[row + 1] as number;
  const of = kind[row] as number;
  let total = 0;
  for (let e = start[row] as number; e < end; e++) {
    const i = name[e] as number;
    const x = w[i] as number;
    const v = value[e] as number;
    if (of === rowKind.signed) total += v * x;
    else if (of === rowKind.size) total += v * Math.abs(x);
    else total += v * Math.abs(x - (centre[i] as number));
  }
  return total;
}

/** What row multipliers do to each name: a slope, and a kink at zero and at the centre. */
export interface NamePrices {
  readonly slope: Float64Array;
  readonly atZero: Float64Array;
  readonly atCentre: Float64Array;
}

export const namePrices = (n: number): NamePrices => ({
  slope: new Float64Array(n),
  atZero: new Float64Array(n),
  atCentre: new Float64Array(n),
});

/** Overwrites `out` with the sum over rows of multiplier times coefficient. */
export function spread(rows: Rows, multiplier: Float64Array, out: NamePrices): void {
  out.slope.fill(0);
  out.atZero.fill(0);
  out.atCentre.fill(0);
  for (let j = 0; j < rows.count; j++) {
    const y = multiplier[j] as number;
    if (y === 0) continue;
    const kind = rows.kind[j] as number;
    const into = kind === rowKind.signed ? out.slope : kind === rowKind.size ? out.atZero : out.atCentre;
    const end = rows.start[j + 1] as number;
    for (let e = rows.start[j] as number; e < end; e++) {
      const i = rows.name[e] as number;
      into[i] = (into[i] as number) + y * (rows.value[e] as number);
    }
  }
}
