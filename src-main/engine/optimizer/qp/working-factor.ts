import { dotRange } from './dot.ts';

/** diag(scale)·values·diag(scale) + ridge·I; values n×n, row-major, symmetric. */
export interface ScaledMatrix {
  readonly values: Float64Array;
  readonly scale: Float64Array;
  readonly ridge: number;
}

/** A pivot smaller than this share of its diagonal entry is lifted to it: the block is singular, and the caller's line search takes care. */
const smallestPivot = 1e-11;
/**
 * What a multiplication costs, measured, as a share of one done a row at a time: in blocks of 4 rows by 4 columns; for a few
 * rows at the end, the last of which make no block; and all the rotations of an element. A factor of up to `nearCount` names
 * stays in the cache, where rotations cost least.
 */
const near = { blocked: 0.9, batched: 0.7, rotation: 4 };
const far = { blocked: 0.6, batched: 0.8, rotation: 6 };
const nearCount = 300;

/**
 * Lower Cholesky factor of the block of a symmetric matrix that belongs to the free names, in an order of its own.
 * Names come and go one at a time where that is cheaper than starting again. Rows lie `stride` apart.
 */
export interface WorkingFactor {
  lower: Float64Array;
  stride: number;
  readonly order: Int32Array;
  /** All names, in the order in which a factor from nothing takes them; null = as they come. */
  readonly grouped: Int32Array | null;
  count: number;
  /** Factorisations from nothing so far. */
  started: number;
  /** First position whose pivot was too small and has been lifted; −1 = none since it was started. */
  lifted: number;
  /** Room for the rotations of one removal. */
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
}

export const emptyFactor = (n: number, grouped: Int32Array | null = null): WorkingFactor => ({
  lower: new Float64Array(0),
  stride: 0,
  order: new Int32Array(n),
  grouped,
  count: 0,
  started: 0,
  lifted: -1,
  cosine: new Float64Array(n),
  sine: new Float64Array(n),
});

/** Brings the factor to the names with a 1 in `wanted`. */
export function follow(factor: WorkingFactor, wanted: Uint8Array, matrix: ScaledMatrix): void {
  const { order } = factor;
  const present = new Uint8Array(wanted.length);
  let target = 0;
  for (let i = 0; i < wanted.length; i++) target += wanted[i] as number;
  const cost = target > nearCount ? far : near;
  let work = 0;
  for (let a = 0; a < factor.count; a++) {
    present[order[a] as number] = 1;
    if (wanted[order[a] as number] === 0) work += cost.rotation * 0.5 * (factor.count - a) ** 2;
  }
  let arriving = 0;
  for (let i = 0; i < wanted.length; i++) if (wanted[i] === 1 && present[i] === 0) arriving++;
  work += arriving * cost.batched * 0.5 * target ** 2;
  if (work > (cost.blocked * target ** 3) / 6 || target > factor.stride) {
    startAgain(factor, wanted, target, matrix);
    return;
  }
  for (let a = factor.count - 1; a >= 0; a--) if (wanted[order[a] as number] === 0) remove(factor, a);
  const from = factor.count;
  for (let i = 0; i < wanted.length; i++) if (wanted[i] === 1 && present[i] === 0) order[factor.count++] = i;
  extend(factor, from, matrix);
}

function startAgain(factor: WorkingFactor, wanted: Uint8Array, target: number, matrix: ScaledMatrix): void {
  factor.started++;
  factor.lifted = -1;
  if (target > factor.stride) takeRoom(factor, Math.min(wanted.length, target + (target >> 2) + 8));
  let count = 0;
  for (let k = 0; k < wanted.length; k++) {
    const i = factor.grouped === null ? k : (factor.grouped[k] as number);
    if (wanted[i] === 1) factor.order[count++] = i;
  }
  factor.count = count;
  extend(factor, 0, matrix);
}

/** Room for one factor at a time: a new one for every solve would cost more than filling it. */
let room = new Float64Array(0);
let holder: WorkingFactor | null = null;

/** Whoever held the room starts again when it is asked next. */
function takeRoom(factor: WorkingFactor, stride: number): void {
  if (holder !== null && holder !== factor) {
    holder.lower = new Float64Array(0);
    holder.stride = 0;
    holder.count = 0;
  }
  if (room.length < stride * stride) room = new Float64Array(stride * stride);
  holder = factor;
  factor.lower = room;
  factor.stride = stride;
  factor.count = 0;
}

/** Rows `from` to the last one. */
function extend(factor: WorkingFactor, from: number, matrix: ScaledMatrix): void {
  let a = from;
  for (; a + 3 < factor.count; a += 4) fourRows(factor, a, matrix);
  for (; a < factor.count; a++) {
    gather(factor, a, matrix);
    finishRow(factor, a, 0);
  }
}

function gather({ lower, stride, order }: WorkingFactor, a: number, matrix: ScaledMatrix): void {
  const { values, scale, ridge } = matrix;
  const i = order[a] as number;
  const row = i * scale.length;
  const own = scale[i] as number;
  const to = a * stride;
  for (let b = 0; b <= a; b++) {
    const j = order[b] as number;
    lower[to + b] = own * (scale[j] as number) * (values[row + j] as number);
  }
  lower[to + a] = (lower[to + a] as number) + ridge;
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
  const least = smallestPivot * diagonal;
  if (!(pivot > least) && factor.lifted < 0) factor.lifted = a;
  lower[row + a] = Math.sqrt(Math.max(pivot, least, Number.MIN_VALUE));
}

/** Rows a to a + 3, four columns at a time as far as all four rows reach. */
function fourRows(factor: WorkingFactor, a: number, matrix: ScaledMatrix): void {
  const { lower, stride } = factor;
  for (let k = 0; k < 4; k++) gather(factor, a + k, matrix);
  let b = 0;
  for (; b + 3 < a; b += 4) {
    subtractBlock(lower, stride, a, b);
    for (let k = 0; k < 4; k++) finishBlock(lower, stride, (a + k) * stride, b);
  }
  for (let k = 0; k < 4; k++) finishRow(factor, a + k, b);
}

/** Entries (a + i, b + j), i and j under 4, less the product of the two rows before column b. */
function subtractBlock(l: Float64Array, stride: number, a: number, b: number): void {
  const r0 = a * stride;
  const r1 = r0 + stride;
  const r2 = r1 + stride;
  const r3 = r2 + stride;
  const c0 = b * stride;
  const c1 = c0 + stride;
  const c2 = c1 + stride;
  const c3 = c2 + stride;
  let s00 = 0,
    s01 = 0,
    s02 = 0,
    s03 = 0;
  let s10 = 0,
    s11 = 0,
    s12 = 0,
    s13 = 0;
  let s20 = 0,
    s21 = 0,
    s22 = 0,
    s23 = 0;
  let s30 = 0,
    s31 = 0,
    s32 = 0,
    s33 = 0;
  for (let t = 0; t < b; t++) {
    const u0 = l[r0 + t] as number;
    const u1 = l[r1 + t] as number;
    const u2 = l[r2 + t] as number;
    const u3 = l[r3 + t] as number;
    let x = l[c0 + t] as number;
    let y = l[c1 + t] as number;
    s00 += u0 * x;
    s10 += u1 * x;
    s20 += u2 * x;
    s30 += u3 * x;
    s01 += u0 * y;
    s11 += u1 * y;
    s21 += u2 * y;
    s31 += u3 * y;
    x = l[c2 + t] as number;
    y = l[c3 + t] as number;
    s02 += u0 * x;
    s12 += u1 * x;
    s22 += u2 * x;
    s32 += u3 * x;
    s03 += u0 * y;
    s13 += u1 * y;
    s23 += u2 * y;
    s33 += u3 * y;
  }
  subtractFour(l, r0 + b, s00, s01, s02, s03);
  subtractFour(l, r1 + b, s10, s11, s12, s13);
  subtractFour(l, r2 + b, s20, s21, s22, s23);
  subtractFour(l, r3 + b, s30, s31, s32, s33);
}

function subtractFour(l: Float64Array, from: number, a: number, b: number, c: number, d: number): void {
  l[from] = (l[from] as number) - a;
  l[from + 1] = (l[from + 1] as number) - b;
  l[from + 2] = (l[from + 2] as number) - c;
  l[from + 3] = (l[from + 3] as number) - d;
}

/** Columns b to b + 3 of a row, once the columns before b have been taken off. */
function finishBlock(l: Float64Array, stride: number, row: number, b: number): void {
  const c0 = b * stride + b;
  const c1 = c0 + stride;
  const c2 = c1 + stride;
  const c3 = c2 + stride;
  const to = row + b;
  const x0 = (l[to] as number) / (l[c0] as number);
  const x1 = ((l[to + 1] as number) - x0 * (l[c1] as number)) / (l[c1 + 1] as number);
  const x2 =
    ((l[to + 2] as number) - x0 * (l[c2] as number) - x1 * (l[c2 + 1] as number)) / (l[c2 + 2] as number);
  const rest = x0 * (l[c3] as number) + x1 * (l[c3 + 1] as number) + x2 * (l[c3 + 2] as number);
  l[to] = x0;
  l[to + 1] = x1;
  l[to + 2] = x2;
  l[to + 3] = ((l[to + 3] as number) - rest) / (l[c3 + 3] as number);
}

/** Takes the name at `position` out: the rows below move up and absorb their lost column by rotations. */
function remove(factor: WorkingFactor, position: number): void {
  const { lower: l, stride, order, count, cosine, sine } = factor;
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
