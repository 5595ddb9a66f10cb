import type { WorkRow } from '#shared/contract/work-row.ts';
import { orderId, proposalId, workId } from '#shared/ids.ts';
import { epochMs, price, shares } from '#shared/units.ts';
import { sampleTime } from './sample-rows.ts';

export const sampleWork = (over: Partial<WorkRow> = {}): WorkRow => ({
  id: workId('p-42-0'),
  proposalId: proposalId('p-42'),
  ticker: 'MSFT',
  side: 'BUY',
  shares: shares(80),
  filled: shares(26),
  remaining: shares(54),
  style: 'SHORT_HORIZON',
  urgency: 'normal',
  stage: 'passive',
  stageText: 'waits at the touch.',
  bound: price(482.7),
  avgPrice: price(480.31),
  orders: 2,
  orderId: orderId('dd-1a2b-7'),
  reason: 'ROTATE_GREEN',
  since: sampleTime,
  deadline: epochMs(sampleTime + 120_000),
  ...over,
});
