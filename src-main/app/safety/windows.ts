/** Counts what happened lately; times are of a clock that nobody can set. */
export class Window {
  readonly #times: number[] = [];
  readonly #most: number;

  /** `most`: how many are remembered; older ones only matter below any limit. */
  constructor(most: number) {
    this.#most = most;
  }

  add(at: number): void {
    this.#times.push(at);
    if (this.#times.length > this.#most) this.#times.shift();
  }

  /** Within the last so many milliseconds. */
  count(now: number, overMs: number): number {
    let count = 0;
    for (let i = this.#times.length - 1; i >= 0; i--) {
      if (now - (this.#times[i] ?? 0) > overMs) break;
      count += 1;
    }
    return count;
  }

  clear(): void {
    this.#times.length = 0;
  }
}

/** Counts a stream too dense to remember each: per second, for the last ten. */
export class Meter {
  readonly #seconds = new Map<number, number>();

  add(at: number): void {
    const second = Math.floor(at / 1000);
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + 1);
    if (this.#seconds.size > 12) this.#forget(second);
  }

  count(now: number, overMs: number): number {
    let count = 0;
    for (const [second, n] of this.#seconds) if (now - second * 1000 <= overMs) count += n;
    return count;
  }

  clear(): void {
    this.#seconds.clear();
  }

  #forget(second: number): void {
    for (const known of this.#seconds.keys()) if (second - known > 10) this.#seconds.delete(known);
  }
}
