/** A scorer of names. Every built-in model is one of these, one per file. */
export interface Model {
  readonly id: string;
  /** Over how many trading minutes the score forecasts; a day has 390. */
  readonly horizonMin: number;
  /** Where the idea was published. */
  readonly source: string;
  /**
   * `closes`: one column of daily closes per name in universe order, oldest first, the last entry the latest price;
   * columns may differ in length; NaN = missing. The answer has a score per name, NaN = missing; only order and spacing matter.
   */
  score(closes: readonly Float64Array[]): Float64Array;
}

/** Return between two rows, counted back from the last (0 = last), fraction; NaN where either price is missing. */
export function returnBetween(closes: Float64Array, fromBack: number, toBack: number): number {
  const from = closes[closes.length - 1 - fromBack] ?? Number.NaN;
  const to = closes[closes.length - 1 - toBack] ?? Number.NaN;
  return from > 0 && to > 0 ? to / from - 1 : Number.NaN;
}
