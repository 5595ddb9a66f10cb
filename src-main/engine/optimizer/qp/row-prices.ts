/** Where a row's multiplier stands: at its upper or lower bound's side, or as far as it may go, or nowhere. */
export const stance = { idle: 0, upper: 1, lower: -1, upperCeiling: 2, lowerCeiling: -2 } as const;

/**
 * The multipliers that make m rows hold, when activity(y) = reach − coupling·(y − start) with a positive definite
 * coupling: activity ≤ upper where y > 0, ≥ lower where y < 0, |y| ≤ ceiling. All arrays of length m, coupling m×m.
 */
export interface RowSystem {
  readonly m: number;
  readonly coupling: Float64Array;
  readonly reach: Float64Array;
  readonly start: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly ceiling: Float64Array;
  /** In: a guess; out: the stance of each row. */
  readonly stance: Int8Array;
}

const enough = 300;
/** How often in a row all rows may turn at once without fewer of them being wrong. */
const patience = 3;
const roundOff = 1e-14;

/** Block principal pivoting (Júdice and Pires 1994), one row at a time when that does not get on. Overwrites `out`. */
export function rowPrices(system: RowSystem, out: Float64Array): void {
  const { m, stance: stances } = system;
  const scratch = new Float64Array(m * m + m);
  const turned = new Int8Array(m);
  let fewest = m + 1;
  let left = patience;
  for (let round = 0; round < enough; round++) {
    solveStances(system, scratch, out);
    let wrong = 0;
    let last = -1;
    for (let j = 0; j < m; j++) {
      const now = judge(system, out, j);
      turned[j] = now;
      if (now !== stances[j]) {
        wrong++;
        last = j;
      }
    }
    if (wrong === 0) return;
    if (wrong < fewest) {
      fewest = wrong;
      left = patience;
    } else left--;
    if (left > 0) stances.set(turned);
    else stances[last] = turned[last] as number;
  }
}

/** Multipliers under the present stances. */
function solveStances(system: RowSystem, scratch: Float64Array, out: Float64Array): void {
  const { m, coupling, reach, start, lower, upper, ceiling, stance: stances } = system;
  const working: number[] = [];
  for (let j = 0; j < m; j++) {
    const now = stances[j] as number;
    const sign = Math.sign(now);
    if (Math.abs(now) === 1) working.push(j);
    else out[j] = now === 0 ? 0 : sign * (ceiling[j] as number);
  }
  const size = working.length;
  const right = m * m;
  for (let a = 0; a < size; a++) {
    const j = working[a] as number;
    const row = j * m;
    let s = (reach[j] as number) - ((stances[j] === 1 ? upper[j] : lower[j]) as number);
    for (let i = 0; i < m; i++) {
      if (Math.abs(stances[i] as number) !== 1) {
        s -= (coupling[row + i] as number) * ((out[i] as number) - (start[i] as number));
      }
    }
    scratch[right + a] = s;
    for (let b = 0; b <= a; b++) scratch[a * m + b] = coupling[row + (working[b] as number)] as number;
  }
  solveInPlace(scratch, m, size, right);
  for (let a = 0; a < size; a++) {
    const j = working[a] as number;
    out[j] = (start[j] as number) + (scratch[right + a] as number);
  }
}

/** Cholesky of the leading block in rows of length m, and its solution at `right`. */
function solveInPlace(x: Float64Array, m: number, size: number, right: number): void {
  for (let a = 0; a < size; a++) {
    const row = a * m;
    const diagonal = x[row + a] as number;
    let rhs = x[right + a] as number;
    for (let b = 0; b <= a; b++) {
      let s = x[row + b] as number;
      for (let t = 0; t < b; t++) s -= (x[row + t] as number) * (x[b * m + t] as number);
      x[row + b] =
        a === b
          ? Math.sqrt(Math.max(s, roundOff * diagonal, Number.MIN_VALUE))
          : s / (x[b * m + b] as number);
    }
    for (let t = 0; t < a; t++) rhs -= (x[row + t] as number) * (x[right + t] as number);
    x[right + a] = rhs / (x[row + a] as number);
  }
  for (let a = size - 1; a >= 0; a--) {
    let s = x[right + a] as number;
    for (let t = a + 1; t < size; t++) s -= (x[t * m + a] as number) * (x[right + t] as number);
    x[right + a] = s / (x[a * m + a] as number);
  }
}

/** The stance that row j should have at the multipliers `y`. */
function judge(system: RowSystem, y: Float64Array, j: number): number {
  const { m, coupling, reach, start, lower, upper, ceiling, stance: stances } = system;
  const now = stances[j] as number;
  const value = y[j] as number;
  const most = ceiling[j] as number;
  const low = lower[j] as number;
  const high = upper[j] as number;
  if (Math.abs(now) === 1) {
    if (value > most) return stance.upperCeiling;
    if (value < -most) return stance.lowerCeiling;
    if (low === high) return now;
    return value * now < 0 ? stance.idle : now;
  }
  let reached = reach[j] as number;
  for (let i = 0; i < m; i++) {
    reached -= (coupling[j * m + i] as number) * ((y[i] as number) - (start[i] as number));
  }
  const margin = roundOff * (1 + Math.abs(reached));
  if (now === stance.upperCeiling) return reached < high - margin ? stance.upper : now;
  if (now === stance.lowerCeiling) return reached > low + margin ? stance.lower : now;
  if (reached > high + margin) return stance.upper;
  if (reached < low - margin) return stance.lower;
  return now;
}
