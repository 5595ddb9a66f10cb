import { ContractError } from '#shared/contract/wire.ts';
import type { ForeignOrder } from '#shared/domain/reconcile.ts';
import type { Order } from '#shared/domain/order.ts';
import type { Cause } from '#shared/domain/reconcile.ts';
import type { OrderId } from '#shared/ids.ts';
import type { Desk } from '../desk.ts';
import { isOpen } from '../ledger.ts';
import { BrokerError, type BrokerBook, type BrokerSession } from '../ports.ts';
import { positionKey } from './books.ts';
import { orderWords } from './foreign-orders.ts';
import type { Reconciler } from './reconciler.ts';

// What the trader may say to a difference. Nothing here ever sends an order.

const refuse = (why: string): never => {
  throw new ContractError('refused', why);
};

const reconcilerOf = ({ intake }: Desk): Reconciler =>
  intake.reconciler ?? refuse('There is no account yet: connect once.');

function sessionOf({ link }: Desk): BrokerSession {
  const { session } = link;
  if (session === null)
    throw new ContractError('not-connected', 'The TWS is not connected, so it cannot be asked.');
  return session;
}

/** Loads the broker's book and compares it now; resolves when that is done. */
export async function askAgain(desk: Desk, why = 'the trader asks again'): Promise<void> {
  const session = sessionOf(desk);
  await desk.intake.compareAgain(session, why);
  if (desk.link.session !== session)
    throw new BrokerError('The TWS did not answer in full; the desk connects again and compares then.');
}

export interface Explained {
  readonly ids: readonly string[];
  readonly cause: Cause;
  readonly note: string;
  readonly by: string;
}

/** A named cause closes items; what the TWS shows is right from then on. All of them or none. */
export function explainItems(desk: Desk, { ids, cause, note, by }: Explained): void {
  const reconciler = reconcilerOf(desk);
  const now = desk.now();
  const items = ids.map(
    (id) =>
      reconciler.items.byId(id) ?? refuse('That difference is not open any more. Look at the list again.'),
  );
  for (const { kind, found } of items) {
    if (kind === 'foreign-order') refuse(`${found}: ignore it or adopt it instead.`);
    if (kind === 'unknown-order')
      refuse(`${found}: it ends when the order does; ask the TWS, or resolve the order.`);
  }
  desk.store?.together(() => {
    for (const { key } of items) {
      reconciler.items.explain(key, { by, cause, note }, now);
      reconciler.books.accept(key, now);
    }
  });
  for (const what of ['orders', 'drift', 'status'] as const) desk.tell(what);
}

function foreignOf(desk: Desk, key: string): ForeignOrder {
  return (
    reconcilerOf(desk).foreign.get(key) ??
    refuse('That order does not work any more. Look at the list again.')
  );
}

/** The name trades again although the order works; the order still counts. */
export function ignoreForeign(desk: Desk, key: string, by: string): void {
  const order = foreignOf(desk, key);
  if (order.side === null || order.remaining === null)
    refuse(
      'The TWS has not said how much of that order is left, so it cannot be counted. Ask again, or cancel it in TWS.',
    );
  const { foreign, items } = reconcilerOf(desk);
  const note = `${orderWords(order)} was left to work; its name trades again, and what it may fill is counted.`;
  foreign.decide(order, items, { by, cause: 'ignored', note }, desk.now());
  for (const what of ['orders', 'drift'] as const) desk.tell(what);
}

/** Why this desk cannot take the order over; null = it can. IBKR binds what TWS or another client made to client 0 alone. */
export function notAdoptable({ clientId: owner, apiOrderId }: ForeignOrder, clientId: number): string | null {
  if (owner === clientId) return apiOrderId > 0 ? null : 'Its number is not known, so only TWS can cancel it';
  const maker = owner === null || owner <= 0 ? '' : `client ${owner}, `;
  return `IBKR lets only ${maker}TWS and client 0 cancel it`;
}

/** From now on it can be cancelled here; it stays counted, and its name waits for it as for an own order. */
export function adoptForeign(desk: Desk, key: string, by: string): void {
  const order = foreignOf(desk, key);
  const why = notAdoptable(order, sessionOf(desk).target.clientId);
  if (why !== null) refuse(`${why}.`);
  const { foreign, items } = reconcilerOf(desk);
  const note = `${orderWords(order)} was adopted: reason manual, cancelled from here if need be.`;
  foreign.decide(order, items, { by, cause: 'adopted', note }, desk.now());
  for (const what of ['orders', 'drift'] as const) desk.tell(what);
}

export function cancelForeign(desk: Desk, key: string): void {
  const order = foreignOf(desk, key);
  const { items } = reconcilerOf(desk);
  if (
    items.newest(`foreign:${key}`)?.cause !== 'adopted' &&
    items.newest(`stranger:${key}`)?.cause !== 'adopted'
  )
    refuse('This desk did not make that order. Adopt it first; until then it is not touched.');
  if (!sessionOf(desk).cancel(order.apiOrderId))
    throw new ContractError('not-connected', 'The cancel could not be sent: the TWS is not connected.');
}

// ---- Orders of which nobody knows where they stand

/** `confirm`: the ticker, typed. Resolves with what was found, in words. */
export async function resolveOrder(
  desk: Desk,
  id: OrderId,
  how: 'ask' | 'never-reached' | 'take-executions',
  confirm: string,
  by: string,
): Promise<string> {
  const before = desk.ledger?.get(id) ?? refuse(`There is no order ${id}.`);
  if (how !== 'ask' && before.status.state !== 'unresolved')
    refuse(`Order ${id} is ${before.status.state}: there is nothing to resolve.`);
  if (how !== 'ask' && confirm.trim().toUpperCase() !== before.intent.ticker.toUpperCase())
    refuse(`Type ${before.intent.ticker} to confirm; nothing was changed.`);
  await askAgain(desk, `the trader asks about ${id}`);
  const order = desk.ledger?.get(id) ?? refuse(`There is no order ${id}.`);
  const book = desk.intake.lastBook ?? refuse('The TWS has not shown its books yet.');
  if (how === 'ask' || !isOpen(order) || listedAt(book, order).open)
    return `Order ${id} is ${order.status.state} now.`;
  return how === 'never-reached' ? neverReached(desk, order, book, by) : takeExecutions(desk, order, by);
}

const listedAt = ({ open, completed }: BrokerBook, { intent, permId }: Order) => {
  const isIt = (report: BrokerBook['open'][number]): boolean =>
    report.orderId === intent.orderId || (permId > 0 && report.permId === permId);
  return { open: open.some(isIt), completed: completed.some(isIt) };
};

/** Only where every report agrees that nobody has seen it. */
function neverReached(desk: Desk, order: Order, book: BrokerBook, by: string): string {
  const { intent, permId, filled } = order;
  const listed = listedAt(book, order);
  const why = `It did reach the TWS:`;
  if (listed.completed) refuse(`${why} it is among today’s completed orders.`);
  if (permId > 0) refuse(`${why} IBKR gave it the number ${permId}.`);
  if (filled > 0 || book.fills.some(({ orderId }) => orderId === intent.orderId))
    refuse(`${why} ${filled} shares of it are executed.`);
  const { items } = reconcilerOf(desk);
  if (items.under(positionKey(intent.conId)) !== null)
    refuse(
      `The position in ${intent.ticker} is not what the fills make it, so it may have filled. Explain that first.`,
    );
  settle(desk, order, { state: 'never-sent', why: `${by} said so, and no report of the TWS knows it` });
  return `Order ${intent.orderId} counts as never sent. It will not be sent again.`;
}

/** It has ended with whatever the executions tell. */
function takeExecutions(desk: Desk, order: Order, by: string): string {
  const { intent, filled } = order;
  const at = desk.now();
  const words = `${filled} of ${intent.shares} shares are executed`;
  if (filled >= intent.shares) settle(desk, order, { state: 'filled', at });
  else settle(desk, order, { state: 'cancelled', at, why: `${by} closed it by its executions: ${words}` });
  return `Order ${intent.orderId} has ended: ${words}.`;
}

function settle(desk: Desk, order: Order, status: Order['status']): void {
  const settled = desk.ledger?.settle(order.intent.orderId, status, desk.now()) ?? order;
  const { own, items } = reconcilerOf(desk);
  if (!isOpen(settled)) own.reported(settled, null, items, desk.now());
  for (const what of ['orders', 'drift'] as const) desk.tell(what);
}
