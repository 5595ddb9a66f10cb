/** Executions as they count in the end: of a fill and its corrections the one with the highest suffix, and nothing of a bust. */
import type { Execution } from './order.ts';

export function standing(executions: readonly Execution[]): Execution[] {
  const newest = new Map<string, Execution>();
  for (const execution of executions) {
    const { fill, correction } = partsOf(execution.execId);
    const known = newest.get(fill);
    if (known === undefined || partsOf(known.execId).correction < correction) newest.set(fill, execution);
  }
  return [...newest.values()].filter(({ shares }) => shares > 0);
}

/** The id under which a correction of this execution comes. */
export function correctedId(execId: string): string {
  const { fill, correction } = partsOf(execId);
  return `${fill}.${String(correction + 1).padStart(2, '0')}`;
}

function partsOf(execId: string): { fill: string; correction: number } {
  const dot = execId.lastIndexOf('.');
  return { fill: execId.slice(0, dot), correction: Number(execId.slice(dot + 1)) };
}
