import { ContractError } from '#shared/contract/wire.ts';
import type { Order } from '#shared/domain/order.ts';
import type { OrderId } from '#shared/ids.ts';
import type { Desk } from './desk.ts';
import { isOpen } from './ledger.ts';

/** Asks for the cancel of an own order; what becomes of it, the TWS reports. Throws in words where it could not be sent. */
export function cancelOrder(desk: Desk, id: OrderId, why = 'You cancelled it.'): void {
  const order = desk.ledger?.get(id) ?? null;
  if (order === null) throw new ContractError('refused', `There is no order ${id}.`);
  if (!isOpen(order)) throw new ContractError('refused', `Order ${id} has ended: ${order.status.state}.`);
  const sent = sendCancel(desk, order, why);
  desk.tell('orders');
  desk.execution.cancelled(id);
  if (!sent) throw notSent();
}

/** False = it could not leave. */
function sendCancel(desk: Desk, { intent: { orderId }, apiOrderId }: Order, why: string): boolean {
  if (apiOrderId === null || desk.link.session?.cancel(apiOrderId) !== true) return false;
  // It has left, whether that can be written down or not.
  const status = { state: 'cancelling', since: desk.now(), why } as const;
  desk.guarded(() => desk.ledger?.settle(orderId, status, desk.now()));
  return true;
}

const notSent = (): ContractError =>
  new ContractError(
    'not-connected',
    'The cancel could not be sent: the TWS is not connected. The order may still work there.',
  );

/**
 * Returns how many cancels were sent; throws where none of several could be. One that fails keeps no other from going. What is being worked
 * ends in one step after the cancels: a step for each of them would let the others send their next order meanwhile.
 */
export function cancelAllOrders(desk: Desk, why = 'You cancelled everything.'): number {
  const open = desk.ledger?.open() ?? [];
  const failures: unknown[] = [];
  for (const order of open) {
    try {
      if (!sendCancel(desk, order, `Withdrawn by the desk: ${why}`)) failures.push(notSent());
    } catch (error) {
      failures.push(error);
    }
  }
  desk.tell('orders');
  desk.execution.stopAll(why);
  if (open.length > 0 && failures.length === open.length) throw failures[0];
  for (const failure of failures) desk.notices.add('error', String(failure), desk.now());
  return open.length - failures.length;
}
