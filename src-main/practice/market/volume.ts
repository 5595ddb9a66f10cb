/** Shares traded: by session, and within it along a U with a share in the closing auction. */
import { at, type DailyPaths } from './daily-path.ts';
import { normal, uniform } from './random.ts';
import { SESSIONS, sessionMinutes } from './trading-days.ts';
import { nameAt } from './universe.ts';

const CLOSING_AUCTION = 0.08;
const OPENING_AUCTION = 0.02;
const CACHED = 400;

export class Volumes {
  readonly #daily: DailyPaths;
  readonly #cumulative = new Map<number, Float64Array>();

  constructor(daily: DailyPaths) {
    this.#daily = daily;
  }

  /** Whole shares of the session: more when the price moved far, and more in all names on busy days. */
  ofSession(name: number, session: number): number {
    const { seed, names, totalSigma } = this.#daily;
    const { conId, dailyVolume } = nameAt(name);
    const part = names[name];
    const sigma = totalSigma[name];
    if (part === undefined || sigma === undefined) throw new RangeError(`no volume for name ${name}`);
    const moved = Math.abs(at(part.close, session) - at(part.open, session)) / at(sigma, session);
    const common = 0.15 * normal(seed, 3, session);
    const own = 0.28 * normal(seed, conId, session, 6);
    return Math.round(dailyVolume * Math.exp(common + own - 0.05) * (0.8 + 0.25 * Math.min(moved, 4)));
  }

  /** Shares traded up to the start of each minute: minutes + 1 whole numbers, the last one the session's. */
  cumulative(name: number, session: number): Float64Array {
    const key = name * SESSIONS.length + session;
    let cumulative = this.#cumulative.get(key);
    if (cumulative === undefined) {
      cumulative = this.#spread(name, session);
      if (this.#cumulative.size >= CACHED) this.#forgetOldest();
      this.#cumulative.set(key, cumulative);
    }
    return cumulative;
  }

  #forgetOldest(): void {
    const [oldest] = this.#cumulative.keys();
    if (oldest !== undefined) this.#cumulative.delete(oldest);
  }

  #spread(name: number, session: number): Float64Array {
    const minutes = sessionMinutes(SESSIONS[session] ?? 0);
    const { conId } = nameAt(name);
    const weights = Float64Array.from({ length: minutes }, (_, m) => {
      const shape = 1 + 3 * Math.exp(-m / 20) + 2.2 * Math.exp((m - minutes) / 25);
      return shape * (0.4 + 1.2 * uniform(this.#daily.seed, conId, session, 1000 + m));
    });
    const plain = weights.reduce((a, b) => a + b, 0);
    weights[0] = at(weights, 0) + OPENING_AUCTION * plain;
    weights[minutes - 1] = at(weights, minutes - 1) + CLOSING_AUCTION * plain;
    const total = weights.reduce((a, b) => a + b, 0);
    const shares = this.ofSession(name, session);
    const cumulative = new Float64Array(minutes + 1);
    let sum = 0;
    for (let m = 0; m < minutes; m += 1) {
      sum += at(weights, m);
      cumulative[m + 1] = Math.round((shares * sum) / total);
    }
    return cumulative;
  }
}
