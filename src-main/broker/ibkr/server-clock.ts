import { epochMs, type EpochMs } from '#shared/units.ts';

/**
 * The TWS tells its time in whole seconds. Each answer leaves a span that the offset must lie in; the spans of several answers together
 * narrow it to less than the second. An answer that fits no earlier one (a clock was set) starts anew.
 */
export class ServerClock {
  #low = Number.NEGATIVE_INFINITY;
  #high = Number.POSITIVE_INFINITY;

  /** `seconds` since 1970, told at some moment between the two local times. */
  answer(seconds: number, askedAt: EpochMs, heardAt: EpochMs): void {
    if (!Number.isFinite(seconds) || seconds <= 0) return;
    const low = seconds * 1_000 - heardAt;
    const high = seconds * 1_000 + 1_000 - askedAt;
    const fits = low <= this.#high && high >= this.#low;
    this.#low = fits ? Math.max(low, this.#low) : low;
    this.#high = fits ? Math.min(high, this.#high) : high;
  }

  get known(): boolean {
    return Number.isFinite(this.#low);
  }

  /** The TWS's time at a local time; the local time itself while nothing is known. */
  at(local: EpochMs): EpochMs {
    return this.known ? epochMs(Math.round(local + (this.#low + this.#high) / 2)) : local;
  }
}
