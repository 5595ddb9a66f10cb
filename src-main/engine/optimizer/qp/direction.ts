import { addRange } from './dot.ts';
import type { Search } from './search.ts';
import { rowPrices } from './row-prices.ts';
import { spread } from './program.ts';

/** Rows may join this often while the direction is being found; what is still broken then, the next step sees. */
const mostRounds = 4;

/** Newton's direction with the free names on their pieces: fills the steps of weights, multipliers and prices. */
export function directionOf(search: Search): void {
  const { program, isFree, position, restGap, gap, laggedStep, restStep, rowStep, rowPrice, nextRowPrice } =
    search;
  const { packed, alone, moved } = search;
  const { curvature, n, rows } = program;
  curvature.prepare(isFree, search.ridge);
  const { free, freeCount: count } = curvature;
  position.fill(-1);
  for (let a = 0; a < count; a++) {
    const i = free[a] as number;
    position[i] = a;
    packed[a] = -(restGap[i] as number);
  }
  curvature.reduce(packed, alone);
  expand(search, alone);
  nextRowPrice.set(rowPrice);
  if (rows.count > 0) meetRows(search);
  curvature.times(moved, restStep);
  for (let i = 0; i < n; i++) {
    const step = moved[i] as number;
    laggedStep[i] = (gap[i] as number) + step;
    restStep[i] = (restStep[i] as number) - (curvature.split[i] as number) * step + (restGap[i] as number);
  }
  for (let j = 0; j < rows.count; j++) rowStep[j] = (nextRowPrice[j] as number) - (rowPrice[j] as number);
  spread(rows, rowStep, search.priceStep);
}

/** Finds the rows that matter and their multipliers; leaves the free names' move in `moved`, which holds it without rows. */
function meetRows(search: Search): void {
  const { program, active, rowPrice, columns, packed } = search;
  const { curvature, rows } = program;
  const reach = new Float64Array(rows.count);
  const chosen: number[] = [];
  const isChosen = new Uint8Array(rows.count);
  for (let j = 0; j < rows.count; j++) {
    reach[j] = (active[j] as number) + along(search, j);
    if (rowPrice[j] !== 0 || isBroken(search, j, reach[j] as number)) choose(chosen, isChosen, j);
  }
  let ready = 0;
  for (let round = 0; round < mostRounds; round++) {
    for (; ready < chosen.length; ready++) {
      if (columns.length === ready) columns.push(new Float64Array(curvature.reducedLimit));
      rowOnFree(search, chosen[ready] as number);
      curvature.reduce(packed, columns[ready] as Float64Array);
    }
    price(search, chosen, reach);
    moveWith(search, chosen);
    for (let j = 0; j < rows.count; j++) {
      if (isChosen[j] === 0 && isBroken(search, j, (active[j] as number) + along(search, j))) {
        choose(chosen, isChosen, j);
      }
    }
    if (chosen.length === ready) return;
  }
}

/** The free names' move once the chosen rows' multipliers have moved. */
function moveWith(search: Search, chosen: readonly number[]): void {
  const { program, alone, reduced, columns, nextRowPrice, rowPrice } = search;
  const { reducedLength: length } = program.curvature;
  for (let t = 0; t < length; t++) reduced[t] = alone[t] as number;
  for (let a = 0; a < chosen.length; a++) {
    const j = chosen[a] as number;
    const step = (nextRowPrice[j] as number) - (rowPrice[j] as number);
    if (step !== 0) addRange(-step, columns[a] as Float64Array, 0, reduced, 0, length);
  }
  expand(search, reduced);
}

function choose(chosen: number[], isChosen: Uint8Array, row: number): void {
  chosen.push(row);
  isChosen[row] = 1;
}

const isBroken = ({ program: { rows } }: Search, row: number, value: number): boolean =>
  value > (rows.upper[row] as number) || value < (rows.lower[row] as number);

/** The signs with which free names' pieces count in the row. */
const piecesOf = ({ program, pieces }: Search, row: number): Float64Array =>
  pieces[program.rows.kind[row] as 0 | 1 | 2];

/** Packs the row's coefficients on the free names, in the curvature's order. */
function rowOnFree(search: Search, row: number): void {
  const { program, position, packed } = search;
  const { start, name, value } = program.rows;
  const sign = piecesOf(search, row);
  const end = start[row + 1] as number;
  packed.fill(0, 0, program.curvature.freeCount);
  for (let e = start[row] as number; e < end; e++) {
    const i = name[e] as number;
    const a = position[i] as number;
    if (a >= 0) packed[a] = (sign[i] as number) * (value[e] as number);
  }
}

/** By how much the row's activity changes when the free names move. */
function along(search: Search, row: number): number {
  const { moved } = search;
  const { start, name, value } = search.program.rows;
  const sign = piecesOf(search, row);
  const end = start[row + 1] as number;
  let s = 0;
  for (let e = start[row] as number; e < end; e++) {
    const i = name[e] as number;
    s += (sign[i] as number) * (value[e] as number) * (moved[i] as number);
  }
  return s;
}

/** The move of all names from a reduced right side. */
function expand({ program, packed, moved }: Search, reduced: Float64Array): void {
  const { free, freeCount: count } = program.curvature;
  program.curvature.restore(reduced, packed);
  moved.fill(0);
  for (let a = 0; a < count; a++) moved[free[a] as number] = packed[a] as number;
}

/** Solves the chosen rows' multipliers into `nextRowPrice`. */
function price(search: Search, chosen: readonly number[], reach: Float64Array): void {
  const { program, rowPrice, nextRowPrice, rowRidge, columns } = search;
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
  const pick = (x: Float64Array): Float64Array => {
    const picked = new Float64Array(m);
    for (let a = 0; a < m; a++) picked[a] = x[chosen[a] as number] as number;
    return picked;
  };
  const out = rowPrices({
    m,
    coupling,
    reach: pick(reach),
    start: pick(rowPrice),
    lower: pick(rows.lower),
    upper: pick(rows.upper),
    ceiling: pick(rows.ceiling),
  });
  chosen.forEach((j, a) => {
    nextRowPrice[j] = out[a] as number;
  });
}
