import { seededRandom, type SeededRandom } from '#test/support/random.ts';

/** What is drawn from one seeded stream. */
export class Draws {
  readonly random: SeededRandom;
  constructor(seed: number) {
    this.random = seededRandom(seed);
  }
  between(low: number, high: number): number {
    return low + (high - low) * this.random.uniform();
  }
  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }
  happens(chance: number): boolean {
    return this.random.uniform() < chance;
  }
  pick<T>(from: readonly T[]): T {
    const item = from[Math.min(from.length - 1, Math.floor(this.random.uniform() * from.length))];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }
  shuffled<T>(items: readonly T[]): readonly T[] {
    const keyed = items.map((item) => ({ item, key: this.random.uniform() }));
    return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
  }
}
