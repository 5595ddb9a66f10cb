import type { Reason } from '#shared/domain/proposal.ts';
import type { Order, OrderStyle, Refusal } from '#shared/domain/order.ts';
import { toBps } from '#shared/units.ts';

/** Each reason as a trader would say it; the numbers that decided stand beside it. */
export const reasonWords: Readonly<Record<Reason, string>> = {
  CUT_SCORE: 'cut: its score fell under the cut line and its rank under the keep line',
  CUT_LOSER: 'cut: its loss is over the stop, counted in average true ranges',
  CUT_DEAD_MONEY: 'cut: held for long without conviction',
  TRIM_NAME: 'trimmed to the limit for one name',
  TRIM_SECTOR: 'trimmed to the limit for its sector',
  TRIM_GROSS: 'trimmed to the limit for the whole book',
  ROTATE_GREEN: 'takes the gain of a weaker name and buys a better one',
  ROTATE_RED: 'gives up a weaker name at a loss and buys a better one',
  BUY_CASH: 'buys a high-ranked name with cash',
  HEDGE_BETA: 'brings the beta of the book back into its band',
  REBALANCE: 'moves the whole book to where it is worth most within its limits',
  CUT_SCORE_SHORT:
    'covered: its score rose over the cut line and its rank from the bottom left the keep line',
  CUT_LOSER_SHORT: 'covered: its loss is over the stop, counted in average true ranges',
  CUT_DEAD_MONEY_SHORT: 'covered: short for long without conviction',
  TRIM_NAME_SHORT: 'short trimmed to the limit for one name',
  TRIM_SECTOR_SHORT: 'short trimmed to the limit for its sector',
  TRIM_GROSS_SHORT: 'short trimmed to the limit for the short side',
  ROTATE_GREEN_SHORT: 'takes the gain of a short and sells a worse name short instead',
  ROTATE_RED_SHORT: 'gives up a short at a loss and sells a worse name short instead',
  BUY_CASH_SHORT: 'sells a low-ranked name short',
};

const whole = (n: number) => n.toFixed(0);

const refusalWords: { readonly [K in Refusal['kind']]: (refusal: Extract<Refusal, { kind: K }>) => string } =
  {
    'not-live-quote': ({ quoteKind }) => `its quotes are ${quoteKind}, and only live quotes are traded on`,
    'stale-quote': ({ ageMs, limitMs }) =>
      `its quote is ${whole(ageMs / 1000)} s old (limit ${whole(limitMs / 1000)} s)`,
    'no-quote': () => 'it has no two-sided quote',
    'market-closed': () => 'the market is closed',
    'open-clamp': () => 'nothing trades in the first minutes of the session',
    'close-clamp': () => 'only reductions trade in the last minutes of the session',
    'auction-closed': ({ exchange }) => `the cut-off of the auction on ${exchange} is over`,
    'spread-too-wide': ({ spreadBps, limitBps }) =>
      `its spread is ${spreadBps.toFixed(1)} bps (limit ${whole(limitBps)})`,
    'order-too-large': ({ notional, limit }) =>
      `the order is worth ${whole(notional)} (limit ${whole(limit)})`,
    'order-too-small': ({ notional, limit }) =>
      `the order is worth ${whole(notional)} (minimum ${whole(limit)})`,
    'over-adv': ({ shares, limit }) =>
      `${shares} shares are over the share of daily volume (limit ${whole(limit)})`,
    'over-position': ({ shares, held }) => `it would sell ${shares} of ${held} free shares`,
    'buying-power': ({ needed, available }) => `it needs ${whole(needed)} and ${whole(available)} is free`,
    duplicate: ({ orderId }) => `the order ${orderId} exists already`,
    halted: ({ reason }) => reason,
    restricted: () => 'the strategy restricts it',
    'reducing-only': ({ shares, position }) =>
      `only orders that make a position smaller may go now, and ${shares} shares of this side would not (position that it could reduce: ${position})`,
    'first-day-order': ({ notional, limit }) =>
      `it is worth ${whole(notional)}, and on the first live day an order may be worth ${whole(limit)}`,
    'first-day-total': ({ notional, left, limit }) =>
      `it is worth ${whole(notional)}, and of the ${whole(limit)} of the first live day ${whole(Math.max(0, left))} are left`,
    'too-many-orders': ({ limit }) => `the interval already has ${limit} orders`,
    'price-moved': ({ proposed, now, limit }) =>
      `its price moved from ${proposed.toFixed(2)} to ${now.toFixed(2)} since the proposal (limit ${toBps(limit).toFixed(0)} bps)`,
    limit: ({ words }) => words,
  };

/** Why an order may not go, as the end of a sentence. */
export function wordsOfRefusal(refusal: Refusal): string {
  const words = refusalWords[refusal.kind] as (refusal: Refusal) => string;
  return words(refusal);
}

export function styleWords(style: OrderStyle): { readonly type: string; readonly limit: number | null } {
  switch (style.type) {
    case 'MKT':
    case 'MOC':
      return { type: style.type, limit: null };
    case 'ADAPTIVE':
      return { type: `ADAPTIVE ${style.priority}`, limit: style.limit };
    case 'LMT':
    case 'LOC':
    case 'MIDPRICE':
      return { type: style.type, limit: style.limit };
  }
}

export function stateWords({ status }: Order): string {
  switch (status.state) {
    case 'journalled':
      return 'journalled, about to be sent';
    case 'sent':
      return 'sent, not acknowledged yet';
    case 'held':
      return `held: ${status.why}`;
    case 'working':
      return 'working';
    case 'cancelling':
      return `cancel requested, may still fill${status.why === undefined ? '' : `: ${status.why}`}`;
    case 'filled':
      return 'filled';
    case 'cancelled':
      return `cancelled: ${status.why}`;
    case 'rejected':
      return `rejected (${status.code}): ${status.why}`;
    case 'unresolved':
      return `unresolved: ${status.why}`;
    case 'never-sent':
      return `never sent: ${status.why}`;
  }
}
