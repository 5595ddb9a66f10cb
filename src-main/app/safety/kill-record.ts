import { type KillScope, killScopes, type SafetyEvent } from '#shared/domain/safety.ts';
import type { Note } from './safety.ts';

// How a pull of the kill switch stands in the account's record, and is found there by the next start.

/** Who halted trading because a backup was put in place. */
export const restorer = 'restore';

/** `reach`: 1 = this desk's orders, 2 = this client's, 3 = everything. */
export const pullNumbers = (scope: KillScope, orders: number): Readonly<Record<string, number>> => ({
  orders,
  reach: killScopes.indexOf(scope) + 1,
});

export const hasLeft = (reason: string, cancels: number): Note => ({
  ...{ kind: 'note', who: 'desk', what: `Kill switch: ${cancels} cancels have left.`, reason },
  numbers: { cancels },
});

export const survivorsNote = (words: string, count: number): Note => ({
  ...{ kind: 'survivors', who: 'desk', what: words, reason: 'after the kill switch' },
  numbers: { count },
});

type Pull = Pick<SafetyEvent, 'at' | 'who' | 'reason'> & { readonly scope: KillScope };

/**
 * The newest pull since the last reset, unless its cancels have left; null = none. One from before a backup was put in place is history: who
 * reset it, and what was sent since, stood in the file that the backup replaced.
 */
export function waitingPull(sinceReset: readonly SafetyEvent[]): Pull | null {
  const newest = sinceReset.find(
    ({ kind, who, numbers }) => kind === 'kill' || who === restorer || 'cancels' in numbers,
  );
  const scope = newest?.kind === 'kill' ? killScopes[(newest.numbers['reach'] ?? 0) - 1] : undefined;
  if (newest === undefined || scope === undefined) return null;
  const { at, who, reason } = newest;
  return { at, who, reason, scope };
}
