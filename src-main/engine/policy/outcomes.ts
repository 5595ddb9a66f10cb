import type { Block, Drift, Reason } from '#shared/domain/proposal.ts';

/** What an interval concluded about one name, as one code: what keeps it (or the rest of it) from moving, or why it moves. */
export type Outcome = Block | Reason | 'NOT_LOADED';

export interface OutcomeCount {
  readonly outcome: Outcome;
  readonly count: number;
}

/** A name that moves freely has a reason; one that does not has a block. */
export const outcomeOf = ({ block, reasons }: Pick<Drift, 'block' | 'reasons'>): Outcome =>
  block ?? reasons[0] ?? 'HOLD';

/** How many names ended how, most first; `names` = the universe and holdings outside it. The counts add up to it. */
export function countOutcomes(drift: readonly Drift[], names: number): OutcomeCount[] {
  const counts = new Map<Outcome, number>();
  for (const row of drift) counts.set(outcomeOf(row), (counts.get(outcomeOf(row)) ?? 0) + 1);
  if (names > drift.length) counts.set('NOT_LOADED', names - drift.length);
  return [...counts]
    .map(([outcome, count]) => ({ outcome, count }))
    .sort((a, b) => b.count - a.count || (a.outcome < b.outcome ? -1 : 1));
}
