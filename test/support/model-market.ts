import type { ModelHistory, ModelNow } from '#engine/signals/models/model.ts';

import { sessionOf } from '#shared/calendar.ts';
import { clock, today } from '#test/support/engine-builders.ts';

/** Histories from rows of closes; highs are the closes, volumes 1000, beta 1, no benchmark, each name a sector of its own. */
export function historyOf(
  closes: readonly (readonly number[])[],
  change: Partial<ModelHistory> = {},
): ModelHistory {
  const columns = closes.map((column) => Float64Array.from(column));
  const rows = columns[0]?.length ?? 0;
  return {
    closes: columns,
    highs: columns,
    volumes: columns.map((column) => column.map(() => 1000)),
    benchmark: new Float64Array(rows).fill(Number.NaN),
    beta: new Float64Array(columns.length).fill(1),
    sectors: columns.map((_, i) => `S${i}`),
    ...change,
  };
}

/** Eleven o'clock of a session; nothing is known but the prices. */
export function nowOf(prices: readonly number[], change: Partial<ModelNow> = {}): ModelNow {
  return {
    at: clock(11, 0),
    session: sessionOf(today),
    prices: Float64Array.from(prices),
    benchmark: Number.NaN,
    intraday: null,
    ...change,
  };
}

/** `count` sessions of a price, then others if given. */
export const flat = (count: number, price: number, ...then: readonly number[]): number[] => [
  ...Array.from({ length: count }, () => price),
  ...then,
];
