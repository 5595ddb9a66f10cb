/** Why a target differs from the current weight. */
export type BookReason =
  | 'CUT_SCORE'
  | 'CUT_LOSER'
  | 'CUT_DEAD_MONEY'
  | 'TRIM_NAME'
  | 'TRIM_SECTOR'
  | 'TRIM_GROSS'
  | 'ROTATE_GREEN'
  | 'ROTATE_RED'
  | 'BUY_CASH';

/** Why a receiver got no more. */
export type BookStop =
  'ALPHA_GAP' | 'NO_DONOR' | 'CAP_NAME' | 'CAP_SECTOR' | 'TURNOVER' | 'COST_GATE' | 'WAS_DONOR';

/** The short book of a long-short desk says it with a suffix. */
export type Reason = BookReason | `${BookReason}_SHORT`;
export type StopReason = BookStop | `${BookStop}_SHORT`;

/** Weight that moved. */
export interface Pair<R = Reason> {
  /** Index of the giver; null = cash. */
  readonly from: number | null;
  readonly to: number;
  /** Fraction of NAV, positive; in the short book, of short exposure. */
  readonly dw: number;
  /** In z times weight, costs taken off. */
  readonly utility: number;
  readonly reason: R;
}

/** A receiver that was stopped. */
export interface Stopped<S = StopReason> {
  readonly index: number;
  readonly reason: S;
  /** Whom it would have taken from at that moment; null = cash or nobody. */
  readonly donor: number | null;
  /** The rise of its z that would pass, all else as it stood; null where another limit stands in the way. Set for ALPHA_GAP and COST_GATE only. */
  readonly gapZ: number | null;
}
