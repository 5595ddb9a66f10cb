/** Sorted times of one thing, in ms. */
export interface Times {
  readonly median: number;
  readonly p95: number;
}

/** Runs `work` some rounds for warmth, then until both a time and a count are reached. */
export function timed(work: () => unknown, atLeastMs = 600, atLeastRounds = 15): Times {
  const warmUntil = performance.now() + atLeastMs / 3;
  do work();
  while (performance.now() < warmUntil);
  const times: number[] = [];
  const until = performance.now() + atLeastMs;
  while (times.length < atLeastRounds || performance.now() < until) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  return timesOf(times);
}

export function timesOf(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b);
  const pick = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { median: pick(0.5), p95: pick(0.95) };
}

export const ms = (time: number): string => (time < 1 ? time.toFixed(4) : time.toFixed(2));

/** A line of the report: what, how it came out, and what it should be. */
export function line(what: string, value: string, aim: string, met: boolean): void {
  console.log(`${met ? 'ok  ' : 'MISS'}  ${what.padEnd(58)} ${value.padStart(22)}   ${aim}`);
}
