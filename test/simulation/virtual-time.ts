// Time of a simulated day: timers of everybody in one queue, run in order, as fast as the machine can. Whoever schedules is remembered, so
// that a killed program's timers go with it.

export type Owner = string;

interface Entry {
  readonly due: number;
  readonly order: number;
  readonly owner: Owner;
  readonly run: () => void;
  isOff: boolean;
}

type Cancel = () => void;

const realNow = Date.now;
const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  performanceNow: performance.now.bind(performance),
};

/** Lets every promise that can settle do so. */
const settle = (): Promise<void> => new Promise((resolve) => real.setImmediate(resolve));

export class VirtualTime {
  /** Milliseconds since 1970. */
  now: number;
  /** Whose code runs at this moment. */
  owner: Owner = 'simulator';
  readonly #heap: Entry[] = [];
  readonly #start: number;
  readonly #gone = new Set<Owner>();
  #order = 0;
  #handle = 1;
  readonly #handles = new Map<number, Cancel>();
  /** Called with whatever a timer or a promise of an owner threw at nobody. */
  onCrash: (owner: Owner, error: unknown) => void = () => {};

  constructor(start: number) {
    this.now = start;
    this.#start = start;
  }

  at(due: number, run: () => void, owner: Owner = this.owner): Cancel {
    const isOff = this.#gone.has(owner);
    const entry: Entry = { due: Math.max(this.now, due), order: this.#order++, owner, run, isOff };
    if (!isOff) this.#push(entry);
    return () => {
      entry.isOff = true;
    };
  }

  after(ms: number, run: () => void, owner: Owner = this.owner): Cancel {
    return this.at(this.now + Math.max(0, ms), run, owner);
  }

  every(ms: number, run: () => void, owner: Owner = this.owner): Cancel {
    let cancel: Cancel = () => {};
    const again = (): void => {
      cancel = this.after(
        Math.max(1, ms),
        () => {
          again();
          run();
        },
        owner,
      );
    };
    again();
    return () => cancel();
  }

  /** Nothing that this owner has waiting ever runs, nor what code of its that is still running adds. */
  forget(owner: Owner): void {
    this.#gone.add(owner);
    for (const entry of this.#heap) if (entry.owner === owner) entry.isOff = true;
  }

  /** Runs until a moment, or until somebody says that it is enough. */
  async runUntil(end: number, isOver: () => boolean = () => false): Promise<void> {
    await settle();
    while (!isOver()) {
      const next = this.#heap[0];
      if (next === undefined || next.due > end) break;
      this.#pop();
      if (next.isOff) continue;
      this.now = Math.max(this.now, next.due);
      this.as(next.owner, next.run);
      await settle();
    }
    if (!isOver()) this.now = Math.max(this.now, end);
  }

  /** Nothing runs until then, as in a machine that sleeps; what is due comes when it runs on. */
  sleepUntil(at: number): void {
    this.now = Math.max(this.now, at);
  }

  /** Runs code as an owner's; what it throws is that owner's crash. */
  as(owner: Owner, run: () => void): void {
    this.owner = owner;
    try {
      run();
    } catch (error) {
      this.onCrash(owner, error);
    }
  }

  /** Puts this clock in the place of the process's own. The returned function takes it out again. */
  install(): () => void {
    const set = (cancel: Cancel): number => {
      const handle = this.#handle++;
      this.#handles.set(handle, cancel);
      return handle;
    };
    const clear = (handle: unknown): void => {
      this.#handles.get(Number(handle))?.();
      this.#handles.delete(Number(handle));
    };
    const fake = {
      setTimeout: (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
        set(this.after(ms, () => run(...args))),
      setInterval: (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
        set(this.every(ms, () => run(...args))),
      setImmediate: (run: (...args: unknown[]) => void, ...args: unknown[]) =>
        set(this.after(0, () => run(...args))),
      clearTimeout: clear,
      clearInterval: clear,
    };
    Object.assign(globalThis, fake);
    Date.now = () => Math.floor(this.now);
    performance.now = () => this.now - this.#start;
    const lost = (error: unknown): void => this.onCrash(this.owner, error);
    process.on('unhandledRejection', lost);
    process.on('uncaughtException', lost);
    return () => {
      const { performanceNow, ...timers } = real;
      Object.assign(globalThis, timers);
      Date.now = realNow;
      performance.now = performanceNow;
      process.off('unhandledRejection', lost);
      process.off('uncaughtException', lost);
    };
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, entry)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      if (left === undefined) break;
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (isBefore(last, child)) break;
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
  }
}

const isBefore = (a: Entry, b: Entry): boolean => a.due < b.due || (a.due === b.due && a.order < b.order);
