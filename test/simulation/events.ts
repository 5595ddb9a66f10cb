import { createHash, type Hash } from 'node:crypto';

const keptLines = 80;

/** What happened in a day, hashed whole, of which the last lines are kept; and how often what went wrong. */
export class Events {
  readonly counts = new Map<string, number>();
  readonly violations: string[] = [];
  readonly #hash: Hash = createHash('sha1');
  readonly #last: string[] = [];
  readonly #clock: () => number;
  /** Where every line goes too; null = nowhere. */
  readonly #print: ((line: string) => void) | null;

  constructor(clock: () => number, print: ((line: string) => void) | null) {
    this.#clock = clock;
    this.#print = print;
  }

  note(what: string, bytes: Buffer | null = null): void {
    const line = `${new Date(this.#clock()).toISOString().slice(11, 23)} ${what}`;
    this.#hash.update(line);
    if (bytes !== null) this.#hash.update(bytes);
    if (bytes !== null && this.#print === null) return;
    const shown = bytes === null ? line : `${line}: ${printable(bytes)}`;
    this.#last.push(shown);
    if (this.#last.length > keptLines) this.#last.shift();
    this.#print?.(shown);
  }

  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by);
  }

  /** Something that must never be. */
  violated(what: string): void {
    this.note(`VIOLATION ${what}`);
    if (this.violations.length < 20) this.violations.push(`${new Date(this.#clock()).toISOString()} ${what}`);
  }

  last(): readonly string[] {
    return this.#last;
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}

const longest = 400;

const printable = (bytes: Buffer): string =>
  bytes.toString('latin1', 0, longest).replaceAll(/[^ -~]+/g, '|') + (bytes.length > longest ? '…' : '');
