import { InputError, requireFinite, requireLength } from '../../math/input-error.ts';

/** One interval's book, per name in universe order; all arrays of length n. */
export interface RotationInput {
  /** Risk-scaled score; NaN or infinite = no signal. */
  readonly z: Float64Array;
  /** Signed, fraction of NAV. */
  readonly wCur: Float64Array;
  /** Unrealised P&L since entry, bps of entry value; a gain is positive for a short too. Any finite number where not held. */
  readonly pnlBps: Float64Array;
  /** Average true range, percent of price. */
  readonly atrPct: Float64Array;
  /** Time since entry, minutes. */
  readonly ageMin: Float64Array;
  /** One way, fraction of traded value. */
  readonly cost: Float64Array;
  readonly beta: Float64Array;
  readonly sector: readonly string[];
  /** May not trade in this interval; keeps its weight, its rank and its place in every cap. */
  readonly frozen: readonly boolean[];
  readonly hedge: HedgeInput | null;
}

export interface HedgeInput {
  /** Not zero. */
  readonly beta: number;
  /** Signed, fraction of NAV. */
  readonly wCur: number;
  /** May not trade in this interval; left out = it may. */
  readonly frozen?: boolean;
}

/** Throws an InputError that names the first field and index that cannot be computed with. */
export function checkRotationInput(input: RotationInput): void {
  const n = input.z.length;
  requireLength('sector', input.sector, n);
  requireLength('frozen', input.frozen, n);
  for (const field of ['wCur', 'pnlBps', 'atrPct', 'ageMin', 'cost', 'beta'] as const) {
    requireLength(field, input[field], n);
    requireFinite(field, input[field]);
  }
  if (input.hedge === null) return;
  if (!Number.isFinite(input.hedge.wCur)) throw new InputError('hedge.wCur', null, 'must be finite');
  if (!Number.isFinite(input.hedge.beta) || input.hedge.beta === 0) {
    throw new InputError('hedge.beta', null, `must be finite and not zero, got ${input.hedge.beta}`);
  }
}
