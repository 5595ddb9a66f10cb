import type { Order } from '#shared/domain/order.ts';
import type { Work } from '#shared/domain/work.ts';
import type { OrderId } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import { isTerminal } from '../lifecycle.ts';

/** What is known of a work's child orders at a moment. */
export interface Children {
  /** Oldest first. */
  readonly all: readonly Order[];
  /** A child that the journal knows and nobody tells of; null = none. */
  readonly missing: OrderId | null;
  /** The one that may still fill by the broker's word; null = none. */
  readonly live: Order | null;
  readonly last: Order | null;
  /** By executions. */
  readonly filled: number;
  /** The most that may turn out to have filled: a child that works, or ended a moment ago, counts whole. */
  readonly possible: number;
  /** No child works, and what ended is past the moment in which a late fill comes. */
  readonly settled: boolean;
}

export type OrdersById = ReadonlyMap<OrderId, Order>;

export function childrenOf(work: Work, orders: OrdersById, at: EpochMs, settleMs: number): Children {
  const all = work.children.flatMap((id) => orders.get(id) ?? []);
  return {
    all,
    missing: work.children.find((id) => !orders.has(id)) ?? null,
    live: all.findLast((order) => !isTerminal(order)) ?? null,
    last: all.at(-1) ?? null,
    filled: all.reduce((sum, { filled }) => sum + filled, 0),
    possible: all.reduce((sum, order) => sum + possibleOf(order, at, settleMs), 0),
    settled: all.every((order) => isSettled(order, at, settleMs)),
  };
}

/** A filled order counts whole even before its executions say so. */
function possibleOf(order: Order, at: EpochMs, settleMs: number): number {
  const known = isSettled(order, at, settleMs) && order.status.state !== 'filled';
  return known ? order.filled : Math.max(order.filled, order.intent.shares);
}

export function isSettled(order: Order, at: EpochMs, settleMs: number): boolean {
  if (!isTerminal(order)) return false;
  return order.filled >= order.intent.shares || at - endedAt(order) >= settleMs;
}

/** It works, ended a moment ago, or is filled and its executions are not all here. */
export function mayStillTake(order: Order, at: EpochMs, settleMs: number): boolean {
  if (!isTerminal(order)) return true;
  const { state } = order.status;
  return state === 'filled' || (state === 'cancelled' && !isSettled(order, at, settleMs));
}

/** What the broker said last may be a fill after the end: the moment counts from there. */
const endedAt = ({ status, updatedAt }: Order): EpochMs =>
  'at' in status && status.at > updatedAt ? status.at : updatedAt;

const working: readonly Order['status']['state'][] = ['sent', 'held', 'working', 'cancelling'];

/** A trade that was stopped has left an order at work: its cancel was lost, could not be sent, or nobody knew of the order then. */
export function isLeftOver({ style, level, asked, state }: Work, { live }: Children): boolean {
  if (state.stage !== 'stopped' || live === null || !working.includes(live.status.state)) return false;
  return asked?.orderId === live.intent.orderId || (style === 'SHORT_HORIZON' && level !== 'auction');
}

/** Why no further child may go after what became of the last one, in words; null = it may. */
export function troubleWith(work: Work, { missing, last }: Children): string | null {
  if (missing !== null) return `Order ${missing} is in the journal, but nothing is known of it.`;
  if (last === null) return null;
  const { status, intent } = last;
  const asked = work.asked?.orderId === intent.orderId;
  switch (status.state) {
    case 'unresolved':
      return `Order ${intent.orderId} is unresolved: ${status.why}.`;
    case 'rejected':
      return `Order ${intent.orderId} was rejected (${status.code}): ${status.why}`;
    case 'never-sent':
      return `Order ${intent.orderId} was not sent: ${status.why}`;
    case 'cancelled':
      return asked ? null : `Order ${intent.orderId} was cancelled, and not by the desk: ${status.why}`;
    case 'cancelling':
      return asked ? null : `The cancel of order ${intent.orderId} was asked for.`;
    case 'journalled':
    case 'sent':
    case 'held':
    case 'working':
    case 'filled':
      return null;
    default:
      return status satisfies never;
  }
}
