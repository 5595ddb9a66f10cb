import { bestWeight } from './name-terms.ts';
import { namePrices, spread } from './program.ts';
import type { NamePrices, Program } from './program.ts';

/** The point that Newton's method is at, and its working arrays; length n unless said otherwise. */
export interface Search {
  readonly program: Program;
  readonly ridge: number;
  /** linear + ridge·around. */
  readonly linear: Float64Array;
  /** split + ridge. */
  readonly own: Float64Array;
  /** The weights at which the rest of Q is evaluated. */
  readonly lagged: Float64Array;
  /** (Q − split)·lagged. */
  readonly rest: Float64Array;
  /** Each name's best weight at these prices. */
  readonly w: Float64Array;
  /** w − lagged, and (Q − split) times it: what stationarity lacks. */
  readonly gap: Float64Array;
  readonly restGap: Float64Array;
  /** 1 = strictly on a piece of its term. */
  readonly isFree: Uint8Array;
  /** By kind of row: the sign with which a free name's piece counts in it; 0 for names that are not free. */
  readonly pieces: readonly [signed: Float64Array, size: Float64Array, trade: Float64Array];
  /** Position in the curvature's order of a free name. */
  readonly position: Int32Array;
  readonly laggedStep: Float64Array;
  readonly restStep: Float64Array;
  /** Working space: by free name, by name, and reduced; `columns` grows to one reduced vector a row. */
  readonly packed: Float64Array;
  readonly moved: Float64Array;
  readonly alone: Float64Array;
  readonly reduced: Float64Array;
  readonly columns: Float64Array[];
  /** Row multipliers, their activity, and where they go; length rows.count. */
  readonly rowPrice: Float64Array;
  readonly nextRowPrice: Float64Array;
  readonly rowStep: Float64Array;
  readonly active: Float64Array;
  /** The multipliers' effect on names (without the cost price), and their step's. */
  readonly prices: NamePrices;
  readonly priceStep: NamePrices;
  /** A small proximal term on each row's multiplier; length rows.count. */
  readonly rowRidge: Float64Array;
  readonly rowRidgeShare: number;
}

export interface SearchSettings {
  /** Added to Q's diagonal, and where it pulls to. */
  readonly ridge: number;
  readonly around: Float64Array;
  /** The proximal term on a row's multiplier, as a share of the row's own curvature. */
  readonly rowRidgeShare: number;
}

export function openSearch(
  program: Program,
  start: { readonly w: Float64Array; readonly rowPrice: Float64Array },
  { ridge, around, rowRidgeShare }: SearchSettings,
): Search {
  const { n, rows } = program;
  const vector = (): Float64Array => new Float64Array(n);
  const column = (): Float64Array => new Float64Array(rows.count);
  const search: Search = {
    program,
    ridge,
    linear: program.linear.map((x, i) => x + ridge * (around[i] as number)),
    own: vector(),
    lagged: vector(),
    rest: vector(),
    w: vector(),
    gap: vector(),
    restGap: vector(),
    isFree: new Uint8Array(n),
    pieces: [vector(), vector(), vector()],
    position: new Int32Array(n),
    laggedStep: vector(),
    restStep: vector(),
    packed: vector(),
    moved: vector(),
    alone: new Float64Array(program.curvature.reducedLimit),
    reduced: new Float64Array(program.curvature.reducedLimit),
    columns: [],
    rowPrice: column(),
    nextRowPrice: column(),
    rowStep: column(),
    active: column(),
    prices: namePrices(n),
    priceStep: namePrices(n),
    rowRidge: column(),
    rowRidgeShare,
  };
  const inside = start.w.map((x, i) =>
    Math.min(Math.max(x, program.lo[i] as number), program.hi[i] as number),
  );
  moveTo(search, inside, start.rowPrice);
  return search;
}

/** Sets the point outright; needed too after the split has changed. */
export function moveTo(search: Search, lagged: Float64Array, rowPrice: Float64Array): void {
  const { program, own, ridge, rest } = search;
  const { n, rows, curvature } = program;
  search.lagged.set(lagged);
  search.rowPrice.set(rowPrice);
  curvature.times(search.lagged, rest);
  for (let i = 0; i < n; i++) {
    const split = curvature.split[i] as number;
    own[i] = split + ridge;
    rest[i] = (rest[i] as number) - split * (search.lagged[i] as number);
  }
  for (let j = 0; j < rows.count; j++) {
    let s = 0;
    for (let e = rows.start[j] as number; e < (rows.start[j + 1] as number); e++) {
      s += (rows.value[e] as number) ** 2 / (own[rows.name[e] as number] as number);
    }
    search.rowRidge[j] = search.rowRidgeShare * s + Number.MIN_VALUE;
  }
  spread(rows, search.rowPrice, search.prices);
}

/** Each name's best weight at the present prices, and which names are free. */
export function classify(search: Search): void {
  const { program, own, linear, rest, prices, w, gap, restGap, isFree, lagged } = search;
  const { n, price, centre, lo, hi, curvature } = program;
  const [signed, size, trade] = search.pieces;
  for (let i = 0; i < n; i++) {
    const c = centre[i] as number;
    const low = lo[i] as number;
    const high = hi[i] as number;
    const atCentre = (price[i] as number) + (prices.atCentre[i] as number);
    const atZero = prices.atZero[i] as number;
    const r = (linear[i] as number) - (rest[i] as number) - (prices.slope[i] as number);
    const x = bestWeight(own[i] as number, r, atCentre, atZero, c, low, high);
    w[i] = x;
    const pinned = x === low || x === high || (x === 0 && atZero > 0) || (x === c && atCentre > 0);
    isFree[i] = pinned ? 0 : 1;
    signed[i] = pinned ? 0 : 1;
    size[i] = pinned ? 0 : x > 0 ? 1 : -1;
    trade[i] = pinned ? 0 : x > c ? 1 : -1;
    gap[i] = x - (lagged[i] as number);
  }
  curvature.times(gap, restGap);
  for (let i = 0; i < n; i++) {
    restGap[i] = (restGap[i] as number) - (curvature.split[i] as number) * (gap[i] as number);
  }
}
