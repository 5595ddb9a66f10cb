import { z } from 'zod';
import { levels, urgencies } from '../domain/work.ts';
import { workId } from '../ids.ts';
import { EpochMs, OrderId, Price, ProposalId, Reason, Shares, Side } from './rows.ts';

export const WorkId = z.string().min(1).max(80).transform(workId);

/** An approved trade that is being worked by child orders, one at a time. */
export const WorkRow = z.object({
  id: WorkId,
  proposalId: ProposalId,
  ticker: z.string(),
  side: Side,
  shares: Shares,
  /** By executions. */
  filled: Shares,
  remaining: Shares,
  style: z.string(),
  urgency: z.enum(urgencies),
  stage: z.enum(['waiting', ...levels, 'done', 'stopped']),
  /** What it does or waits for, or how it ended, in words. */
  stageText: z.string(),
  /** The worst price that it may trade at. */
  bound: Price,
  avgPrice: Price.nullable(),
  /** Child orders so far. */
  orders: z.int(),
  /** The newest of them. */
  orderId: OrderId.nullable(),
  reason: Reason,
  since: EpochMs,
  deadline: EpochMs,
});
export type WorkRow = z.output<typeof WorkRow>;
