/**
 * Opens and closes of every name for every session of the calendar, made once from the seed: a market, a sector
 * and an own part in logarithms. The own part carries a slow drift (momentum) and a quickly fading part
 * (reversal). All parts revert slowly, so that prices stay near the listed ones in any year.
 */
import { normal, uniform } from './random.ts';
import { SESSIONS } from './trading-days.ts';
import { NAMES, SECTORS, type Name } from './universe.ts';

/** Daily standard deviations of the common parts. */
const MARKET_VOL = 0.009;
const SECTOR_VOL = 0.006;
/** Pull back to the listed price per day: half-lives of about 400 and 250 sessions. */
const COMMON_REVERSION = 0.0017;
const OWN_REVERSION = 0.0028;
/** The drift of the own part: its persistence (half-life about 100 sessions) and size relative to the own volatility. */
const DRIFT_PERSISTENCE = 0.993;
const DRIFT_SIZE = 0.055;
/** The part that fades within days. */
const FADE_PERSISTENCE = 0.75;
const FADE_SIZE = 0.45;
/** The share of a session's move that happens before the open, and the size of the extra gap. */
const GAP_SHARE = 0.3;
const GAP_NOISE = 0.3;
/** About one session in sixty moves a name several times as far: earnings and the like. */
const EVENT_PROBABILITY = 1 / 63;
const EVENT_SIZE = 3.5;

/** One random part: its logarithm at each open and close, and its volatility in that session. */
export interface Part {
  readonly open: Float64Array;
  readonly close: Float64Array;
  readonly sigma: Float64Array;
}

export interface DailyPaths {
  readonly seed: number;
  readonly market: Part;
  readonly sectors: readonly Part[];
  /** One for each of NAMES: the full log price (all parts), with the own part's volatility. */
  readonly names: readonly Part[];
  /** For each name the volatility of all parts together, for ranges within a minute. */
  readonly totalSigma: readonly Float64Array[];
}

export function makeDailyPaths(seed: number): DailyPaths {
  const market = makePart(seed, 1, volatilityWaves(seed), MARKET_VOL, COMMON_REVERSION, false);
  const sectors = SECTORS.map((_, s) => makePart(seed, 10 + s, null, SECTOR_VOL, COMMON_REVERSION, false));
  const parts = NAMES.map((name) => makeName(seed, name, market, sectors));
  return {
    seed,
    market,
    sectors,
    names: parts.map((part) => part.path),
    totalSigma: parts.map((part) => part.total),
  };
}

function makeName(
  seed: number,
  name: Name,
  market: Part,
  sectors: readonly Part[],
): { path: Part; total: Float64Array } {
  const sector = sectors[sectorIndex(name)];
  const own = makePart(seed, name.conId, null, ownVolatility(name), OWN_REVERSION, true);
  const total = new Float64Array(SESSIONS.length);
  const base = Math.log(name.price);
  for (let n = 0; n < SESSIONS.length; n += 1) {
    own.open[n] = base + at(own.open, n) + name.beta * at(market.open, n) + (sector ? at(sector.open, n) : 0);
    own.close[n] =
      base + at(own.close, n) + name.beta * at(market.close, n) + (sector ? at(sector.close, n) : 0);
    total[n] = Math.hypot(name.beta * at(market.sigma, n), sector ? SECTOR_VOL : 0, at(own.sigma, n));
  }
  return { path: own, total };
}

/** -1 for the benchmark fund, which has no sector. */
export function sectorIndex(name: Name): number {
  return name.sector === null ? -1 : SECTORS.indexOf(name.sector);
}

/** What the common parts leave over of the name's volatility; the fund follows the market almost exactly. */
function ownVolatility(name: Name): number {
  if (name.sector === null) return 0.0003;
  const rest = name.dailyVol ** 2 - (name.beta * MARKET_VOL) ** 2 - SECTOR_VOL ** 2;
  return Math.sqrt(Math.max(rest, (0.45 * name.dailyVol) ** 2));
}

function makePart(
  seed: number,
  stream: number,
  waves: Float64Array | null,
  vol: number,
  reversion: number,
  isOwn: boolean,
): Part {
  const count = SESSIONS.length;
  const part = {
    open: new Float64Array(count),
    close: new Float64Array(count),
    sigma: new Float64Array(count),
  };
  const driftStep = DRIFT_SIZE * vol * Math.sqrt(1 - DRIFT_PERSISTENCE ** 2);
  let level = 0;
  let drift = isOwn ? DRIFT_SIZE * vol * normal(seed, stream, -1) : 0;
  let fading = 0;
  let previous = 0;
  for (let n = 0; n < count; n += 1) {
    const wave = waves === null ? 1 : at(waves, n);
    const event = isOwn && uniform(seed, stream, n, 5) < EVENT_PROBABILITY ? EVENT_SIZE : 1;
    const sigma = vol * wave;
    if (isOwn) {
      drift = DRIFT_PERSISTENCE * drift + driftStep * normal(seed, stream, n, 2);
      fading = FADE_PERSISTENCE * fading + FADE_SIZE * sigma * normal(seed, stream, n, 3);
    }
    level += drift - reversion * level + (isOwn ? 0.85 : 1) * sigma * event * normal(seed, stream, n, 1);
    const close = level + fading;
    part.open[n] = previous + GAP_SHARE * (close - previous) + GAP_NOISE * sigma * normal(seed, stream, n, 4);
    part.close[n] = close;
    part.sigma[n] = sigma;
    previous = close;
  }
  return part;
}

/** Calm and rough months: a slow factor around 1 on the market's volatility. */
function volatilityWaves(seed: number): Float64Array {
  const waves = new Float64Array(SESSIONS.length);
  let x = 0;
  for (let n = 0; n < waves.length; n += 1) {
    x = 0.98 * x + 0.07 * normal(seed, 2, n);
    waves[n] = Math.exp(x);
  }
  return waves;
}

/** An element that is known to exist; 0 would hide a fault, so a missing one is NaN. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? Number.NaN;
}
