import { unreachable } from '#shared/assert.ts';
import { epochMs, price, shares } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { terminalStates } from '#shared/domain/order.ts';
import type { BrokerSays, Fill, Order, OrderReport, OrderState } from '#shared/domain/order.ts';

/** Whether no more of the order can fill, as far as the broker has told. */
export const isTerminal = (order: Order): boolean => terminalStates.includes(order.status.state);

/** Shares that may still fill. 0 for a terminal order. */
export const remainingOf = (order: Order): number =>
  isTerminal(order) ? 0 : Math.max(0, order.intent.shares - order.filled);

/**
 * Order state × what the broker says → order state. Where the two contradict each other the order becomes `unresolved`:
 * it keeps its name frozen, is asked about, and is never sent again. Gives the same object where nothing is new.
 */
export function afterReport(order: Order, report: OrderReport): Order {
  // IBKR's number is for good: another one under our reference is another order.
  if (order.permId > 0 && report.permId > 0 && report.permId !== order.permId) return order;
  const permId = report.permId > 0 ? report.permId : order.permId;
  const status = nextState({ ...order, permId }, report.status, report.at);
  const updatedAt = epochMs(Math.max(order.updatedAt, report.at));
  if (permId === order.permId && sameState(status, order.status)) return order;
  return { ...order, permId, status, updatedAt };
}

/**
 * Order × all its fills known → filled, average price, and the state that these prove. Of each fill the highest revision counts.
 * Fills are the only source of `filled`: they arrive after a cancel too, and before any status.
 */
export function afterFills(order: Order, fills: readonly Fill[]): Order {
  const newest = newestRevisions(fills);
  if (newest.length === 0) return order;
  const total = newest.reduce((sum, fill) => sum + fill.shares, 0);
  const value = newest.reduce((sum, fill) => sum + fill.shares * fill.price, 0);
  const at = epochMs(Math.max(...newest.map((fill) => fill.at)));
  const permId = order.permId || (newest.find((fill) => fill.permId > 0)?.permId ?? 0);
  return {
    ...order,
    permId,
    status: stateWithFills({ ...order, permId }, total, at),
    filled: shares(total),
    avgFillPrice: total > 0 ? price(value / total) : null,
    updatedAt: epochMs(Math.max(order.updatedAt, at)),
  };
}

function newestRevisions(fills: readonly Fill[]): Fill[] {
  const byId = new Map<string, Fill>();
  for (const fill of fills) {
    const known = byId.get(fill.fillId);
    if (known === undefined || fill.revision > known.revision) byId.set(fill.fillId, fill);
  }
  return [...byId.values()];
}

function stateWithFills(order: Order, total: number, at: EpochMs): OrderState {
  const { status } = order;
  if (status.state === 'filled') return status;
  if (total >= order.intent.shares) return { state: 'filled', at };
  switch (status.state) {
    case 'working':
    case 'cancelling':
    case 'cancelled':
      return status;
    case 'journalled':
    case 'sent':
    case 'held':
    case 'unresolved':
    case 'never-sent':
      return { state: 'working', permId: order.permId };
    case 'rejected':
      return unresolved(at, `filled in part although rejected: ${status.why}`);
    default:
      return unreachable(status);
  }
}

function nextState(order: Order, news: BrokerSays, at: EpochMs): OrderState {
  return isTerminal(order) ? afterTheEnd(order, news, at) : whileAlive(order, news, at);
}

function whileAlive(order: Order, news: BrokerSays, at: EpochMs): OrderState {
  const { status } = order;
  const cancelling = status.state === 'cancelling';
  switch (news.says) {
    case 'acknowledged':
      return status.state === 'journalled' || status.state === 'unresolved' ? { state: 'sent', at } : status;
    case 'working':
      return cancelling ? status : { state: 'working', permId: order.permId };
    case 'held':
      return cancelling ? status : { state: 'held', why: news.why };
    case 'cancelling':
      return cancelling ? status : { state: 'cancelling', since: at };
    case 'cancelled':
      return order.filled >= order.intent.shares
        ? { state: 'filled', at }
        : { state: 'cancelled', at, why: cancelling ? (status.why ?? news.why) : news.why };
    case 'filled':
      return { state: 'filled', at };
    case 'rejected':
      return order.filled > 0
        ? unresolved(at, `rejected (${news.code}) after ${order.filled} shares filled: ${news.why}`, status)
        : { state: 'rejected', at, code: news.code, why: news.why };
    case 'inactive':
      return unresolved(at, news.why, status);
    case 'cancel-refused':
      return unresolved(at, `cancel refused (${news.code}): ${news.why}`, status);
    case 'odd':
      return unresolved(at, `code ${news.code}: ${news.why}`, status);
    case 'warned':
      return status;
    default:
      return unreachable(news);
  }
}

/** Fills prove more than a status. A broker that speaks of a dead order as alive is asked; one that knows an order which was never sent is believed. */
function afterTheEnd(order: Order, news: BrokerSays, at: EpochMs): OrderState {
  const { status } = order;
  const neverSent = status.state === 'never-sent';
  switch (news.says) {
    case 'filled':
      return status.state === 'filled' ? status : { state: 'filled', at };
    case 'acknowledged':
    case 'working':
    case 'held':
    case 'cancelling':
      // The word before the last, once more: nothing that is being cancelled comes alive by it.
      if (news.says === 'cancelling' && status.state === 'cancelled') return status;
      if (status.state === 'filled') return status;
      if (neverSent) return whileAlive({ ...order, status: unresolved(at, status.why) }, news, at);
      return unresolved(at, `${news.says} after it was ${status.state}`);
    case 'cancelled':
    case 'rejected':
      return neverSent ? whileAlive(order, news, at) : status;
    case 'inactive':
    case 'odd':
    case 'cancel-refused':
    case 'warned':
      return status;
    default:
      return unreachable(news);
  }
}

/** The first doubt keeps its time and words. */
function unresolved(since: EpochMs, why: string, before?: OrderState): OrderState {
  return before?.state === 'unresolved' ? before : { state: 'unresolved', since, why };
}

/** Repeated statuses carry new times but say nothing new. */
function sameState(a: OrderState, b: OrderState): boolean {
  if (a.state !== b.state) return false;
  if (a.state === 'working' && b.state === 'working') return a.permId === b.permId;
  if (a.state === 'held' && b.state === 'held') return a.why === b.why;
  return true;
}
