import type { Outcome } from './day.ts';
import { drawnFaults, killPoints } from './mishaps.ts';

/** From so many days on, everything that can go wrong must have gone wrong once. */
const enoughDays = 200;

/** What many days came to. */
export class Summary {
  readonly #first: number;
  readonly #last: number;
  readonly #counts = new Map<string, number>();
  readonly failedSeeds: number[] = [];
  #days = 0;

  constructor(first: number, last: number) {
    this.#first = first;
    this.#last = last;
  }

  get failed(): number {
    return this.failedSeeds.length;
  }

  add({ seed, counts, violations }: Outcome): void {
    this.#days += 1;
    if (violations.length > 0) this.failedSeeds.push(seed);
    for (const [what, count] of Object.entries(counts))
      this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
  }

  progress(): string {
    return `${this.#days} of ${this.#last - this.#first + 1} days, ${this.failed} failed`;
  }

  /** What never happened although it should have been tried; empty for few days. */
  missing(): readonly string[] {
    if (this.#days < enoughDays) return [];
    return expected().filter((what) => !this.#counts.has(what));
  }

  text(): string {
    const counts = [...this.#counts].sort(([a], [b]) => a.localeCompare(b));
    const failed = this.failedSeeds.sort((a, b) => a - b);
    return [
      `${this.#days} days, seeds ${this.#first} to ${this.#last}`,
      ...counts.map(([what, count]) => `  ${String(count).padStart(7)}  ${what}`),
      ...this.missing().map((what) => `NEVER TRIED: ${what}`),
      failed.length === 0 ? 'No day failed.' : `${failed.length} days failed: ${failed.join(', ')}`,
    ].join('\n');
  }
}

const mishaps = [
  'cut',
  'silence',
  'kill-desk',
  'stop-desk',
  'kill-tws',
  'restart-tws',
  'cut-order',
  'kill-tws-order',
  'orders lost on their way',
];
const messages = ['lose', 'late', 'duplicate', 'lateDuplicate', 'swap'].map((what) => `message: ${what}`);
const trader = [
  'approval',
  'part approval',
  'rejection',
  'halt',
  'cancel',
  'cancel all',
  'mode',
  'new strategy',
];

const limits = [
  ...['order value', 'shares held', 'share of ADV, an order', 'share of ADV, a day', 'active orders'],
  ...['price off the middle', 'price off the last', 'orders a minute', 'day turnover'],
  ...['name', 'sector', 'gross', 'net', 'beta'],
];
const nights = ['up', 'asleep', 'stopped', 'killed'];

/** The closing auction is left out: by its cut-off nothing is left of a trade on most days. */
const worked = ['passive', 'mid', 'cross'].map((level) => `worked: ${level}`);

const expected = (): readonly string[] => [
  ...mishaps,
  ...messages,
  ...killPoints.map((point) => `killed at ${point}`),
  ...worked,
  ...['margin previews', 'hedges sent'],
  ...trader.map((what) => `trader: ${what}`),
  ...limits.map((limit) => `tested: ${limit}`),
  ...nights.map((desk) => `night: ${desk}`),
  ...drawnFaults.map((name) => `fault: ${name}`),
  ...['orders sent', 'orders reached the TWS', 'fills', 'trader reconnects'],
];
