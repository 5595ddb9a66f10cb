import { newton } from './newton.ts';
import type { Start } from './newton.ts';
import type { Program } from './program.ts';

export interface Solution {
  readonly w: Float64Array;
  readonly rowPrice: Float64Array;
  /** Newton steps in all. */
  readonly steps: number;
  /** false = this is only the best that was reached. */
  readonly converged: boolean;
}

const mostPlainSteps = 60;
const mostProximalSteps = 60;
const mostRounds = 60;
/** A name whose own curvature over its range of weights is under this share of the scores has none to speak of. */
const flatShare = 1e-4;
/** First proximal curvature: its slope over a name's range of weights, as a share of the scores. */
const firstRidgeShare = 0.3;
const ridgeCut = 0.3;
const lastRidgeShare = 1e-5;
const slopeTolerance = 1e-11;

/** Solves the program from `start`; the caller checks the answer by its certificate. */
export function solve(program: Program, start: Start): Solution {
  const scale = slopeScale(program);
  const range = medianRange(program);
  const flat = isFlat(program, (flatShare * scale) / range);
  let from = start;
  let steps = 0;
  if (!flat) {
    const plain = newton(program, start, { ridge: 0, around: start.w, mostSteps: mostPlainSteps, scale });
    if (plain.converged) return plain;
    steps = plain.steps;
    from = isSane(plain) ? plain : start;
  }
  return proximal(program, from, { scale, ridge: (firstRidgeShare * scale) / range, steps });
}

/** Solves with a ridge that holds the weights near the last answer, again and again (Rockafellar 1976), where Q is too flat. */
function proximal(
  program: Program,
  start: Start,
  first: { scale: number; ridge: number; steps: number },
): Solution {
  const { scale } = first;
  let { ridge, steps } = first;
  const last = ridge * lastRidgeShare;
  let from = start;
  for (let round = 0; round < mostRounds; round++) {
    const around = from.w;
    const next = newton(program, from, { ridge, around, mostSteps: mostProximalSteps, scale });
    steps += next.steps;
    let moved = 0;
    for (let i = 0; i < program.n; i++) {
      moved = Math.max(moved, Math.abs((next.w[i] as number) - (around[i] as number)));
    }
    if (next.converged && ridge * moved <= slopeTolerance * scale) return { ...next, steps };
    if (isSane(next)) from = next;
    ridge = next.converged ? Math.max(last, ridge * ridgeCut) : ridge / ridgeCut;
  }
  return { w: from.w, rowPrice: from.rowPrice, steps, converged: false };
}

const isSane = ({ w, rowPrice }: Start): boolean =>
  w.every((x) => Number.isFinite(x)) && rowPrice.every((x) => Number.isFinite(x));

function slopeScale({ n, linear, price, rows }: Program): number {
  let scale = 0;
  for (let i = 0; i < n; i++) scale = Math.max(scale, Math.abs(linear[i] as number), price[i] as number);
  for (let j = 0; j < rows.count; j++) {
    const most = rows.ceiling[j] as number;
    if (most !== Infinity) scale = Math.max(scale, most);
  }
  return scale > 0 ? scale : 1;
}

function medianRange({ lo, hi }: Program): number {
  const ranges = hi.map((x, i) => x - (lo[i] as number)).filter((x) => x > 0);
  return ranges.length === 0 ? 1 : (ranges.sort()[ranges.length >> 1] as number);
}

function isFlat({ n, lo, hi, curvature }: Program, least: number): boolean {
  for (let i = 0; i < n; i++) {
    if ((curvature.split[i] as number) < least && (hi[i] as number) > (lo[i] as number)) return true;
  }
  return false;
}
