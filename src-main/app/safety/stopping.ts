import { ContractError } from '#shared/contract/wire.ts';
import { cancelAllOrders, cancelOrder } from '../cancel.ts';
import type { Desk } from '../desk.ts';
import type { BrokerSession, SessionState } from '../ports.ts';
import { growing } from './open-orders.ts';

const unready: readonly SessionState[] = ['tcp', 'greeting', 'started', 'closed'];

/** False = no cancel can leave, also while a connection is still being made. */
export const takesCancels = (session: BrokerSession | null): session is BrokerSession =>
  session !== null && !unready.includes(session.state);

/** Own orders that may work at IBKR while no cancel can leave. */
export const outOfReach = ({ link, ledger }: Desk): number =>
  takesCancels(link.session) ? 0 : (ledger?.open().length ?? 0);

/** What is being worked ends, and every own order is cancelled. */
export function stopAllOwn(desk: Desk, why: string): void {
  attempt(desk, () => void cancelAllOrders(desk, why));
}

/** The same of what would make a position larger, or turn it round. */
export function stopGrowing(desk: Desk): void {
  const { ledger, positions, execution } = desk;
  const why = `Only reductions are sent: ${desk.safety.why}`;
  desk.guarded(() => execution.stopAll(why, (work) => !work.reduces));
  for (const order of ledger?.open() ?? []) {
    const held = positions.get(order.intent.ticker)?.shares ?? 0;
    if (growing(order, held) && order.status.state !== 'cancelling')
      attempt(desk, () => cancelOrder(desk, order.intent.orderId, `Withdrawn by the desk: ${why}`));
  }
}

/** A cancel that cannot be sent is told, and breaks nothing: its trade asks for it again. */
function attempt(desk: Desk, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (error instanceof ContractError) desk.notices.add('error', error.message, desk.now());
    else desk.broke(error);
  }
}
