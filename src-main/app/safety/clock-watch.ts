/** How far the clocks have jumped at the last look, in ms; each look begins anew. */
export class ClockWatch {
  #wall: number | null = null;
  #elapsed = 0;
  #offset: number | null = null;
  /** Largest since the last `clear`: a jump is over at the next look, and must still be seen. */
  jumpMs = 0;
  sleepMs = 0;

  /** `offset`: the TWS's clock less the desk's; null = there is none to watch. */
  look(wall: number, elapsed: number, offset: number | null): void {
    if (this.#wall !== null) this.#compare(wall - this.#wall, elapsed - this.#elapsed, offset);
    this.#wall = wall;
    this.#elapsed = elapsed;
    this.#offset = offset;
  }

  #compare(wall: number, elapsed: number, offset: number | null): void {
    this.sleepMs = Math.max(this.sleepMs, wall, elapsed);
    const set = wall - elapsed;
    const tws = offset === null || this.#offset === null ? 0 : offset - this.#offset;
    for (const jump of [set, tws]) if (Math.abs(jump) > Math.abs(this.jumpMs)) this.jumpMs = jump;
  }

  clear(): void {
    this.jumpMs = 0;
    this.sleepMs = 0;
  }
}
