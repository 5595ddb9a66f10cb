/** A report that a client asked for: its rows, then its end, unless a fault keeps it from ending. */
import type { FaultOf } from '../faults/fault.ts';
import type { Switches } from '../faults/switches.ts';

export function tellReport(
  switches: Switches,
  name: FaultOf<'report-unfinished'>['report'],
  rows: () => void,
  end: () => void,
): void {
  const unfinished = switches.take('report-unfinished', {}, ({ report }) => report === name);
  if (unfinished?.rows !== 'none') rows();
  if (unfinished === null) end();
}
