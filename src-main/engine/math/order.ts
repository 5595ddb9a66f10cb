import { f64, i32 } from './linear.ts';

/** Bits of a word that one pass sorts by: three passes a word. */
const digitBits = 11;
const digits = 1 << digitBits;
const passes = 3;

/** Room to sort in, used anew by every call; as long as the longest list so far. */
interface Room {
  readonly plain: Float64Array;
  /** The same memory, lower word first. */
  readonly words: Uint32Array;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  key: Uint32Array;
  otherKey: Uint32Array;
  order: Int32Array;
  otherOrder: Int32Array;
}

let room = roomFor(1024);
const counts = new Int32Array(passes * digits);

function roomFor(n: number): Room {
  const plain = new Float64Array(n);
  return {
    plain,
    words: new Uint32Array(plain.buffer),
    low: new Uint32Array(n),
    high: new Uint32Array(n),
    key: new Uint32Array(n),
    otherKey: new Uint32Array(n),
    order: new Int32Array(n),
    otherOrder: new Int32Array(n),
  };
}

/**
 * The indices of finite keys in rising order of key; equal keys keep their order, and 0 equals −0. A radix sort on the bits of the numbers
 * (Knuth, The Art of Computer Programming 3, 5.2.5): linear in the count, where comparisons would be n·log n and slower from a few dozen on.
 * The answer is the sort's own room: the next call writes into it.
 */
export function stableOrder(keys: Float64Array): Int32Array {
  const n = keys.length;
  if (n > room.plain.length) room = roomFor(2 ** Math.ceil(Math.log2(n)));
  takeBits(keys);
  startOver(n);
  // The upper words decide nearly everything: then the few that share one are put right by hand.
  sortByWord(room.high, n);
  if (!orderRuns(room.order, room.low, n)) {
    startOver(n);
    sortByWord(room.low, n);
    sortByWord(room.high, n);
  }
  return room.order.subarray(0, n);
}

function startOver(n: number): void {
  const { order } = room;
  for (let i = 0; i < n; i++) order[i] = i;
}

/** Keeps the order of what has the same word. Words and places move together, so that they are read one after the other. */
function sortByWord(words: Uint32Array, n: number): void {
  const { key, order } = room;
  for (let k = 0; k < n; k++) key[k] = u32(words, i32(order, k));
  countDigits(key, n);
  for (let pass = 0; pass < passes; pass++) {
    const shift = pass * digitBits;
    const start = pass * digits;
    const first = start + ((u32(room.key, 0) >>> shift) & (digits - 1));
    if (n === 0 || i32(counts, first) === n) continue;
    toStarts(start);
    scatter(shift, start, n);
    [room.key, room.otherKey] = [room.otherKey, room.key];
    [room.order, room.otherOrder] = [room.otherOrder, room.order];
  }
}

function countDigits(key: Uint32Array, n: number): void {
  counts.fill(0);
  for (let k = 0; k < n; k++) {
    const word = u32(key, k);
    const a = word & (digits - 1);
    const b = digits + ((word >>> digitBits) & (digits - 1));
    const c = 2 * digits + (word >>> (2 * digitBits));
    counts[a] = i32(counts, a) + 1;
    counts[b] = i32(counts, b) + 1;
    counts[c] = i32(counts, c) + 1;
  }
}

/** Counts become the places where each digit's entries start. In place. */
function toStarts(start: number): void {
  let place = 0;
  for (let d = start; d < start + digits; d++) {
    const count = i32(counts, d);
    counts[d] = place;
    place += count;
  }
}

function scatter(shift: number, start: number, n: number): void {
  const { key, otherKey, order, otherOrder } = room;
  for (let k = 0; k < n; k++) {
    const word = u32(key, k);
    const digit = start + ((word >>> shift) & (digits - 1));
    const place = i32(counts, digit);
    counts[digit] = place + 1;
    otherKey[place] = word;
    otherOrder[place] = i32(order, k);
  }
}

/** Longest run of equal upper words that is worth sorting by insertion. */
const longestRun = 16;

/** Orders the entries of equal upper word by their lower one; false where too many share one. In place. */
function orderRuns(order: Int32Array, low: Uint32Array, n: number): boolean {
  const { key } = room;
  let start = 0;
  for (let k = 1; k < n; k++) {
    if (u32(key, k) !== u32(key, start)) {
      start = k;
      continue;
    }
    if (k - start >= longestRun) return false;
    const i = i32(order, k);
    let place = k;
    for (; place > start && u32(low, i32(order, place - 1)) > u32(low, i); place--)
      order[place] = i32(order, place - 1);
    order[place] = i;
  }
  return true;
}

/** The bits of each key as two words, turned so that unsigned order is the order of the numbers. */
function takeBits(keys: Float64Array): void {
  const { plain, words, low, high } = room;
  for (let i = 0; i < keys.length; i++) {
    // Adding zero makes −0 a 0.
    plain[i] = f64(keys, i) + 0;
    const top = u32(words, 2 * i + 1);
    const flip = top >>> 31 === 1 ? 0xffffffff : 0;
    low[i] = u32(words, 2 * i) ^ flip;
    high[i] = top ^ (flip | 0x80000000);
  }
}

const u32 = (x: Uint32Array, i: number): number => x[i] as number;
