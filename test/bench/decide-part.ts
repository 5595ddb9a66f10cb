import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { initialState } from '#engine/fold.ts';
import { step } from '#engine/step.ts';
import { deskOf } from './desk-of.ts';
import { line, ms, timesOf } from './timing.ts';

/** Intervals of 500 names, one after the other, as the desk runs them; garbage collections are watched all along. */
export async function decideBench(intervals: number): Promise<void> {
  console.log('\nOne whole interval, 500 names, every name quoted anew, everything on but the QP');
  const desk = deskOf(500);
  const pauses: number[] = [];
  // What loading two years of bars leaves behind is not an interval's.
  let from = Infinity;
  const watch = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.startTime >= from) pauses.push(entry.duration);
  });
  watch.observe({ entryTypes: ['gc'] });

  const loading = performance.now();
  let { state, decision } = step(initialState(null), desk.first, desk.settings);
  console.log(
    `      first interval, two years of bars loaded: ${ms(performance.now() - loading)} ms; ${decision.idle ?? 'computed'}`,
  );
  from = performance.now();
  const times: number[] = [];
  for (let k = 1; k <= intervals; k++) {
    const input = desk.next(k);
    const start = performance.now();
    ({ state, decision } = step(state, input, desk.settings));
    times.push(performance.now() - start);
    if (k % 200 === 0) await setImmediate();
  }
  await setImmediate();
  watch.disconnect();
  const { median, p95 } = timesOf(times.slice(Math.min(500, intervals / 2)));
  line('decide: median / 95 %', `${ms(median)} / ${ms(p95)} ms`, '< 3 ms', median < 3);
  const worst = pauses.reduce((most, pause) => Math.max(most, pause), 0);
  const all = pauses.reduce((total, pause) => total + pause, 0);
  line(
    `longest garbage collection in ${intervals} intervals (${pauses.length}, ${all.toFixed(0)} ms)`,
    `${ms(worst)} ms`,
    '≤ 5 ms',
    worst <= 5,
  );
}
