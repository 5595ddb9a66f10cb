import type { Desk } from '../desk.ts';
import type { Store } from '../ports.ts';

const lostWords =
  'The desk ended before a halt or a stop could be written down, as on a full disk. The trades that were under way are stopped.';

/**
 * Tells the next start that a stop, a halt or a kill holds which is not written down yet: the mark beside the account's file is taken away
 * at once, and put back when all is written. A start that finds none stops and halts.
 */
export class CleanMark {
  readonly #desk: Desk;
  #store: Store | null = null;
  /** As it is on the disk; null = not known. */
  #stands: boolean | null = null;
  #failing = false;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Another account's file, whose works and trading state have been taken up. */
  use(store: Store): void {
    this.#store = store;
    this.#stands = store.leftClean;
    if (store.leftClean) return;
    const { safety, interval, notices } = this.#desk;
    interval.withdraw(lostWords);
    if (safety.halted === null) safety.halt(lostWords, 'desk');
    else notices.add('error', lostWords, this.#desk.now());
  }

  /** Whenever something may not have been written, and once a second. */
  look(): void {
    const { store, safety, execution } = this.#desk;
    if (store === null || store !== this.#store) return;
    const isClean = safety.record.saved && execution.saved;
    if (isClean === this.#stands) return;
    try {
      store.markClean(isClean);
      this.#stands = isClean;
      this.#failing = false;
    } catch (error) {
      this.#stands = null;
      this.#failed(isClean, error);
    }
  }

  /** Tried again every second: said once. */
  #failed(isClean: boolean, error: unknown): void {
    if (this.#failing) return;
    this.#failing = true;
    this.#desk.parts.log.error('the mark beside the file could not be changed', { error, isClean });
    if (isClean) return;
    const text =
      'What was stopped can neither be written down nor be marked as not written: should the desk end now, the next start does not know of it. Look at your orders in TWS.';
    this.#desk.notices.add('error', text, this.#desk.now());
  }
}
