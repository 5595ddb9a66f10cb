import type { ApprovedOrder, Order, RefusedOrder } from '#shared/domain/order.ts';
import type { AccountKind } from '#shared/domain/portfolio.ts';
import type { AccountId } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import type { Ledger } from './ledger.ts';
import type { BrokerSession, PlaceResult } from './ports.ts';
import { wordsOfRefusal } from './views/words.ts';

export interface Rung {
  readonly sent: number;
  /** Orders that did not go, each with why. */
  readonly refused: readonly string[];
}

interface HandedOver extends Rung {
  /** What kept an order's state from being written down; null = nothing did. Then no further order was handed over. */
  readonly broke: unknown;
}

/**
 * Hands each journalled order to the broker once. What could not be handed over is settled as never sent; where a state cannot be written
 * down, the orders after it stay here.
 */
export function handOver(
  session: BrokerSession,
  ledger: Ledger,
  approved: readonly ApprovedOrder[],
  orders: readonly Order[],
): HandedOver {
  let sent = 0;
  let broke: unknown = null;
  const refused: string[] = [];
  for (const [index, order] of approved.entries()) {
    const apiOrderId = orders[index]?.apiOrderId ?? null;
    if (apiOrderId === null) continue;
    const placed = broke === null ? place(session, order, apiOrderId) : heldBack(broke);
    const at = session.now();
    if (placed.sent === true) sent += 1;
    else refused.push(`${order.side} ${order.shares} ${order.ticker} was not sent: ${placed.why}`);
    try {
      ledger.settle(order.orderId, stateOf(placed, at), at);
    } catch (error) {
      broke ??= error;
      if (placed.sent === false) ledger.stayed(order.orderId);
    }
  }
  return { sent, refused, broke };
}

export const refusedWords = ({ intent, refusal }: RefusedOrder): string =>
  `${intent.side} ${intent.shares} ${intent.ticker} was not sent: ${wordsOfRefusal(refusal)}.`;

type Placed = PlaceResult | { readonly sent: 'unknown'; readonly why: string };

/** A broker that breaks while it takes an order leaves it unknown whether the order went. */
function place(session: BrokerSession, order: ApprovedOrder, apiOrderId: number): Placed {
  try {
    return session.place(order, apiOrderId);
  } catch (error) {
    return { sent: 'unknown', why: `handing it over broke (${String(error)}); look for it in TWS` };
  }
}

const heldBack = (broke: unknown): PlaceResult => ({
  sent: false,
  why: `held back, because an order before it could not be written down: ${broke instanceof Error ? broke.message : String(broke)}`,
});

function stateOf(placed: Placed, at: EpochMs): Order['status'] {
  if (placed.sent === true) return { state: 'sent', at };
  return placed.sent === false
    ? { state: 'never-sent', why: placed.why }
    : { state: 'unresolved', since: at, why: placed.why };
}

const tagLength = 4;

/** Part of every id, so that no two accounts of one start have a proposal or an order of the same id. */
export function accountTag(kind: AccountKind, account: AccountId): string {
  let hash = 0;
  for (const letter of `${kind}-${account}`) hash = Math.imul(hash, 31) + letter.charCodeAt(0);
  return (hash >>> 0).toString(36).slice(-tagLength).padStart(tagLength, '0');
}
