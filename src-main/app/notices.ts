import type { Notice } from '#shared/contract/rows.ts';
import type { EpochMs } from '#shared/units.ts';

const kept = 200;

/** The last messages to the trader, newest first; the same text again within a minute is said once. */
export class Notices {
  #list: readonly Notice[] = [];
  #next = 1;

  add(level: Notice['level'], text: string, at: EpochMs, code: number | null = null): void {
    const repeated = this.#list.some(
      (notice) => notice.text === text && notice.code === code && at - notice.at < 60_000,
    );
    if (repeated) return;
    this.#list = [{ id: this.#next, at, level, text, code }, ...this.#list].slice(0, kept);
    this.#next += 1;
  }

  list(): readonly Notice[] {
    return this.#list;
  }
}
