import { newton } from './newton.ts';
import type { Effort, Start } from './newton.ts';
import type { Program } from './program.ts';

export interface Solution {
  readonly w: Float64Array;
  readonly rowPrice: Float64Array;
  /** Newton steps in all. */
  readonly steps: number;
  /** false = this is only the best that was reached. */
  readonly converged: boolean;
}

const mostSteps = 60;
/** In all rounds of the proximal method together. */
const mostProximalSteps = 400;
/** A name whose own curvature over its range of weights is under this share of the scores has none to speak of. */
const flatShare = 1e-4;
/** First proximal curvature: its slope over a name's range of weights, as a share of the scores. */
const firstRidgeShare = 0.3;
const ridgeCut = 0.2;
const lastRidgeShare = 1e-12;
const slopeTolerance = 1e-12;

/**
 * Solves the program from `start`; the caller checks the answer by its certificate. What a quick effort gives up may be
 * tried again with more from the same start.
 */
export function solve(program: Program, start: Start, effort: Effort): Solution {
  const scale = slopeScale(program, start.w);
  const range = meanRange(program);
  const ridge = (firstRidgeShare * scale) / range;
  if (isFlat(program, (flatShare * scale) / range)) return proximal(program, start, { scale, ridge, effort });
  const plain = newton(program, start, { ridge: 0, around: start.w, mostSteps, scale, effort });
  if (plain.converged || effort === 'quick') return plain;
  const from = isSane(plain) ? plain : start;
  const slow = proximal(program, from, { scale, ridge, effort });
  return { ...slow, steps: plain.steps + slow.steps };
}

/** Solves with a ridge that holds the weights near the last answer, again and again (Rockafellar 1976), where Q is too flat. */
function proximal(
  program: Program,
  start: Start,
  settings: { readonly scale: number; readonly ridge: number; readonly effort: Effort },
): Solution {
  const { scale, effort } = settings;
  const last = settings.ridge * lastRidgeShare;
  let { ridge } = settings;
  let from = start;
  let steps = 0;
  for (let round = 0; round < mostProximalSteps && steps < mostProximalSteps; round++) {
    const around = from.w;
    const next = newton(program, from, { ridge, around, mostSteps, scale, effort });
    steps += next.steps;
    if (next.converged && ridge * furthest(next.w, around) <= slopeTolerance * scale)
      return { ...next, steps };
    if (!next.converged && effort === 'quick') break;
    if (isSane(next)) from = next;
    ridge = next.converged ? Math.max(last, ridge * ridgeCut) : ridge / ridgeCut;
  }
  return { w: from.w, rowPrice: from.rowPrice, steps, converged: false };
}

function furthest(x: Float64Array, y: Float64Array): number {
  let most = 0;
  for (let i = 0; i < x.length; i++) most = Math.max(most, Math.abs((x[i] as number) - (y[i] as number)));
  return most;
}

const isSane = ({ w, rowPrice }: Start): boolean =>
  w.every((x) => Number.isFinite(x)) && rowPrice.every((x) => Number.isFinite(x));

/** Size of the scores and prices; where there are none, of the forces at the start. */
export function slopeScale(program: Program, w: Float64Array): number {
  const { n, linear, price, rows } = program;
  let scale = 0;
  for (let i = 0; i < n; i++) scale = Math.max(scale, Math.abs(linear[i] as number), price[i] as number);
  for (let j = 0; j < rows.count; j++) {
    const most = rows.ceiling[j] as number;
    if (most !== Infinity) scale = Math.max(scale, most);
  }
  if (scale === 0) scale = largestForce(program, w);
  return scale > 0 ? scale : 1;
}

/** Largest entry of Qw. */
export function largestForce({ n, curvature }: Program, w: Float64Array): number {
  const force = new Float64Array(n);
  curvature.times(w, force);
  let most = 0;
  for (let i = 0; i < n; i++) most = Math.max(most, Math.abs(force[i] as number));
  return most;
}

function meanRange({ lo, hi }: Program): number {
  let total = 0;
  let count = 0;
  for (let i = 0; i < lo.length; i++) {
    const range = (hi[i] as number) - (lo[i] as number);
    total += range;
    if (range > 0) count++;
  }
  return count === 0 ? 1 : total / count;
}

function isFlat({ n, lo, hi, curvature }: Program, least: number): boolean {
  for (let i = 0; i < n; i++) {
    if ((curvature.split[i] as number) < least && (hi[i] as number) > (lo[i] as number)) return true;
  }
  return false;
}
