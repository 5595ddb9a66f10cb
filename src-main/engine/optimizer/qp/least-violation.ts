import { certify } from './certificate.ts';
import { factorCurvature } from './factor-curvature.ts';
import { activity } from './program.ts';
import type { Program } from './program.ts';
import { solve } from './solve.ts';

export interface Violation {
  readonly row: number;
  readonly side: 'lower' | 'upper';
  /** By how much the row is broken, in its own unit. */
  readonly amount: number;
}

export interface LeastViolation {
  /** Rows that are broken at the point of least weighted total violation. */
  readonly broken: readonly Violation[];
  readonly total: number;
  /** No point within lo and hi breaks the rows by less in all (weighted). */
  readonly atLeast: number;
}

/** Amounts under this are round-off. */
const negligible = 1e-12;

/** The point within lo and hi that breaks the rows least, each unit of row j counting weight[j]: a linear program. */
export function leastViolation(program: Program, weight: Float64Array): LeastViolation {
  const { n, rows } = program;
  const elastic: Program = {
    ...program,
    linear: new Float64Array(n),
    price: new Float64Array(n),
    curvature: factorCurvature(n, 0, new Float64Array(0), new Float64Array(n)),
    rows: { ...rows, ceiling: weight },
  };
  const answer = solve(elastic, { w: program.centre, rowPrice: new Float64Array(rows.count) }, 'patient');
  const broken = brokenRows(program, answer.w);
  const total = broken.reduce((sum, { row, amount }) => sum + amount * (weight[row] as number), 0);
  return { broken, total, atLeast: -certify(elastic, answer.w, answer.rowPrice).bound };
}

/** The rows that w breaks. */
export function brokenRows(program: Program, w: Float64Array): Violation[] {
  const { rows } = program;
  const broken: Violation[] = [];
  for (let row = 0; row < rows.count; row++) {
    const value = activity(program, row, w);
    const over = value - (rows.upper[row] as number);
    const under = (rows.lower[row] as number) - value;
    if (over > negligible) broken.push({ row, side: 'upper', amount: over });
    else if (under > negligible) broken.push({ row, side: 'lower', amount: under });
  }
  return broken;
}
