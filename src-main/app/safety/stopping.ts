import { isOver } from '#shared/domain/work.ts';
import { cancelAllOrders, cancelOrder } from '../cancel.ts';
import type { Desk } from '../desk.ts';
import { growing } from './open-orders.ts';

/** What is being worked ends, and every own order is cancelled. */
export function stopAllOwn(desk: Desk, why: string): void {
  desk.guarded(() => desk.execution.stopAll(why));
  desk.guarded(() => void cancelAllOrders(desk));
}

/** The same of what would make a position larger, or turn it round. */
export function stopGrowing(desk: Desk): void {
  const { ledger, positions, execution } = desk;
  for (const work of execution.works)
    if (!work.reduces && !isOver(work)) desk.guarded(() => execution.stopWork(work.workId));
  for (const order of ledger?.open() ?? []) {
    const held = positions.get(order.intent.ticker)?.shares ?? 0;
    if (growing(order, held)) desk.guarded(() => cancelOrder(desk, order.intent.orderId));
  }
}
