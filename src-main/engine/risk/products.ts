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
  /** n×n. */
  readonly moments: Float64Array;
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
    moments: new Float64Array(n * n),
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
  backwardSum(window, first, memory, total);
  if (rest.length > 0) add(total, middleSum(window, rest, memory));
  if (last !== undefined) add(total, forwardSum(window, last, memory));
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

/** The oldest group, from its last row back to where the window begins: as rows leave, shorter sums are needed, and some are kept. */
function backwardSum(
  window: Window,
  { id, from, to }: Group,
  memory: ProductMemory,
  sum: Float64Array,
): void {
  const lastId = f64(window.rowIds, to - 1);
  if (memory.backward === null || memory.backward.group !== id || memory.backward.lastId !== lastId) {
    memory.backward = { group: id, lastId, from: new Map() };
  }
  const kept = memory.backward.from;
  let start = from;
  while (start < to && !kept.has(f64(window.rowIds, start))) start++;
  const begun = start < to ? kept.get(f64(window.rowIds, start)) : undefined;
  if (begun === undefined) sum.fill(0);
  else sum.set(begun);
  for (let t = start - 1; t >= from; t--) {
    addOuter(sum, rowOf(window, t));
    if ((to - t) % checkpointRows === 0) kept.set(f64(window.rowIds, t), sum.slice());
  }
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

function add(sum: Float64Array, other: Float64Array): void {
  for (let k = 0; k < sum.length; k++) sum[k] = f64(sum, k) + f64(other, k);
}
