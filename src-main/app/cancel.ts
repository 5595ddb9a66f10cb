import { ContractError } from '#shared/contract/wire.ts';
import type { OrderId } from '#shared/ids.ts';
import type { Desk } from './desk.ts';
import { isOpen } from './ledger.ts';

/** Asks for the cancel of an own order; what becomes of it, the TWS reports. Throws in words where it could not be sent. */
export function cancelOrder(desk: Desk, id: OrderId): void {
  const order = desk.ledger?.get(id) ?? null;
  if (order === null) throw new ContractError('refused', `There is no order ${id}.`);
  if (!isOpen(order)) throw new ContractError('refused', `Order ${id} has ended: ${order.status.state}.`);
  const sent = order.apiOrderId !== null && desk.link.session?.cancel(order.apiOrderId) === true;
  // It has left, whether that can be written down or not.
  if (sent)
    desk.guarded(() => desk.ledger?.settle(id, { state: 'cancelling', since: desk.now() }, desk.now()));
  desk.tell('orders');
  desk.execution.cancelled(id);
  if (!sent)
    throw new ContractError(
      'not-connected',
      'The cancel could not be sent: the TWS is not connected. The order may still work there.',
    );
}

/** Returns how many cancels were sent; throws where none of several could be. One that fails keeps no other from going. */
export function cancelAllOrders(desk: Desk): number {
  const open = desk.ledger?.open() ?? [];
  const failures: unknown[] = [];
  for (const { intent } of open) {
    try {
      cancelOrder(desk, intent.orderId);
    } catch (error) {
      failures.push(error);
    }
  }
  desk.execution.stopAll('You cancelled everything.');
  if (open.length > 0 && failures.length === open.length) throw failures[0];
  for (const failure of failures) desk.notices.add('error', String(failure), desk.now());
  return open.length - failures.length;
}
