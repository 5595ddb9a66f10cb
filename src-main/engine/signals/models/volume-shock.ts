import { back, constant, day } from './model.ts';
import type { Model } from './model.ts';

/** Sessions that the last one is measured against, as in the source. */
const reference = 49;
const leastSessions = 25;

/** Log of yesterday's volume over the mean of the 49 sessions before: unusual volume makes a stock seen, and then bought. */
export const volumeShock: Model = {
  id: 'volume-shock',
  horizonMin: 20 * day,
  source: 'Gervais, Kaniel & Mingelgrin 2001, "The High-Volume Return Premium", Journal of Finance 56',
  needs: null,
  prepare: ({ volumes }) => constant(Float64Array.from(volumes, shockOf)),
};

function shockOf(column: Float64Array): number {
  const before = column.subarray(-reference - 1, -1).filter((volume) => volume > 0);
  const last = back(column, 1);
  if (before.length < leastSessions || !(last > 0)) return Number.NaN;
  return Math.log((last * before.length) / before.reduce((total, volume) => total + volume, 0));
}
