/**
 * The matrix Q as the solver meets it: Q = diag(split) + rest. The split is what each name is priced with on its own;
 * the rest is lagged by one step. Every method may also add `ridge` to the whole diagonal.
 */
export interface Curvature {
  readonly n: number;
  /** Length n, not negative. Changes with `narrow`. */
  readonly split: Float64Array;
  /** Diagonal of Q, length n. */
  readonly diagonal: Float64Array;
  /** How many matrices have been factorised from nothing. */
  readonly factorised: number;
  /** out = Qx. */
  times(x: Float64Array, out: Float64Array): void;
  /** Makes the split smaller, so that the rest comes nearer to positive semidefinite; false = it is so already. */
  narrow(): boolean;
  /** Prepares the block of Q (+ ridge) of the free names; `free` lists them first, in the order that the other methods use. */
  prepare(wanted: Uint8Array, ridge: number): void;
  readonly free: Int32Array;
  readonly freeCount: number;
  /** Length of a reduced vector, and the most that it can be; the product of two reduced vectors is b₁'·inverse(block)·b₂. */
  readonly reducedLength: number;
  readonly reducedLimit: number;
  reduce(b: Float64Array, out: Float64Array): void;
  product(a: Float64Array, b: Float64Array): number;
  /** Solution x of block·x = b from b reduced. */
  restore(reduced: Float64Array, x: Float64Array): void;
}
