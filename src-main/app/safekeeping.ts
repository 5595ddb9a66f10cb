import type { Desk } from './desk.ts';
import type { Store } from './ports.ts';

const everyMs = 3_600_000;
/** A desk that computes every few seconds writes less in this time than the write-ahead log takes before it is emptied over an order. */
const checkpointMs = 10 * 1000;
/** A desk that is asked to end does not wait longer for its last backup; the one of the hour before is there. */
const lastLimitMs = 4000;

/**
 * Copies the journal every hour, when another account takes its place and at the end, and empties its write-ahead log while nothing waits for it. A backup that fails is said and
 * never stops anything.
 */
export class Safekeeping {
  readonly #desk: Desk;
  #running: { readonly store: Store; readonly done: Promise<void> } | null = null;
  #stopTimers: () => void = () => {};

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  start(): void {
    const { clock } = this.#desk.parts;
    this.#desk.leave = (store) => void this.#backUp(store).finally(() => this.#close(store));
    const timers = [
      clock.every(everyMs, () => void this.backUp()),
      clock.every(checkpointMs, () => this.#checkpoint()),
    ];
    this.#stopTimers = () => {
      for (const stop of timers) stop();
    };
  }

  backUp(): Promise<void> {
    const { store } = this.#desk;
    return store === null ? Promise.resolve() : this.#backUp(store);
  }

  /** The last backup, as far as it is done in time. */
  async stop(): Promise<void> {
    this.#stopTimers();
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#desk.parts.clock.after(lastLimitMs, resolve);
    await Promise.race([this.backUp(), promise]);
    cancel();
  }

  /** The next write says what is wrong with the disk, and stops what must be stopped. */
  #checkpoint(): void {
    const { store, parts } = this.#desk;
    if (store === null || store.readOnly !== null) return;
    try {
      store.checkpoint();
    } catch (error) {
      parts.log.warn('checkpoint failed', { why: error instanceof Error ? error.message : String(error) });
    }
  }

  /** One at a time; whoever asks for a file that is being copied waits for that copy. */
  #backUp(store: Store): Promise<void> {
    const before = this.#running;
    if (before?.store === store) return before.done;
    const done = (before?.done ?? Promise.resolve())
      .then(() => this.#copy(store))
      .finally(() => {
        if (this.#running?.done === done) this.#running = null;
      });
    this.#running = { store, done };
    return done;
  }

  async #copy(store: Store): Promise<void> {
    const { parts } = this.#desk;
    if (store.readOnly !== null) return;
    try {
      parts.log.info('backed up', { file: await store.backUp(parts.clock.now()) });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      parts.log.warn('backup failed', { why });
      this.#desk.notices.add(
        'warning',
        `The journal could not be backed up. ${why} The desk goes on.`,
        this.#desk.now(),
      );
      this.#desk.tell('status');
    }
  }

  #close(store: Store): void {
    try {
      store.close();
    } catch (error) {
      this.#desk.parts.log.warn('not closed', {
        why: error instanceof Error ? error.message : String(error),
      });
    }
  }
}
