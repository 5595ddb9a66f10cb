/** Where the practice TWS has its time from: the machine's clock when it runs as a program, a test's own clock in a simulation. */

export interface Timers {
  /** Steadily rising milliseconds since 1970. */
  now(): number;
  /** Calls until the returned function is called. */
  every(ms: number, run: () => void): () => void;
  after(ms: number, run: () => void): () => void;
}

/** Steady even when somebody sets the machine's clock. */
export const machineTimers: Timers = {
  now: () => performance.timeOrigin + performance.now(),
  every(ms, run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
