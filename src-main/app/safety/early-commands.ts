import type { CommandRecord, Log, Store } from '../ports.ts';

const kept = 1_000;

/** Commands that came before any account's file was open: they are in the log at once, and in the journal as soon as there is one. */
export class EarlyCommands {
  readonly #log: Log;
  #waiting: CommandRecord[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  add(command: CommandRecord): void {
    this.#log.info('a command before any journal is open', { ...command });
    if (this.#waiting.length < kept) this.#waiting.push(command);
  }

  /** Throws a StoreError where they cannot be written; then they wait on. */
  writeTo(store: Store): void {
    if (this.#waiting.length === 0) return;
    store.together(() => {
      for (const command of this.#waiting) store.recordCommand(command);
    });
    this.#waiting = [];
  }
}
