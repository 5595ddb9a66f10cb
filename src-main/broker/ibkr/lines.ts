import type { ConId } from '#shared/ids.ts';

/** What is to change now. Closing comes first, so that the budget is never overdrawn at the TWS. */
interface Plan {
  readonly close: readonly ConId[];
  readonly open: readonly ConId[];
}

/** Most by which a limit that was learnt from a refusal rises at a time: windows of TWS may have closed meanwhile. */
const raiseBy = 5;

/**
 * Who has a market data line. Pinned names always have one, as far as the lines go; the rest take turns where there are more names than
 * lines. Times are those of a clock that nobody sets, in ms.
 */
export class Lines {
  readonly #configured: number;
  readonly #turnMs: number;
  /** Fewer than configured after the TWS refused: its windows and other programs share the lines. */
  #learnt: number;
  #names: readonly ConId[] = [];
  #pinned: readonly ConId[] = [];
  /** Since when each has its line; null = its request has not left yet. */
  readonly #open = new Map<ConId, number | null>();
  /** Names without a line, whose turn is nearest first. */
  #waiting: ConId[] = [];

  constructor(configured: number, turnMs: number) {
    this.#configured = configured;
    this.#learnt = configured;
    this.#turnMs = turnMs;
  }

  get linesOpen(): number {
    return this.#open.size;
  }

  get limit(): number {
    return this.#learnt;
  }

  get isShared(): boolean {
    return this.#names.length > this.#learnt;
  }

  has(name: ConId): boolean {
    return this.#open.has(name);
  }

  /** Those that are no longer wanted must be closed by the caller. */
  replace(names: readonly ConId[]): void {
    const wanted = new Set(names);
    for (const name of this.#open.keys()) if (!wanted.has(name)) this.#open.delete(name);
    const waiting = this.#waiting.filter((name) => wanted.has(name));
    const known = new Set([...waiting, ...this.#open.keys()]);
    this.#waiting = [...waiting, ...names.filter((name) => !known.has(name))];
    this.#names = names;
  }

  /** The most important first. */
  pin(names: readonly ConId[]): void {
    this.#pinned = names;
  }

  /** The request for its line has left. */
  left(name: ConId, at: number): void {
    if (this.#open.get(name) === null) this.#open.set(name, at);
  }

  /** The TWS had no line for it. */
  refused(name: ConId): void {
    if (!this.#open.delete(name)) return;
    this.#learnt = Math.max(1, Math.min(this.#learnt, this.#open.size));
    this.#waiting.unshift(name);
  }

  /** Time has passed since a refusal: there may be more lines again. */
  raise(): void {
    this.#learnt = Math.min(this.#configured, this.#learnt + raiseBy);
  }

  /** What changes now; the caller does it, or says `refused`. */
  next(at: number): Plan {
    const fixed = this.#fixed();
    const close = this.#toClose(new Set(fixed), at);
    for (const name of close) {
      this.#open.delete(name);
      this.#waiting.push(name);
    }
    const open = this.#toOpen(fixed);
    const opened = new Set(open);
    this.#waiting = this.#waiting.filter((name) => !opened.has(name));
    for (const name of open) this.#open.set(name, null);
    return { close, open };
  }

  /** Pinned names that always have a line; one line at least is left to the others, or nothing would ever be known of them. */
  #fixed(): readonly ConId[] {
    const names = new Set(this.#names);
    const pinned = [...new Set(this.#pinned)].filter((name) => names.has(name));
    return this.isShared ? pinned.slice(0, Math.max(0, this.#learnt - 1)) : pinned;
  }

  #toClose(fixed: ReadonlySet<ConId>, at: number): readonly ConId[] {
    if (!this.isShared) return [];
    // the longest open first: their turn ends first, and they go first where lines are missing
    const turning = [...this.#open]
      .filter(([name]) => !fixed.has(name))
      .toSorted(([, a], [, b]) => (a ?? Infinity) - (b ?? Infinity));
    const over = turning.filter(([, since]) => since !== null && at - since >= this.#turnMs).length;
    const missing = [...fixed].filter((name) => !this.#open.has(name)).length;
    const tooMany = this.#open.size + missing - this.#learnt;
    const turns = Math.min(over, this.#waiting.length);
    return turning.slice(0, Math.max(turns, tooMany)).map(([name]) => name);
  }

  #toOpen(fixed: readonly ConId[]): readonly ConId[] {
    const free = Math.max(0, this.#learnt - this.#open.size);
    const first = fixed.filter((name) => !this.#open.has(name));
    const rest = this.#waiting.filter((name) => !first.includes(name));
    return [...first, ...rest].slice(0, free);
  }
}
