import type { HedgeInput, RotationInput } from '#engine/optimizer/rotation/rotation-input.ts';

/** One name of a test book; what is left out is harmless: not held, no P&L, free to trade, a sector of its own. */
export interface NameRow {
  /** null = no signal. */
  readonly z?: number | null;
  /** Current weight, fraction of NAV. */
  readonly w?: number;
  /** bps. */
  readonly pnl?: number;
  /** Percent. */
  readonly atr?: number;
  /** Minutes. */
  readonly age?: number;
  readonly cost?: number;
  readonly beta?: number;
  readonly sector?: string;
  readonly frozen?: boolean;
}

export function rotationBook(rows: readonly NameRow[], hedge: HedgeInput | null = null): RotationInput {
  const of = (pick: (row: NameRow) => number): Float64Array => Float64Array.from(rows, pick);
  return {
    z: of((row) => (row.z === undefined ? 0 : (row.z ?? Number.NaN))),
    wCur: of((row) => row.w ?? 0),
    pnlBps: of((row) => row.pnl ?? 0),
    atrPct: of((row) => row.atr ?? 2),
    ageMin: of((row) => row.age ?? 0),
    cost: of((row) => row.cost ?? 0),
    beta: of((row) => row.beta ?? 1),
    sector: rows.map((row, i) => row.sector ?? `S${i}`),
    frozen: rows.map((row) => row.frozen ?? false),
    hedge,
  };
}
