import { isOver } from '#shared/domain/work.ts';
import type { Purse, Work } from '#shared/domain/work.ts';
import type { EpochMs } from '#shared/units.ts';
import { childrenOf, isLeftOver } from './children.ts';
import type { OrdersById } from './children.ts';
import { afterGone } from './money.ts';

/** After the deadline of a proposal's last trade, what has not been told by then is no longer waited for. */
const patienceMs = 60_000;

/** Works of proposals that still have something to do or to hear; the rest is let go of, and what it moved stays in the purse. */
export function letGo(
  works: readonly Work[],
  purse: Purse | null,
  orders: OrdersById,
  at: EpochMs,
  settleMs: number,
): { readonly works: readonly Work[]; readonly purse: Purse | null } {
  const busy = new Set(
    works.filter((work) => isBusy(work, orders, at, settleMs)).map(({ proposalId }) => proposalId),
  );
  const kept = works.filter(({ proposalId }) => busy.has(proposalId));
  const gone = works.filter(({ proposalId }) => !busy.has(proposalId));
  if (purse === null || gone.length === 0) return { works, purse };
  return { works: kept, purse: afterGone(purse, gone, kept.length > 0, orders, at) };
}

function isBusy(work: Work, orders: OrdersById, at: EpochMs, settleMs: number): boolean {
  if (!isOver(work)) return true;
  const children = childrenOf(work, orders, at, settleMs);
  if (at >= work.deadline + patienceMs) return isLeftOver(work, children);
  return !children.settled;
}
