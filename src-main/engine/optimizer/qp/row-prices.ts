/**
 * The multipliers y of m rows when activity(y) = reach − coupling·(y − start) with a positive definite coupling:
 * activity ≤ upper where y > 0, ≥ lower where y < 0, between them where y = 0; |y| ≤ ceiling, and a row at its
 * ceiling may stay broken. All arrays of length m, coupling m×m.
 */
export interface RowSystem {
  readonly m: number;
  readonly coupling: Float64Array;
  readonly reach: Float64Array;
  /** Within the ceilings; not below zero where lower is −Infinity, not above where upper is Infinity. */
  readonly start: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly ceiling: Float64Array;
}

/** A row's multiplier is free on its upper or lower bound's side, or kept where it is: at zero or at its ceiling. */
const side = { kept: 0, upper: 1, lower: -1 } as const;

const enough = 400;
const roundOff = 1e-14;

interface Work extends RowSystem {
  readonly y: Float64Array;
  readonly sides: Int8Array;
  /** Rows that are not kept. */
  readonly working: Int32Array;
  /** Space for a Cholesky factor in rows of length m, and for its right side. */
  readonly factor: Float64Array;
  readonly target: Float64Array;
}

/** An active-set method on the concave dual of the rows: every change raises it, so it ends. */
export function rowPrices(system: RowSystem): Float64Array {
  const { m, start, ceiling, lower, upper } = system;
  const work: Work = {
    ...system,
    y: start.slice(),
    sides: new Int8Array(m),
    working: new Int32Array(m),
    factor: new Float64Array(m * m),
    target: new Float64Array(m),
  };
  for (let j = 0; j < m; j++) {
    const y = start[j] as number;
    if (Math.abs(y) < (ceiling[j] as number))
      work.sides[j] = lower[j] === upper[j] ? side.upper : Math.sign(y);
  }
  for (let round = 0; round < enough; round++) {
    const size = solveWorking(work);
    if (stride(work, size) && !release(work)) break;
  }
  return work.y;
}

/** Solves for the rows that are not kept: `target` holds their multipliers, in the order of `working`. */
function solveWorking(work: Work): number {
  const { m, coupling, reach, start, lower, upper, sides, y, working, factor, target } = work;
  let size = 0;
  for (let j = 0; j < m; j++) if (sides[j] !== side.kept) working[size++] = j;
  for (let a = 0; a < size; a++) {
    const j = working[a] as number;
    const row = j * m;
    let s = (reach[j] as number) - ((sides[j] === side.upper ? upper[j] : lower[j]) as number);
    for (let i = 0; i < m; i++) {
      if (sides[i] === side.kept)
        s -= (coupling[row + i] as number) * ((y[i] as number) - (start[i] as number));
    }
    target[a] = s;
    for (let b = 0; b <= a; b++) factor[a * m + b] = coupling[row + (working[b] as number)] as number;
  }
  solveInPlace(factor, m, size, target);
  for (let a = 0; a < size; a++) target[a] = (target[a] as number) + (start[working[a] as number] as number);
  return size;
}

/** Cholesky of the leading block in rows of length m, and its solution in place of `right`. */
function solveInPlace(x: Float64Array, m: number, size: number, right: Float64Array): void {
  for (let a = 0; a < size; a++) {
    const row = a * m;
    const diagonal = x[row + a] as number;
    let value = right[a] as number;
    for (let b = 0; b < a; b++) {
      let s = x[row + b] as number;
      for (let t = 0; t < b; t++) s -= (x[row + t] as number) * (x[b * m + t] as number);
      s /= x[b * m + b] as number;
      x[row + b] = s;
      value -= s * (right[b] as number);
    }
    let pivot = diagonal;
    for (let t = 0; t < a; t++) pivot -= (x[row + t] as number) ** 2;
    const root = Math.sqrt(Math.max(pivot, roundOff * diagonal, Number.MIN_VALUE));
    x[row + a] = root;
    right[a] = value / root;
  }
  for (let a = size - 1; a >= 0; a--) {
    let s = right[a] as number;
    for (let t = a + 1; t < size; t++) s -= (x[t * m + a] as number) * (right[t] as number);
    right[a] = s / (x[a * m + a] as number);
  }
}

/** Goes to the target or to the first multiplier that may go no further, which is kept there. True = arrived. */
function stride({ y, sides, working, target, lower, upper, ceiling }: Work, size: number): boolean {
  let t = 1;
  let blocking = -1;
  let stop = 0;
  for (let a = 0; a < size; a++) {
    const j = working[a] as number;
    const most = ceiling[j] as number;
    const tied = lower[j] === upper[j];
    const least = tied ? -most : sides[j] === side.upper ? 0 : -most;
    const top = tied || sides[j] === side.upper ? most : 0;
    const goal = target[a] as number;
    const end = goal > top ? top : goal < least ? least : goal;
    if (end === goal) continue;
    const now = y[j] as number;
    const share = (end - now) / (goal - now);
    if (share < t) {
      t = Math.max(share, 0);
      blocking = j;
      stop = end;
    }
  }
  for (let a = 0; a < size; a++) {
    const j = working[a] as number;
    const now = y[j] as number;
    y[j] = blocking < 0 ? (target[a] as number) : now + t * ((target[a] as number) - now);
  }
  if (blocking < 0) return true;
  y[blocking] = stop;
  sides[blocking] = side.kept;
  return false;
}

/** Frees the kept row that is most wrong where it is; false = none is. */
function release({ m, coupling, reach, start, lower, upper, ceiling, y, sides }: Work): boolean {
  let worst = 0;
  let row = -1;
  let to: number = side.kept;
  for (let j = 0; j < m; j++) {
    if (sides[j] !== side.kept) continue;
    let reached = reach[j] as number;
    for (let i = 0; i < m; i++) {
      reached -= (coupling[j * m + i] as number) * ((y[i] as number) - (start[i] as number));
    }
    const over = reached - (upper[j] as number);
    const under = (lower[j] as number) - reached;
    const now = y[j] as number;
    const ceilinged = Math.abs(now) >= (ceiling[j] as number) && now !== 0;
    const off = ceilinged ? (now > 0 ? -over : -under) : Math.max(over, under);
    if (off > worst && off > roundOff * (1 + Math.abs(reached))) {
      worst = off;
      row = j;
      to = ceilinged ? Math.sign(now) : over > under ? side.upper : side.lower;
    }
  }
  if (row < 0) return false;
  sides[row] = to;
  return true;
}
