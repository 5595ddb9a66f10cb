import { seededRandom } from '#test/support/random.ts';
import { at } from '#engine/math/linear.ts';
import type { Curvature } from '#engine/optimizer/qp/curvature.ts';
import { denseCurvature } from '#engine/optimizer/qp/dense-curvature.ts';
import type { Program, Rows } from '#engine/optimizer/qp/program.ts';

export interface RowSpec {
  readonly label: string;
  readonly kind: number;
  /** Name → coefficient. */
  readonly values: Readonly<Record<number, number>>;
  readonly lower?: number;
  readonly upper?: number;
  readonly ceiling?: number;
}

/** Rows written out by hand. */
export function rowsOf(specs: readonly RowSpec[]): Rows {
  const entries = specs.map(({ values }) => Object.entries(values).map(([i, v]) => [Number(i), v] as const));
  const start = new Int32Array(specs.length + 1);
  entries.forEach((list, j) => {
    start[j + 1] = at(start, j) + list.length;
  });
  return {
    count: specs.length,
    label: specs.map(({ label }) => label),
    kind: Uint8Array.from(specs, ({ kind }) => kind),
    start,
    name: Int32Array.from(entries.flat(), ([i]) => i),
    value: Float64Array.from(entries.flat(), ([, v]) => v),
    lower: Float64Array.from(specs, ({ lower }) => lower ?? -Infinity),
    upper: Float64Array.from(specs, ({ upper }) => upper ?? Infinity),
    ceiling: Float64Array.from(specs, ({ ceiling }) => ceiling ?? Infinity),
  };
}

/** A program of n names between −1 and 1 that wants `linear`, with identity curvature and no prices unless given. */
export function programWith(
  linear: readonly number[],
  parts: {
    readonly rows?: readonly RowSpec[];
    readonly price?: readonly number[];
    readonly centre?: readonly number[];
    readonly lo?: readonly number[];
    readonly hi?: readonly number[];
    readonly curvature?: Curvature;
  } = {},
): Program {
  const n = linear.length;
  const vector = (x: readonly number[] | undefined, otherwise: number): Float64Array =>
    x === undefined ? new Float64Array(n).fill(otherwise) : Float64Array.from(x);
  return {
    n,
    linear: Float64Array.from(linear),
    price: vector(parts.price, 0),
    centre: vector(parts.centre, 0),
    lo: vector(parts.lo, -1),
    hi: vector(parts.hi, 1),
    curvature: parts.curvature ?? identity(n),
    rows: rowsOf(parts.rows ?? []),
  };
}

const identity = (n: number): Curvature =>
  denseCurvature(n, diagonal(new Float64Array(n).fill(1)), new Float64Array(n).fill(1));

export function diagonal(values: Float64Array): Float64Array {
  const n = values.length;
  const out = new Float64Array(n * n);
  values.forEach((x, i) => {
    out[i * n + i] = x;
  });
  return out;
}

/** A positive definite n×n matrix: k random directions and a diagonal of 0.5. */
export function randomCovariance(
  n: number,
  k: number,
  seed: number,
): { sigma: Float64Array; loadings: Float64Array; own: Float64Array } {
  const random = seededRandom(seed);
  const loadings = Float64Array.from({ length: n * k }, () => random.normal());
  const own = new Float64Array(n).fill(0.5);
  const sigma = diagonal(own);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let a = 0; a < k; a++)
        sigma[i * n + j] = at(sigma, i * n + j) + at(loadings, i * k + a) * at(loadings, j * k + a);
    }
  }
  return { sigma, loadings, own };
}

/** Σ matrix[i][j]·x[j]. */
export function timesMatrix(matrix: Float64Array, x: ArrayLike<number>): Float64Array {
  const n = x.length;
  return Float64Array.from({ length: n }, (_, i) => {
    let s = 0;
    for (let j = 0; j < n; j++) s += at(matrix, i * n + j) * at(x, j);
    return s;
  });
}

export function furthest(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let most = x.length === y.length ? 0 : Infinity;
  for (let i = 0; i < x.length; i++) most = Math.max(most, Math.abs(at(x, i) - at(y, i)));
  return most;
}
