import type { Check, LimitHit } from '#shared/domain/limit.ts';
import type { OrderId, ProposalId } from '#shared/ids.ts';

/** What is kept of the limits. */
export interface LimitStore {
  /** What the limits said of an order before it left; null = nothing is kept of it. */
  checkOf(id: OrderId): Check | null;
  /** Of a proposal: when it was made, and at its approvals; oldest first. */
  checksOf(id: ProposalId): readonly Check[];
  /** Hard limits that refused something on this day, in the order in which they first did. */
  limitHits(date: number): readonly LimitHit[];
  /** Replaces the day's entry of the same limit and name. */
  saveLimitHit(hit: LimitHit): void;
}
