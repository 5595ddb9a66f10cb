import { f64 } from '../math/linear.ts';

/**
 * Sums of products of rows, Σ_t r_i·r_j, over a window that moves by a row at a time. Rows come in groups by their number; sums
 * of whole groups are kept. The order of every addition follows from the window alone, so that a sum that was carried from
 * one bar to the next has the same bits as one made from nothing.
 */
export interface ProductMemory {
  /** What the sums below were made of; not copied, so nobody may write into a column later. */
  rowIds: Float64Array;
  columns: readonly Float64Array[];
  /** Sums over all rows of a group so far, first row first; by group. */
  readonly forward: Map<number, Partial>;
  /** Sums from some row of the oldest group to its end, last row first; by row number. */
  backward: { group: number; lastId: number; readonly from: Map<number, Float64Array> } | null;
  middle: { key: string; sum: Float64Array } | null;
  /** Room to work in, used anew by every call. */
  scratch: Scratch | null;
}

/** Of n columns with T rows. */
interface Scratch {
  /** n(n+1)/2. */
  readonly sums: Float64Array;
  /** n columns of length T. */
  readonly columns: readonly Float64Array[];
}

interface Partial {
  readonly firstId: number;
  count: number;
  /** n(n+1)/2 entries: row 0 from its diagonal on, then row 1, and so on. */
  readonly sum: Float64Array;
}

/** Row numbers per group; rows are numbered by calendar day, so that a group has about 25 of them. */
const groupSpan = 35;
/** Rows between two kept backward sums. */
const checkpointRows = 5;

export const emptyProductMemory = (): ProductMemory => ({
  rowIds: new Float64Array(0),
  columns: [],
  forward: new Map(),
  backward: null,
  middle: null,
  scratch: null,
});

export function scratchOf(memory: ProductMemory, n: number, rows: number): Scratch {
  const known = memory.scratch;
  if (known !== null && known.columns.length === n && (known.columns[0]?.length ?? rows) === rows)
    return known;
  const all = new Float64Array(n * rows);
  memory.scratch = {
    sums: new Float64Array((n * (n + 1)) / 2),
    columns: Array.from({ length: n }, (_, i) => all.subarray(i * rows, (i + 1) * rows)),
  };
  return memory.scratch;
}

interface Window {
  readonly columns: readonly Float64Array[];
  readonly rowIds: Float64Array;
}

interface Group {
  readonly id: number;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/**
 * Packed upper triangle of Σ_t r_i·r_j; NaN counts as 0. `rowIds` rise; the same number always means the same row of the same names,
 * which is checked against what the memory saw. The answer is the memory's own room: the next call writes into it.
 */
export function sumProducts(
  columns: readonly Float64Array[],
  rowIds: Float64Array,
  memory: ProductMemory,
): Float64Array {
  const window: Window = { columns, rowIds };
  if (!continues(window, memory)) forget(memory);
  remember(window, memory);
  const [first, ...rest] = groupsOf(rowIds);
  const last = rest.pop();
  const total = scratchOf(memory, columns.length, rowIds.length).sums;
  if (first === undefined) return total.fill(0);
  const oldest = backwardSum(window, first, memory);
  const middle = rest.length === 0 ? null : middleSum(window, rest, memory);
  const newest = last === undefined ? null : forwardSum(window, last, memory);
  if (middle !== null && newest !== null) addAll(total, oldest, middle, newest);
  else {
    addRows(total, oldest);
    if (newest !== null) add(total, newest);
  }
  for (const id of memory.forward.keys()) if (id <= first.id) memory.forward.delete(id);
  return total;
}

/** Whether what the memory saw is the same as the window where both have rows. */
function continues({ columns, rowIds }: Window, memory: ProductMemory): boolean {
  const shift = memory.rowIds.indexOf(f64(rowIds, 0));
  const common = memory.rowIds.length - shift;
  if (shift < 0 || common > rowIds.length || columns.length !== memory.columns.length) return false;
  for (let t = 0; t < common; t++) if (f64(rowIds, t) !== f64(memory.rowIds, t + shift)) return false;
  return columns.every((column, i) => sameRows(column, memory.columns[i] as Float64Array, shift, common));
}

function sameRows(now: Float64Array, before: Float64Array, shift: number, common: number): boolean {
  for (let t = 0; t < common; t++) {
    const a = f64(now, t);
    const b = f64(before, t + shift);
    if (a !== b && !(Number.isNaN(a) && Number.isNaN(b))) return false;
  }
  return true;
}

function forget(memory: ProductMemory): void {
  memory.forward.clear();
  memory.backward = null;
  memory.middle = null;
}

function remember({ columns, rowIds }: Window, memory: ProductMemory): void {
  memory.rowIds = rowIds;
  memory.columns = columns;
}

function groupsOf(rowIds: Float64Array): Group[] {
  const groups: Group[] = [];
  let from = 0;
  for (let t = 1; t <= rowIds.length; t++) {
    const id = Math.floor(f64(rowIds, from) / groupSpan);
    if (t < rowIds.length && Math.floor(f64(rowIds, t) / groupSpan) === id) continue;
    groups.push({ id, from, to: t });
    from = t;
  }
  return groups;
}

function forwardSum(window: Window, { id, from, to }: Group, memory: ProductMemory): Float64Array {
  const firstId = f64(window.rowIds, from);
  const known = memory.forward.get(id);
  const usable = known !== undefined && known.firstId === firstId && known.count <= to - from;
  const partial = usable ? known : { firstId, count: 0, sum: nothing(window) };
  for (let t = from + partial.count; t < to; t++) addOuter(partial.sum, rowOf(window, t));
  partial.count = to - from;
  memory.forward.set(id, partial);
  return partial.sum;
}

function middleSum(window: Window, groups: readonly Group[], memory: ProductMemory): Float64Array {
  const key = groups.map(({ id, from, to }) => `${id}:${f64(window.rowIds, from)}:${to - from}`).join();
  if (memory.middle?.key === key) return memory.middle.sum;
  const sum = nothing(window);
  for (const group of groups) add(sum, forwardSum(window, group, memory));
  memory.middle = { key, sum };
  return sum;
}

/** A sum that was kept, and the few rows that come on top of it, in the order of their adding. */
interface Unfinished {
  /** null = nothing. */
  readonly begun: Float64Array | null;
  /** Fewer than `checkpointRows`. */
  readonly rows: readonly Float64Array[];
}

/** The oldest group, from its last row back to where the window begins: as rows leave, shorter sums are needed, and some are kept. */
function backwardSum(window: Window, { id, from, to }: Group, memory: ProductMemory): Unfinished {
  const idAt = (t: number): number => f64(window.rowIds, t);
  const lastId = idAt(to - 1);
  if (memory.backward === null || memory.backward.group !== id || memory.backward.lastId !== lastId) {
    memory.backward = { group: id, lastId, from: new Map() };
  }
  const kept = memory.backward.from;
  let start = from;
  while (start < to && !kept.has(idAt(start))) start++;
  let begun = start < to ? (kept.get(idAt(start)) ?? null) : null;
  let rows: Float64Array[] = [];
  for (let t = start - 1; t >= from; t--) {
    rows.push(rowOf(window, t));
    if ((to - t) % checkpointRows !== 0) continue;
    const sum = nothing(window);
    addRows(sum, { begun, rows });
    kept.set(idAt(t), sum);
    begun = sum;
    rows = [];
  }
  return { begun, rows };
}

const nothing = ({ columns: { length: n } }: Window): Float64Array => new Float64Array((n * (n + 1)) / 2);

function rowOf({ columns }: Window, t: number): Float64Array {
  const row = new Float64Array(columns.length);
  for (let i = 0; i < row.length; i++) {
    const value = f64(columns[i] as Float64Array, t);
    row[i] = Number.isNaN(value) ? 0 : value;
  }
  return row;
}

function addOuter(sum: Float64Array, row: Float64Array): void {
  const n = row.length;
  let k = 0;
  for (let i = 0; i < n; i++) {
    const left = f64(row, i);
    for (let j = i; j < n; j++) {
      sum[k] = f64(sum, k) + left * f64(row, j);
      k++;
    }
  }
}

/** In place of what `sum` holds. */
function addRows(sum: Float64Array, { begun, rows }: Unfinished): void {
  if (begun === null) sum.fill(0);
  else sum.set(begun);
  for (const row of rows) addOuter(sum, row);
}

/** The same, with two sums on top, in one pass. Every entry is added up in the same order as by one pass after the other. */
function addAll(
  sum: Float64Array,
  { begun, rows }: Unfinished,
  middle: Float64Array,
  newest: Float64Array,
): void {
  const none = new Float64Array(rowLength(sum));
  const [p = none, q = none, r = none, s = none] = rows;
  const n = none.length;
  const base = begun ?? sum.fill(0);
  let k = 0;
  for (let i = 0; i < n; i++) {
    const pi = f64(p, i);
    const qi = f64(q, i);
    const ri = f64(r, i);
    const si = f64(s, i);
    for (let j = i; j < n; j++) {
      const oldest = f64(base, k) + pi * f64(p, j) + qi * f64(q, j) + ri * f64(r, j) + si * f64(s, j);
      sum[k] = oldest + f64(middle, k) + f64(newest, k);
      k++;
    }
  }
}

/** n of n(n+1)/2. */
const rowLength = (sum: Float64Array): number => Math.floor(Math.sqrt(2 * sum.length));

function add(sum: Float64Array, other: Float64Array): void {
  for (let k = 0; k < sum.length; k++) sum[k] = f64(sum, k) + f64(other, k);
}
