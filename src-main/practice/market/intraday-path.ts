/**
 * The way from a session's open to its close, minute by minute, as Brownian bridges of the same three parts,
 * so that intraday bars add up to the daily ones. Within a minute the price runs through four known points
 * (open, high and low in either order, close), so that a minute's bar and the live ticks of that minute agree.
 */
import { at, sectorIndex, type DailyPaths } from './daily-path.ts';
import { hash, uniform } from './random.ts';
import { SESSIONS, sessionMinutes } from './trading-days.ts';
import { nameAt } from './universe.ts';

/** Prices in this file are in ticks of one cent, not yet rounded. */
export const TICKS_PER_DOLLAR = 100;
/** The live price is looked at this often. */
export const STEP_MS = 250;
export const STEPS_PER_MINUTE = 240;
const LAST_STEP = STEPS_PER_MINUTE - 1;

/** The bridge's share of the session's variance; the rest is in the straight way from open to close. */
const BRIDGE_SHARE = 0.85;
/** How far a minute's range reaches beyond its open and close, in units of that minute's volatility. */
const EXCESS = 1.1;
/** The chance that a name trades at a new price in one step of 250 ms. */
const ACTIVITY = 0.4;
const CACHED_PATHS = 600;
const SQRT_6 = Math.sqrt(6);
/** For the benchmark fund, which has no sector. */
const NO_BRIDGE = new Float32Array(391);

export interface Path {
  readonly minutes: number;
  /** minutes + 1 prices: at the start of each minute, and at the end. */
  readonly knot: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
}

export interface Range {
  readonly high: number;
  readonly low: number;
}

export class IntradayPaths {
  readonly daily: DailyPaths;
  readonly #paths = new Map<number, Path>();
  readonly #ranges = new Map<number, Range>();
  readonly #bridges = new Map<number, readonly Float32Array[]>();
  readonly #scratch = emptyPath(390);

  constructor(daily: DailyPaths) {
    this.daily = daily;
  }

  /** The minutes of one name (place in NAMES) in one session (place in SESSIONS). */
  path(name: number, session: number): Path {
    const key = name * SESSIONS.length + session;
    let path = this.#paths.get(key);
    if (path === undefined) {
      path = emptyPath(minutesOf(session));
      this.#fillLogs(name, session, path);
      for (const values of [path.knot, path.high, path.low]) toTicks(values);
      if (this.#paths.size >= CACHED_PATHS) this.#forgetOldest();
      this.#paths.set(key, path);
    }
    return path;
  }

  /** The session's highest and lowest price, without keeping its minutes: daily bars ask for years of them. */
  range(name: number, session: number): Range {
    const key = name * SESSIONS.length + session;
    let range = this.#ranges.get(key);
    if (range === undefined) {
      const minutes = minutesOf(session);
      const logs = this.#fillLogs(name, session, minutes === 390 ? this.#scratch : emptyPath(minutes));
      range = {
        high: TICKS_PER_DOLLAR * Math.exp(logs.high),
        low: TICKS_PER_DOLLAR * Math.exp(logs.low),
      };
      this.#ranges.set(key, range);
    }
    return range;
  }

  /** Price at a step of a minute: it stays where it was until the name's next active step. */
  priceAt(name: number, session: number, minute: number, step: number): number {
    const path = this.path(name, session);
    const key = hash(this.daily.seed, nameAt(name).conId, session, minute);
    const first = 20 + (key % 90);
    const second = 130 + ((key >>> 8) % 90);
    const highFirst = (key & 0x80000000) !== 0;
    let active = Math.min(Math.max(step, 0), LAST_STEP);
    while (!isKnot(active, first, second) && uniform(key, 1, active) >= ACTIVITY) active -= 1;
    const high = at(path.high, minute);
    const low = at(path.low, minute);
    const one = highFirst ? high : low;
    const two = highFirst ? low : high;
    if (active <= first) {
      return between(at(path.knot, minute), one, active / first, uniform(key, 2, active), high, low);
    }
    if (active <= second) {
      const part = (active - first) / (second - first);
      return between(one, two, part, uniform(key, 2, active), high, low);
    }
    const part = (active - second) / (LAST_STEP - second);
    return between(two, at(path.knot, minute + 1), part, uniform(key, 2, active), high, low);
  }

  #forgetOldest(): void {
    const [oldest] = this.#paths.keys();
    if (oldest !== undefined) this.#paths.delete(oldest);
  }

  /** Fills in logarithms of the price in dollars; the session's extremes, also in logarithms. */
  #fillLogs(index: number, session: number, path: Path): Range {
    const { daily } = this;
    const name = nameAt(index);
    const [marketBridge, ...sectorBridges] = this.#commonBridges(session);
    const sectorBridge = sectorBridges[sectorIndex(name)] ?? NO_BRIDGE;
    const part = daily.names[index];
    const total = daily.totalSigma[index];
    if (marketBridge === undefined || part === undefined || total === undefined) {
      throw new RangeError(`no path for name ${index}`);
    }
    const { tau, deviation } = shapeOf(path.minutes);
    fillBridge(path.knot, hash(daily.seed, name.conId, session, 77), path.minutes);
    const open = at(part.open, session);
    const move = at(part.close, session) - open;
    const marketScale = name.beta * at(daily.market.sigma, session) * BRIDGE_SHARE;
    const ownScale = at(part.sigma, session) * BRIDGE_SHARE;
    for (let m = 0; m <= path.minutes; m += 1) {
      const common = marketScale * at(marketBridge, m) + at(sectorBridge, m);
      path.knot[m] = open + move * at(tau, m) + common + ownScale * at(path.knot, m);
    }
    const seed = hash(daily.seed, name.conId, session, 78);
    return fillRanges(path, deviation, at(total, session) * EXCESS, seed);
  }

  /** The market's bridge, then the sectors', the latter already in log price. */
  #commonBridges(session: number): readonly Float32Array[] {
    let bridges = this.#bridges.get(session);
    if (bridges === undefined) {
      const minutes = minutesOf(session);
      const { seed, sectors } = this.daily;
      const work = new Float64Array(minutes + 1);
      const scaled = (stream: number, scale: number) => {
        fillBridge(work, hash(seed, stream, session, 77), minutes);
        for (let m = 0; m <= minutes; m += 1) work[m] = at(work, m) * scale;
        return new Float32Array(work);
      };
      bridges = [
        scaled(1, 1),
        ...sectors.map((sector, s) => scaled(10 + s, at(sector.sigma, session) * BRIDGE_SHARE)),
      ];
      this.#bridges.set(session, bridges);
    }
    return bridges;
  }
}

/** In logarithms, as the knots are; scale is the session's volatility times the reach. */
function fillRanges(path: Path, deviation: Float64Array, scale: number, seed: number): Range {
  let state = seed | 1;
  let dayHigh = Number.NEGATIVE_INFINITY;
  let dayLow = Number.POSITIVE_INFINITY;
  for (let m = 0; m < path.minutes; m += 1) {
    state = xorshift(state);
    const from = at(path.knot, m);
    const to = at(path.knot, m + 1);
    const reach = (scale * at(deviation, m)) / 65_536;
    const high = (from > to ? from : to) + reach * ((state >>> 16) & 0xffff);
    const low = (from > to ? to : from) - reach * (state & 0xffff);
    path.high[m] = high;
    path.low[m] = low;
    if (high > dayHigh) dayHigh = high;
    if (low < dayLow) dayLow = low;
  }
  return { high: dayHigh, low: dayLow };
}

/** A bridge from 0 to 0 of unit variance over the session, in the session's own time. */
function fillBridge(values: Float64Array, seed: number, minutes: number): void {
  const { tau, deviation } = shapeOf(minutes);
  let state = seed | 1;
  let sum = 0;
  values[0] = 0;
  for (let m = 0; m < minutes; m += 1) {
    state = xorshift(state);
    // Two 16-bit uniforms make a triangular variable of variance 1/6: near enough to normal, and cheap.
    sum += at(deviation, m) * SQRT_6 * (((state >>> 16) + (state & 0xffff)) / 65_536 - 1);
    values[m + 1] = sum;
  }
  for (let m = 0; m <= minutes; m += 1) values[m] = at(values, m) - at(tau, m) * sum;
}

function toTicks(logs: Float64Array): void {
  for (let i = 0; i < logs.length; i += 1) logs[i] = TICKS_PER_DOLLAR * Math.exp(at(logs, i));
}

interface Shape {
  /** Share of the session's variance that is over at each minute: 0 … 1. */
  readonly tau: Float64Array;
  /** Standard deviation of each minute when the session's is 1. */
  readonly deviation: Float64Array;
}

const shapes = new Map<number, Shape>();

/** Busy at the open, calm at noon, busier towards the close. */
function shapeOf(minutes: number): Shape {
  let shape = shapes.get(minutes);
  if (shape === undefined) {
    const weight = Float64Array.from(
      { length: minutes },
      (_, m) => 1 + 3.5 * Math.exp(-m / 25) + 0.8 * Math.exp((m - minutes) / 40),
    );
    const total = weight.reduce((a, b) => a + b, 0);
    const tau = new Float64Array(minutes + 1);
    for (let m = 0; m < minutes; m += 1) tau[m + 1] = at(tau, m) + at(weight, m) / total;
    shape = { tau, deviation: weight.map((w) => Math.sqrt(w / total)) };
    shapes.set(minutes, shape);
  }
  return shape;
}

function emptyPath(minutes: number): Path {
  return {
    minutes,
    knot: new Float64Array(minutes + 1),
    high: new Float64Array(minutes),
    low: new Float64Array(minutes),
  };
}

function minutesOf(session: number): number {
  const day = SESSIONS[session];
  if (day === undefined) throw new RangeError(`no session number ${session}`);
  return sessionMinutes(day);
}

function isKnot(step: number, first: number, second: number): boolean {
  return step === 0 || step === first || step === second || step === LAST_STEP;
}

/** A point on the way between two knots, off the straight line by chance but never outside the minute's range. */
function between(from: number, to: number, part: number, chance: number, high: number, low: number): number {
  if (part <= 0) return from;
  if (part >= 1) return to;
  const noise = (chance - 0.5) * 0.4 * (high - low);
  return Math.min(high, Math.max(low, from + (to - from) * part + noise));
}

function xorshift(state: number): number {
  let s = state;
  s ^= s << 13;
  s ^= s >>> 17;
  s ^= s << 5;
  return s;
}
