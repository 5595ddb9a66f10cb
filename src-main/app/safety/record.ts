import type { AccountKind } from '#shared/domain/portfolio.ts';
import type { AccountId } from '#shared/ids.ts';
import { type SafetyEvent, strictness, type TradingState } from '#shared/domain/safety.ts';
import type { Log, Store } from '../ports.ts';

/** Shown on the screen; the file keeps all. */
const shown = 200;

type NewEvent = Omit<SafetyEvent, 'id'>;

interface Waiting {
  /** Whose it is; null = nobody's yet: it goes into the next file that opens. */
  readonly owner: string | null;
  readonly event: NewEvent;
}

interface Owner {
  readonly kind: AccountKind;
  readonly account: AccountId;
}

const ownerOf = ({ kind, account }: Owner): string => `${kind} ${account}`;

/** The record of an account, newest first. What cannot be written down now holds all the same, and is written when it can be. */
export class SafetyRecord {
  readonly #log: Log;
  #store: Store | null = null;
  #owner: string | null = null;
  #events: readonly SafetyEvent[] = [];
  #waiting: Waiting[] = [];
  #nextUnsaved = -1;
  #failing = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** The state that holds: the file's or, where that is stricter, what happened while there was none. Throws where it cannot be read. */
  use(store: Store): { readonly state: TradingState; readonly cause: SafetyEvent | null } {
    this.waitFor(store);
    this.#store = store;
    const newest = store.safety.events(shown);
    const holding = store.safety.eventsSinceReset();
    // However much was said since, what nobody has reset holds.
    this.#events = holding.length > newest.length ? holding : newest;
    const stored = this.#events[0]?.state ?? 'active';
    const owner = this.#owner;
    const mine = this.#waiting.filter((waiting) => waiting.owner === null || waiting.owner === owner);
    const others = this.#waiting.filter((waiting) => !mine.includes(waiting));
    // Who reset while no file was open did not know what this one says: its state holds.
    const early = mine.map((waiting) =>
      waiting.owner === null
        ? { ...waiting.event, state: stricter(stored, waiting.event.state) }
        : waiting.event,
    );
    this.#waiting = [...others, ...early.map((event) => ({ owner, event }))];
    for (const event of early) this.#show(event);
    this.flush();
    const state = stricter(stored, early.at(-1)?.state ?? 'active');
    return { state, cause: this.sinceReset().find((event) => causes.has(event.kind)) ?? null };
  }

  /** An account whose file is not open, or may only be read: what happens from here on is its own, and waits for it. */
  waitFor(owner: Owner): void {
    this.#store = null;
    this.#owner = ownerOf(owner);
    this.#events = [];
  }

  /** Whose record this is, in words; null = no account's yet. */
  get owner(): string | null {
    return this.#owner;
  }

  /** Since somebody last said that all is well, newest first. */
  sinceReset(): readonly SafetyEvent[] {
    const end = this.#events.findIndex(({ kind }) => kind === 'reset');
    return end < 0 ? this.#events : this.#events.slice(0, end);
  }

  /** Newest first. */
  list(): readonly SafetyEvent[] {
    return this.#events;
  }

  /** False = something that holds is not on disk. */
  get saved(): boolean {
    return !this.#waiting.some(({ owner }) => owner === null || owner === this.#owner);
  }

  /** Never throws. */
  add(event: NewEvent): void {
    this.#waiting.push({ owner: this.#owner, event });
    this.#show(event);
    this.flush();
  }

  /** Throws a StoreError where it cannot be written: for what must not hold unwritten. */
  addOrThrow(event: NewEvent): void {
    if (this.#store === null) {
      this.add(event);
      return;
    }
    const written = this.#store.safety.record(event);
    this.#events = [written, ...this.#events].slice(0, shown);
  }

  /** Writes what waits, in order, as far as it goes. */
  flush(): void {
    const store = this.#store;
    if (store === null) return;
    try {
      for (;;) {
        const index = this.#waiting.findIndex((waiting) => waiting.owner === this.#owner);
        const next = this.#waiting[index];
        if (next === undefined) break;
        const written = store.safety.record(next.event);
        this.#waiting.splice(index, 1);
        this.#events = replaced(this.#events, written);
      }
      this.#failing = false;
    } catch (error) {
      // Tried again every second: said once.
      if (!this.#failing) this.#log.error('a safety event could not be written down', { error });
      this.#failing = true;
    }
  }

  #show(event: NewEvent): void {
    this.#events = [{ ...event, id: this.#nextUnsaved }, ...this.#events].slice(0, shown);
    this.#nextUnsaved -= 1;
  }
}

const causes: ReadonlySet<SafetyEvent['kind']> = new Set(['halt', 'reduce', 'trip', 'kill']);

const stricter = (a: TradingState, b: TradingState): TradingState => (strictness[a] >= strictness[b] ? a : b);

/** The oldest that was shown under a number of its own gets the file's. */
function replaced(events: readonly SafetyEvent[], written: SafetyEvent): readonly SafetyEvent[] {
  const index = events.findLastIndex(
    ({ id, at, what }) => id < 0 && at === written.at && what === written.what,
  );
  return index < 0 ? [written, ...events].slice(0, shown) : events.with(index, written);
}
