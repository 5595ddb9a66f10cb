import { directionOf } from './direction.ts';
import { stepLength } from './line-search.ts';
import { activity, spread } from './program.ts';
import type { Program } from './program.ts';
import { classify, moveTo, openSearch } from './search.ts';
import type { Search } from './search.ts';

/** Where a solve starts: weights and row multipliers. */
export interface Start {
  readonly w: Float64Array;
  readonly rowPrice: Float64Array;
}

/**
 * quick: gives up as soon as a row multiplier runs away, as it does where the rows conflict. patient: does not, and goes
 * on to round-off.
 * cautious: holds the multipliers back as well, which takes more steps where the rows leave room.
 */
export type Effort = 'quick' | 'patient' | 'cautious';

export interface NewtonSettings {
  /** Added to Q's diagonal: the proximal term that holds the weights near `around`. 0 = none. */
  readonly ridge: number;
  readonly around: Float64Array;
  readonly mostSteps: number;
  readonly effort: Effort;
  /** Largest |linear| and price; residuals of slopes are relative to it. */
  readonly scale: number;
}

export interface NewtonResult {
  readonly w: Float64Array;
  readonly rowPrice: Float64Array;
  readonly steps: number;
  readonly converged: boolean;
}

/**
 * Proximal term on row multipliers, relative to the row's own curvature. The steps are increments, so it leaves no trace
 * in the answer.
 */
const rowRidgeShare = { quick: 1e-8, patient: 1e-8, cautious: 1e-4 };
const slopeTolerance = 1e-12;
const rowTolerance = 1e-12;
/** A slope that is the sum of forces of size 1 is not known better than this. */
const slopeNoise = 2e-16;
/** Steps without progress after which the split is narrowed. */
const patience = 8;
/** Progress: the residual falls to this share of the least so far. */
const progress = 0.7;
/** Residual in tolerances at which it is done at once; under one, unless it falls no further. */
const exact = { quick: 1, patient: 0.01, cautious: 0.01 };
/** A residual of up to this many tolerances that falls no further is round-off. */
const roundOff = 100;
const roundOffPatience = 3;
/** A row multiplier this many times the scores' size says that the rows conflict. */
const runaway = 1e5;

/**
 * Newton's method on the dual of the program in which each name sees Q's split as its own curvature and the rest at
 * the last point (semismooth: Qi and Sun 1993). Names lie on pieces of their own term, rows are solved exactly on the
 * pieces, and an exact line search on the concave dual makes it converge from anywhere, after finitely many pieces.
 */
export function newton(program: Program, start: Start, settings: NewtonSettings): NewtonResult {
  const search = openSearch(program, start, { ...settings, rowRidgeShare: rowRidgeShare[settings.effort] });
  let best = Infinity;
  let strongest = 0;
  let waited = 0;
  let step = 0;
  for (; step < settings.mostSteps; step++) {
    classify(search);
    const force = forceOf(search);
    strongest = Math.max(strongest, force);
    const tolerance = Math.max(slopeTolerance * settings.scale, slopeNoise * force);
    const residual = residualOf(search, tolerance);
    if (!Number.isFinite(residual)) break;
    if (residual <= roundOff && slopeNoise * strongest > tolerance) {
      // What has been added up carries the round-off of the strongest forces met: add it up afresh.
      moveTo(search, search.lagged, search.rowPrice);
      strongest = 0;
      continue;
    }
    const isDone = residual <= exact[settings.effort] || (residual <= 1 && residual > progress * best);
    if (isDone || (residual <= roundOff && waited >= roundOffPatience))
      return { w: search.w, rowPrice: search.rowPrice, steps: step, converged: true };
    if (residual < progress * best) {
      best = residual;
      waited = 0;
    } else if (++waited > patience && program.curvature.narrow()) {
      moveTo(search, search.lagged, search.rowPrice);
      best = Infinity;
      waited = 0;
      continue;
    }
    directionOf(search);
    advance(search, stepLength(search));
    if (settings.effort === 'quick' && runsAway(search, runaway * Math.max(settings.scale, force))) break;
  }
  return { w: search.w, rowPrice: search.rowPrice, steps: step, converged: false };
}

const runsAway = ({ rowPrice }: Search, most: number): boolean => rowPrice.some((y) => Math.abs(y) > most);

/** The most that the sizes of the terms of any entry of Q·lagged can add up to, by Q's diagonal. */
function forceOf({ program, lagged }: Search): number {
  const { diagonal } = program.curvature;
  let strongest = 0;
  let sum = 0;
  for (let i = 0; i < program.n; i++) {
    const root = Math.sqrt(diagonal[i] as number);
    sum += root * Math.abs(lagged[i] as number);
    if (root > strongest) strongest = root;
  }
  return strongest * sum;
}

/** Distance from optimality in units of the tolerances; fills `search.active` and `search.restGap`. */
function residualOf(search: Search, slopeUnit: number): number {
  const { program, restGap, rowPrice, w } = search;
  const { rows } = program;
  let slope = 0;
  for (let i = 0; i < program.n; i++) slope = Math.max(slope, Math.abs(restGap[i] as number));
  let off = 0;
  let slack = 0;
  for (let j = 0; j < rows.count; j++) {
    const value = activity(program, j, w);
    search.active[j] = value;
    const y = rowPrice[j] as number;
    const most = rows.ceiling[j] as number;
    const over = value - (rows.upper[j] as number);
    const under = (rows.lower[j] as number) - value;
    const here =
      y >= most
        ? -over
        : y <= -most
          ? -under
          : y === 0
            ? Math.max(over, under)
            : Math.abs(y > 0 ? over : under);
    off = Math.max(off, here);
    slack = Math.max(slack, here * Math.abs(y));
  }
  return Math.max(Math.max(slope, slack) / slopeUnit, off / rowTolerance);
}

function advance(search: Search, t: number): void {
  const { lagged, laggedStep, rest, restStep, rowPrice, rowStep, nextRowPrice, program } = search;
  for (let i = 0; i < program.n; i++) {
    lagged[i] = (lagged[i] as number) + t * (laggedStep[i] as number);
    rest[i] = (rest[i] as number) + t * (restStep[i] as number);
  }
  for (let j = 0; j < program.rows.count; j++) {
    rowPrice[j] =
      t === 1 ? (nextRowPrice[j] as number) : (rowPrice[j] as number) + t * (rowStep[j] as number);
  }
  spread(program.rows, rowPrice, search.prices);
}
