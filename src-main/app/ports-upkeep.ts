import type { EpochMs } from '#shared/units.ts';

/** What keeps an account's file sound and quick while it is in use. */
export interface UpkeepStore {
  /**
   * Copies the file while it is in use, in small steps, verifies the copy and then drops outdated ones. Resolves with its path; rejects with a
   * StoreError. Not to be called again before it has settled.
   */
  backUp(at: EpochMs): Promise<string>;
  /** Moves what the write-ahead log holds into the file itself. Left alone, the log does so when it is full: in the middle of a write. */
  checkpoint(): void;
}
