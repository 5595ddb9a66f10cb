import type { Clock } from '#app/ports.ts';
import { type EpochMs, epochMs } from '#shared/units.ts';

/** Time that passes only when a test says so. */
export class FakeClock implements Clock {
  #now: number;
  #set = 0;
  #timers: { due: number; run: () => void; every: number | null }[] = [];

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): EpochMs {
    return epochMs(this.#now);
  }

  elapsed(): number {
    return this.#now - this.#set;
  }

  /** Puts the clock forward (or back) without any time having passed. */
  set(byMs: number): void {
    this.#now += byMs;
    this.#set += byMs;
    for (const timer of this.#timers) timer.due += byMs;
  }

  /** Time passes while nothing can run, as when a machine sleeps; a clock that stands still meanwhile is set on waking. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  /** A process has died: nothing that it had planned happens. */
  forget(): void {
    this.#timers = [];
  }

  every(ms: number, run: () => void): () => void {
    return this.#add({ due: this.#now + ms, run, every: ms });
  }

  after(ms: number, run: () => void): () => void {
    return this.#add({ due: this.#now + ms, run, every: null });
  }

  /** Runs what falls due, in order; promises settle between timers. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const [next] = this.#timers.filter(({ due }) => due <= end).toSorted((a, b) => a.due - b.due);
      if (next === undefined) break;
      this.#now = Math.max(this.#now, next.due);
      if (next.every === null) this.#timers = this.#timers.filter((timer) => timer !== next);
      else next.due += next.every;
      next.run();
      await settle();
    }
    this.#now = end;
  }

  #add(timer: { due: number; run: () => void; every: number | null }): () => void {
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
}

/** Lets every promise that can settle do so. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
