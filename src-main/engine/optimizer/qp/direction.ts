import type { Search } from './search.ts';
import { coefficient } from './search.ts';
import { rowPrices } from './row-prices.ts';
import { spread } from './program.ts';

/** Rows may join this often while the direction is being found; what is still broken then, the next step sees. */
const mostRounds = 4;

/** Newton's direction with the free names on their pieces: fills the steps of weights, multipliers and prices. */
export function directionOf(search: Search): void {
  const { program, isFree, position, restGap, gap, laggedStep, restStep, rowStep, rowPrice, nextRowPrice } =
    search;
  const { curvature, n, rows } = program;
  curvature.prepare(isFree, search.ridge);
  const { free, freeCount: count } = curvature;
  position.fill(-1);
  const right = new Float64Array(n);
  for (let a = 0; a < count; a++) {
    const i = free[a] as number;
    position[i] = a;
    right[a] = -(restGap[i] as number);
  }
  const alone = new Float64Array(curvature.reducedLength);
  curvature.reduce(right, alone);
  const moved = new Float64Array(n);
  const reduced = alone.slice();
  nextRowPrice.set(rowPrice);
  if (rows.count > 0) meetRows(search, alone, reduced, moved);
  else expand(search, reduced, moved);
  curvature.times(moved, restStep);
  for (let i = 0; i < n; i++) {
    const step = moved[i] as number;
    laggedStep[i] = (gap[i] as number) + step;
    restStep[i] = (restStep[i] as number) - (curvature.split[i] as number) * step + (restGap[i] as number);
  }
  for (let j = 0; j < rows.count; j++) rowStep[j] = (nextRowPrice[j] as number) - (rowPrice[j] as number);
  spread(rows, rowStep, search.priceStep);
}

/** Finds the rows that matter and their multipliers; leaves the free names' move in `moved`. */
function meetRows(search: Search, alone: Float64Array, reduced: Float64Array, moved: Float64Array): void {
  const { program, active, rowPrice, nextRowPrice, stance } = search;
  const { curvature, rows, n } = program;
  expand(search, alone, moved);
  const reach = new Float64Array(rows.count);
  const chosen: number[] = [];
  const isChosen = new Uint8Array(rows.count);
  for (let j = 0; j < rows.count; j++) {
    reach[j] = (active[j] as number) + along(search, j, moved);
    if (stance[j] !== 0 || rowPrice[j] !== 0 || isBroken(search, j, reach[j] as number))
      choose(chosen, isChosen, j);
  }
  const columns: Float64Array[] = [];
  const right = new Float64Array(n);
  for (let round = 0; round < mostRounds; round++) {
    while (columns.length < chosen.length) {
      const column = new Float64Array(curvature.reducedLength);
      rowOnFree(search, chosen[columns.length] as number, right);
      curvature.reduce(right, column);
      columns.push(column);
    }
    price(search, chosen, columns, reach);
    reduced.set(alone);
    chosen.forEach((j, a) => {
      const step = (nextRowPrice[j] as number) - (rowPrice[j] as number);
      const column = columns[a] as Float64Array;
      if (step !== 0)
        for (let t = 0; t < reduced.length; t++)
          reduced[t] = (reduced[t] as number) - step * (column[t] as number);
    });
    expand(search, reduced, moved);
    const before = chosen.length;
    for (let j = 0; j < rows.count; j++) {
      if (isChosen[j] === 0 && isBroken(search, j, (active[j] as number) + along(search, j, moved))) {
        choose(chosen, isChosen, j);
      }
    }
    if (chosen.length === before) return;
  }
}

function choose(chosen: number[], isChosen: Uint8Array, row: number): void {
  chosen.push(row);
  isChosen[row] = 1;
}

const isBroken = ({ program: { rows } }: Search, row: number, value: number): boolean =>
  value > (rows.upper[row] as number) || value < (rows.lower[row] as number);

/** The row's coefficients on the free names, in the curvature's order. */
function rowOnFree(search: Search, row: number, out: Float64Array): void {
  const { program, position } = search;
  const { rows, curvature } = program;
  out.fill(0, 0, curvature.freeCount);
  for (let e = rows.start[row] as number; e < (rows.start[row + 1] as number); e++) {
    const a = position[rows.name[e] as number] as number;
    if (a >= 0) out[a] = coefficient(search, row, e);
  }
}

/** By how much the row's activity changes when the free names move. */
function along(search: Search, row: number, moved: Float64Array): number {
  const { rows } = search.program;
  let s = 0;
  for (let e = rows.start[row] as number; e < (rows.start[row + 1] as number); e++) {
    const step = moved[rows.name[e] as number] as number;
    if (step !== 0) s += coefficient(search, row, e) * step;
  }
  return s;
}

/** The move of all names from a reduced right side. */
function expand(search: Search, reduced: Float64Array, moved: Float64Array): void {
  const { curvature } = search.program;
  const { free, freeCount: count } = curvature;
  const packed = new Float64Array(count);
  curvature.restore(reduced, packed);
  moved.fill(0);
  for (let a = 0; a < count; a++) moved[free[a] as number] = packed[a] as number;
}

/** Solves the chosen rows' multipliers into `nextRowPrice` and keeps their stances. */
function price(
  search: Search,
  chosen: readonly number[],
  columns: readonly Float64Array[],
  reach: Float64Array,
): void {
  const { program, rowPrice, nextRowPrice, stance, rowRidge } = search;
  const { curvature, rows } = program;
  const m = chosen.length;
  const coupling = new Float64Array(m * m);
  for (let a = 0; a < m; a++) {
    for (let b = 0; b <= a; b++) {
      const value = curvature.product(columns[a] as Float64Array, columns[b] as Float64Array);
      coupling[a * m + b] = value;
      coupling[b * m + a] = value;
    }
    coupling[a * m + a] = (coupling[a * m + a] as number) + (rowRidge[chosen[a] as number] as number);
  }
  const pick = (x: Float64Array): Float64Array => Float64Array.from(chosen, (j) => x[j] as number);
  const system = {
    m,
    coupling,
    reach: pick(reach),
    start: pick(rowPrice),
    lower: pick(rows.lower),
    upper: pick(rows.upper),
    ceiling: pick(rows.ceiling),
    stance: Int8Array.from(chosen, (j) => stance[j] as number),
  };
  const out = new Float64Array(m);
  rowPrices(system, out);
  chosen.forEach((j, a) => {
    nextRowPrice[j] = out[a] as number;
    stance[j] = system.stance[a] as number;
  });
}
