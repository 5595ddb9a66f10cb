import { f64 } from './linear.ts';

const digitBits = 8;
const digits = 1 << digitBits;
const passes = 64 / digitBits;
const passesPerWord = passes / 2;

/**
 * The indices of finite keys in rising order of key; equal keys keep their order, and 0 equals −0. A radix sort on the bits of the numbers
 * (Knuth, The Art of Computer Programming 3, 5.2.5): linear in the count, where comparisons would be n·log n and slower from a few dozen on.
 */
export function stableOrder(keys: Float64Array): Int32Array {
  const bits = risingBits(keys);
  // The upper words decide nearly everything: then the few that share one are put right by hand.
  const order = sortByDigits(bits, passesPerWord);
  return orderRuns(order, bits) ? order : sortByDigits(bits, 0);
}

/** By the digits from `firstPass` on, the lowest first. */
function sortByDigits({ low, high }: Bits, firstPass: number): Int32Array {
  const n = low.length;
  const counts = new Int32Array(digits);
  let order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  let next = new Int32Array(n);
  for (let pass = firstPass; pass < passes; pass++) {
    const words = pass < passesPerWord ? low : high;
    const shift = (pass % passesPerWord) * digitBits;
    counts.fill(0);
    for (let i = 0; i < n; i++) {
      const digit = (at(words, i) >>> shift) & (digits - 1);
      counts[digit] = at(counts, digit) + 1;
    }
    if (n === 0 || at(counts, (at(words, 0) >>> shift) & (digits - 1)) === n) continue;
    toStarts(counts);
    for (let k = 0; k < n; k++) {
      const i = at(order, k);
      const digit = (at(words, i) >>> shift) & (digits - 1);
      const place = at(counts, digit);
      next[place] = i;
      counts[digit] = place + 1;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** Longest run of equal upper words that is worth sorting by insertion. */
const longestRun = 16;

/** Orders the entries of equal upper word by their lower one; false where too many share one. In place. */
function orderRuns(order: Int32Array, { low, high }: Bits): boolean {
  let start = 0;
  for (let k = 1; k < order.length; k++) {
    const i = at(order, k);
    if (at(high, i) !== at(high, at(order, start))) {
      start = k;
      continue;
    }
    if (k - start >= longestRun) return false;
    let place = k;
    for (; place > start && at(low, at(order, place - 1)) > at(low, i); place--)
      order[place] = at(order, place - 1);
    order[place] = i;
  }
  return true;
}

interface Bits {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** The bits of each key as two words, turned so that unsigned order is the order of the numbers. */
function risingBits(keys: Float64Array): Bits {
  const n = keys.length;
  const plain = new Float64Array(n);
  // Adding zero makes −0 a 0.
  for (let i = 0; i < n; i++) plain[i] = f64(keys, i) + 0;
  const words = new Uint32Array(plain.buffer);
  const low = new Uint32Array(n);
  const high = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const top = at(words, 2 * i + 1);
    const flip = top >>> 31 === 1 ? 0xffffffff : 0;
    low[i] = at(words, 2 * i) ^ flip;
    high[i] = top ^ (flip | 0x80000000);
  }
  return { low, high };
}

/** Counts become the places where each digit's entries start. In place. */
function toStarts(counts: Int32Array): void {
  let place = 0;
  for (let d = 0; d < digits; d++) {
    const count = at(counts, d);
    counts[d] = place;
    place += count;
  }
}

/** Words and places only, never numbers of a book: so that it stays fast. */
const at = (x: Int32Array | Uint32Array, i: number): number => x[i] as number;
