import type { Bar } from '#shared/domain/market.ts';
import { price } from '#shared/units.ts';
import { clock, later } from '#test/support/engine-builders.ts';

/** The k-th half hour of the day, all at one price. */
export function bar30(k: number, at: number, volume: number): Bar {
  const flat = price(at);
  return { at: later(clock(9, 30), 30 * k), open: flat, high: flat, low: flat, close: flat, volume };
}
