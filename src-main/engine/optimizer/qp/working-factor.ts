import { dotRange } from './dot.ts';

/** Reads one entry of the matrix that is factorised, by name. */
export type Entry = (i: number, j: number) => number;

/** A pivot smaller than this share of its diagonal entry is lifted to it: the block is singular, and the caller's line search takes care. */
const smallestPivot = 1e-11;
/** A block of 4 rows by 2 columns costs about this share of the same multiplications done one row at a time. */
const blockedShare = 0.6;
/** Rotations cost about this many multiplications an element. */
const rotationShare = 2.5;

/**
 * Lower Cholesky factor of the block of a symmetric matrix that belongs to the free names, in an order of its own.
 * Names come and go one at a time where that is cheaper than starting again. Rows lie `stride` apart.
 */
export interface WorkingFactor {
  lower: Float64Array;
  stride: number;
  readonly order: Int32Array;
  count: number;
  /** Factorisations from nothing so far. */
  started: number;
}

export const emptyFactor = (n: number): WorkingFactor => ({
  lower: new Float64Array(0),
  stride: 0,
  order: new Int32Array(n),
  count: 0,
  started: 0,
});

/** Brings the factor to the names with a 1 in `wanted`. */
export function follow(factor: WorkingFactor, wanted: Uint8Array, entry: Entry): void {
  const { order } = factor;
  const present = new Uint8Array(wanted.length);
  let target = 0;
  for (let i = 0; i < wanted.length; i++) target += wanted[i] as number;
  let work = 0;
  for (let a = 0; a < factor.count; a++) {
    present[order[a] as number] = 1;
    if (wanted[order[a] as number] === 0) work += rotationShare * 0.5 * (factor.count - a) ** 2;
  }
  let arriving = 0;
  for (let i = 0; i < wanted.length; i++) if (wanted[i] === 1 && present[i] === 0) arriving++;
  work += arriving * 0.5 * target ** 2;
  if (work > (blockedShare * target ** 3) / 6 || target > factor.stride) {
    startAgain(factor, wanted, target, entry);
    return;
  }
  for (let a = factor.count - 1; a >= 0; a--) if (wanted[order[a] as number] === 0) remove(factor, a);
  for (let i = 0; i < wanted.length; i++) if (wanted[i] === 1 && present[i] === 0) append(factor, i, entry);
}

function startAgain(factor: WorkingFactor, wanted: Uint8Array, target: number, entry: Entry): void {
  factor.started++;
  if (target > factor.stride) {
    factor.stride = Math.min(wanted.length, target + (target >> 2) + 8);
    factor.lower = new Float64Array(factor.stride * factor.stride);
  }
  let count = 0;
  for (let i = 0; i < wanted.length; i++) if (wanted[i] === 1) factor.order[count++] = i;
  factor.count = count;
  let a = 0;
  for (; a + 3 < count; a += 4) fourRows(factor, a, entry);
  for (; a < count; a++) {
    gather(factor, a, entry);
    finishRow(factor, a, 0);
  }
}

function gather(factor: WorkingFactor, a: number, entry: Entry): void {
  const { lower, stride, order } = factor;
  const i = order[a] as number;
  for (let b = 0; b <= a; b++) lower[a * stride + b] = entry(i, order[b] as number);
}

/** Columns from `from` to the diagonal of row a, the ones before being done. */
function finishRow(factor: WorkingFactor, a: number, from: number): void {
  const { lower, stride } = factor;
  const row = a * stride;
  for (let b = from; b < a; b++) {
    const dot = dotRange(lower, row, lower, b * stride, b);
    lower[row + b] = ((lower[row + b] as number) - dot) / (lower[b * stride + b] as number);
  }
  const diagonal = lower[row + a] as number;
  const pivot = diagonal - dotRange(lower, row, lower, row, a);
  lower[row + a] = Math.sqrt(Math.max(pivot, smallestPivot * diagonal, Number.MIN_VALUE));
}

/** Rows a to a + 3, two columns at a time as far as all four reach. */
function fourRows(factor: WorkingFactor, a: number, entry: Entry): void {
  const { lower: l, stride } = factor;
  for (let k = 0; k < 4; k++) gather(factor, a + k, entry);
  const r0 = a * stride;
  const r1 = r0 + stride;
  const r2 = r1 + stride;
  const r3 = r2 + stride;
  let b = 0;
  for (; b + 1 < a; b += 2) {
    const c0 = b * stride;
    const c1 = c0 + stride;
    let s00 = l[r0 + b] as number;
    let s01 = l[r0 + b + 1] as number;
    let s10 = l[r1 + b] as number;
    let s11 = l[r1 + b + 1] as number;
    let s20 = l[r2 + b] as number;
    let s21 = l[r2 + b + 1] as number;
    let s30 = l[r3 + b] as number;
    let s31 = l[r3 + b + 1] as number;
    for (let t = 0; t < b; t++) {
      const x = l[c0 + t] as number;
      const y = l[c1 + t] as number;
      const u0 = l[r0 + t] as number;
      const u1 = l[r1 + t] as number;
      const u2 = l[r2 + t] as number;
      const u3 = l[r3 + t] as number;
      s00 -= u0 * x;
      s01 -= u0 * y;
      s10 -= u1 * x;
      s11 -= u1 * y;
      s20 -= u2 * x;
      s21 -= u2 * y;
      s30 -= u3 * x;
      s31 -= u3 * y;
    }
    const first = 1 / (l[c0 + b] as number);
    const across = l[c1 + b] as number;
    const second = 1 / (l[c1 + b + 1] as number);
    l[r0 + b] = s00 *= first;
    l[r1 + b] = s10 *= first;
    l[r2 + b] = s20 *= first;
    l[r3 + b] = s30 *= first;
    l[r0 + b + 1] = (s01 - s00 * across) * second;
    l[r1 + b + 1] = (s11 - s10 * across) * second;
    l[r2 + b + 1] = (s21 - s20 * across) * second;
    l[r3 + b + 1] = (s31 - s30 * across) * second;
  }
  for (let k = 0; k < 4; k++) finishRow(factor, a + k, b);
}

function append(factor: WorkingFactor, name: number, entry: Entry): void {
  const a = factor.count++;
  factor.order[a] = name;
  gather(factor, a, entry);
  finishRow(factor, a, 0);
}

/** Takes the name at `position` out: the rows below move up and absorb their lost column by rotations. */
function remove(factor: WorkingFactor, position: number): void {
  const { lower: l, stride, order, count } = factor;
  const cosine = new Float64Array(count);
  const sine = new Float64Array(count);
  for (let a = position + 1; a < count; a++) {
    const from = a * stride;
    const to = from - stride;
    l.copyWithin(to, from, from + position);
    let lost = l[from + position] as number;
    for (let k = position + 1; k < a; k++) {
      const x = l[from + k] as number;
      const c = cosine[k] as number;
      const s = sine[k] as number;
      l[to + k - 1] = c * x + s * lost;
      lost = c * lost - s * x;
    }
    const x = l[from + a] as number;
    const length = Math.sqrt(x * x + lost * lost);
    cosine[a] = x / length;
    sine[a] = lost / length;
    l[to + a - 1] = length;
  }
  order.copyWithin(position, position + 1, count);
  factor.count = count - 1;
}

/** y = L⁻¹b. */
export function forward(factor: WorkingFactor, b: Float64Array, y: Float64Array): void {
  const { lower, stride, count } = factor;
  let a = 0;
  while (a < count && b[a] === 0) y[a++] = 0;
  const skip = a;
  for (; a < count; a++) {
    const row = a * stride;
    const dot = dotRange(lower, row + skip, y, skip, a - skip);
    y[a] = ((b[a] as number) - dot) / (lower[row + a] as number);
  }
}

/** x = L⁻ᵀy. */
export function backward(factor: WorkingFactor, y: Float64Array, x: Float64Array): void {
  const { lower, stride, count } = factor;
  for (let a = 0; a < count; a++) x[a] = y[a] as number;
  for (let a = count - 1; a >= 0; a--) {
    const row = a * stride;
    const value = (x[a] as number) / (lower[row + a] as number);
    x[a] = value;
    for (let t = 0; t < a; t++) x[t] = (x[t] as number) - value * (lower[row + t] as number);
  }
}
