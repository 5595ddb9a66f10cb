import { leastViolation } from './qp/least-violation.ts';
import type { Violation } from './qp/least-violation.ts';
import type { Program } from './qp/program.ts';

/** What may give way, in this order; lo and hi never do. */
const order: readonly (readonly string[])[] = [
  ['turnover'],
  ['beta'],
  ['sector', 'sectorGross'],
  ['net'],
  ['gross'],
];

/** A unit of a row that should not give way yet counts as much as this many of one that may. */
const firmness = 1000;
/** The part of a row's label before its sector. */
const groupOf = (label: string): string => label.split(':', 1)[0] as string;

export interface Relaxation {
  /** 1 = the row may give way. */
  readonly soft: Uint8Array;
  /** What the soft rows must give in all. */
  readonly total: number;
}

/** Which rows may give way: the first kinds of the order that suffice. null = the conflict is not one of limits that may. */
export function relaxation(program: Program): Relaxation | null {
  const { label } = program.rows;
  const kinds = new Set<string>();
  for (const groups of order) {
    groups.forEach((group) => kinds.add(group));
    if (!label.some((name) => groups.includes(groupOf(name)))) continue;
    const soft = Uint8Array.from(label, (name) => (kinds.has(groupOf(name)) ? 1 : 0));
    const { broken, total } = leastViolation(
      program,
      Float64Array.from(soft, (yes) => (yes === 1 ? 1 : firmness)),
    );
    if (broken.every(({ row }) => soft[row] === 1)) return { soft, total };
  }
  return null;
}

/** The program in which breaking a soft row costs `price` a unit. */
export function softened(program: Program, soft: Uint8Array, price: number): Program {
  const ceiling = Float64Array.from(soft, (yes) => (yes === 1 ? price : Infinity));
  return { ...program, rows: { ...program.rows, ceiling } };
}

/** The program with each broken row's bound moved by its amount. */
export function relaxedBy(program: Program, broken: readonly Violation[]): Program {
  const { rows } = program;
  const lower = rows.lower.slice();
  const upper = rows.upper.slice();
  for (const { row, side, amount } of broken) {
    if (side === 'lower') lower[row] = (lower[row] as number) - amount;
    else upper[row] = (upper[row] as number) + amount;
  }
  return { ...program, rows: { ...rows, lower, upper } };
}

/** In the order in which limits give way. */
export const inTurn = ({ rows }: Program, broken: readonly Violation[]): readonly Violation[] => {
  const turn = ({ row }: Violation): number =>
    order.findIndex((groups) => groups.includes(groupOf(rows.label[row] as string)));
  return broken.toSorted((a, b) => turn(a) - turn(b));
};
