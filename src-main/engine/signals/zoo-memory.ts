import type { EpochMs } from '#shared/units.ts';

/** What the zoo and the arbiter learn, carried between intervals (spec 1, 2, 3, 6). */
export interface ZooMemory {
  /** π by model id; absent = not yet started. */
  readonly pi: Readonly<Record<string, number>>;
  /** Skill by horizon in minutes, as the EWMA stores it (no floor). */
  readonly ic: Readonly<Record<string, number>>;
  /** Cross-sections whose forward return is not known yet, oldest first. */
  readonly waiting: readonly WaitingCrossSection[];
}

export interface WaitingCrossSection {
  readonly horizonMin: number;
  readonly at: EpochMs;
  readonly tickers: readonly string[];
  /** Price of each name at `at`. */
  readonly prices: readonly number[];
  /** Standardised scores by model id; null = the model did not cover the name. */
  readonly scores: Readonly<Record<string, readonly (number | null)[]>>;
  /** The horizon's blend. */
  readonly blend: readonly number[];
}
