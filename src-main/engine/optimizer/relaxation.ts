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
/** Added to what a row must give, so that round-off does not leave the limits in conflict. */
const leeway = 1e-11;

/** The part of a row's label before its sector. */
const groupOf = (label: string): string => label.split(':', 1)[0] as string;

/**
 * The rows that must give way and by how much: only the first kinds of the order that suffice, and the least total
 * within them, in that order. null = the conflict is not one of limits that may give way.
 */
export function relaxation(program: Program): readonly Violation[] | null {
  const soft = new Set<string>();
  for (const groups of order) {
    groups.forEach((group) => soft.add(group));
    if (!program.rows.label.some((label) => groups.includes(groupOf(label)))) continue;
    const isSoft = program.rows.label.map((label) => soft.has(groupOf(label)));
    const { broken } = leastViolation(
      program,
      Float64Array.from(isSoft, (yes) => (yes ? 1 : firmness)),
    );
    if (broken.every(({ row }) => isSoft[row] === true)) {
      return broken.toSorted((a, b) => turnOf(program, a) - turnOf(program, b));
    }
  }
  return null;
}

const turnOf = ({ rows }: Program, { row }: Violation): number =>
  order.findIndex((groups) => groups.includes(groupOf(rows.label[row] as string)));

/** The program with each broken row's bound moved by its amount. */
export function relaxedBy(program: Program, broken: readonly Violation[]): Program {
  const { rows } = program;
  const lower = rows.lower.slice();
  const upper = rows.upper.slice();
  for (const { row, side, amount } of broken) {
    if (side === 'lower') lower[row] = (lower[row] as number) - amount - leeway;
    else upper[row] = (upper[row] as number) + amount + leeway;
  }
  return { ...program, rows: { ...rows, lower, upper } };
}
