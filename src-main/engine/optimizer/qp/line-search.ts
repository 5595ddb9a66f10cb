import { bestWeight } from './name-terms.ts';
import type { Search } from './search.ts';

/** A full step is taken unless the dual falls beyond its top this steeply, relative to how it rises at the start. */
const overshoot = 0.3;
/** The top is found to this share of the first slope. */
const flat = 0.1;
const mostTrials = 40;

/** How far to go along the direction, in (0, 1]: the top of the concave dual if that comes before the full step. */
export function stepLength(search: Search): number {
  const constants = constantsOf(search);
  const atStart = slopeAt(search, constants, 0);
  const atEnd = slopeAt(search, constants, 1);
  if (!(atStart > 0) || atEnd >= -overshoot * atStart) return 1;
  let [low, slopeLow] = [0, atStart];
  let [high, slopeHigh] = [1, atEnd];
  let t = 1;
  for (let trial = 0; trial < mostTrials; trial++) {
    const cut = low + ((high - low) * slopeLow) / (slopeLow - slopeHigh);
    t = trial % 3 === 2 ? (low + high) / 2 : cut;
    const slope = slopeAt(search, constants, t);
    if (Math.abs(slope) <= flat * atStart) return t;
    if (slope > 0) [low, slopeLow] = [t, slope];
    else [high, slopeHigh] = [t, slope];
  }
  return low > 0 ? low : t;
}

/** The parts of the dual's slope that are linear in t: restStep'lagged and restStep'laggedStep. */
interface Constants {
  readonly level: number;
  readonly rise: number;
}

function constantsOf({ program, lagged, laggedStep, restStep }: Search): Constants {
  let level = 0;
  let rise = 0;
  for (let i = 0; i < program.n; i++) {
    level += (restStep[i] as number) * (lagged[i] as number);
    rise += (restStep[i] as number) * (laggedStep[i] as number);
  }
  return { level, rise };
}

/** Slope of the dual after the share t of the step. */
function slopeAt(search: Search, constants: Constants, t: number): number {
  const { program, own, linear, rest, restStep, prices, priceStep } = search;
  const { n, price, centre, lo, hi } = program;
  let s = -constants.level - t * constants.rise;
  for (let i = 0; i < n; i++) {
    const c = centre[i] as number;
    const slopeStep = (restStep[i] as number) + (priceStep.slope[i] as number);
    const r = (linear[i] as number) - (rest[i] as number) - (prices.slope[i] as number) - t * slopeStep;
    const zeroStep = priceStep.atZero[i] as number;
    const centreStep = priceStep.atCentre[i] as number;
    const atCentre = (price[i] as number) + (prices.atCentre[i] as number) + t * centreStep;
    const atZero = (prices.atZero[i] as number) + t * zeroStep;
    const x = bestWeight(own[i] as number, r, atCentre, atZero, c, lo[i] as number, hi[i] as number);
    s += slopeStep * x + zeroStep * Math.abs(x) + centreStep * Math.abs(x - c);
  }
  return s - boundsSlope(search, t);
}

/** Slope of what the rows' bounds cost: a multiplier counts against the bound of its own sign. */
function boundsSlope({ program: { rows }, rowPrice, rowStep }: Search, t: number): number {
  let s = 0;
  for (let j = 0; j < rows.count; j++) {
    const step = rowStep[j] as number;
    if (step === 0) continue;
    const now = rowPrice[j] as number;
    const then = now + t * step;
    const isZero = Math.abs(then) <= 1e-14 * Math.max(Math.abs(now), Math.abs(step));
    const sign = isZero ? (t > 0 && now !== 0 ? now : step) : then;
    s += step * ((sign > 0 ? rows.upper[j] : rows.lower[j]) as number);
  }
  return s;
}
