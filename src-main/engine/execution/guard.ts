import { assert } from '#shared/assert.ts';
import type { Session } from '#shared/domain/market.ts';
import { sendTouch } from '#shared/domain/order.ts';
import type { ApprovedOrder, OrderIntent, Refusal, RefusedOrder } from '#shared/domain/order.ts';
import { epochMs, money, shares, toBps } from '#shared/units.ts';
import type { EpochMs, Price } from '#shared/units.ts';
import { relativeSpread, sessionClamp, withinAdv } from '../policy/clamps.ts';
import type { EngineSettings } from '../settings.ts';
import type { EngineState } from '../state.ts';
import { buyingPower, mayBeShort, openedBy, ownCash, worstPrice } from './funds.ts';
import { remainingOf } from './lifecycle.ts';
import { mayTrade } from './may-trade.ts';
import type { SafetyRule, SizeCap } from './may-trade.ts';

/** Everything that a rule may look at. */
export interface GuardContext {
  readonly at: EpochMs;
  readonly state: Pick<EngineState, 'instruments' | 'quotes' | 'positions' | 'account' | 'orders' | 'frozen' | 'foreign'>;
  readonly settings: Pick<
    EngineSettings,
    'clamps' | 'limits' | 'execution' | 'restricted' | 'rotation' | 'hedge'
  >;
  /** Anything that forbids every order; null = nothing does. */
  readonly ordersBlocked: string | null;
  readonly safety: SafetyRule;
  /** What the trader was shown when approving, by ticker. */
  readonly proposed: Readonly<Record<string, Price>>;
  /** Signed position that the whole proposal leads to, by ticker; absent = unknown. */
  readonly targets: Readonly<Record<string, number>>;
  /** Average daily volume in shares, by ticker; absent = unknown. */
  readonly adv: Readonly<Record<string, number>>;
}

export interface Guarded {
  readonly approved: readonly ApprovedOrder[];
  readonly refused: readonly RefusedOrder[];
}

/** The last word before an order leaves: every rule, in order, on each intent; those that passed before it count against it. */
export function guard(intents: readonly OrderIntent[], context: GuardContext): Guarded {
  const approved: ApprovedOrder[] = [];
  const refused: RefusedOrder[] = [];
  for (const intent of intents) {
    assertWellFormed(intent);
    const refusal = firstRefusal(intent, context, approved);
    if (refusal === null) approved.push(intent as ApprovedOrder);
    else refused.push({ intent, refusal });
  }
  return { approved, refused };
}

type Rule = (intent: OrderIntent, context: GuardContext, passed: readonly ApprovedOrder[]) => Refusal | null;

function firstRefusal(
  intent: OrderIntent,
  context: GuardContext,
  passed: readonly ApprovedOrder[],
): Refusal | null {
  for (const rule of rules) {
    const refusal = rule(intent, context, passed);
    if (refusal !== null) return refusal;
  }
  return null;
}

const blocked: Rule = (_, { ordersBlocked }) =>
  ordersBlocked === null ? null : { kind: 'halted', reason: ordersBlocked };

/** In `reducing` and on a first live day. Orders that work, and those that passed, take their part of the position and of the day. */
const tradingState: Rule = (intent, { safety, state, settings }, passed) => {
  const { ticker, side } = intent;
  const value = (order: OrderIntent): number => order.shares * worstPrice(order, settings);
  const working = state.orders.filter(
    (order) => order.intent.ticker === ticker && order.intent.side === side,
  );
  const others = passed.filter((order) => order.ticker === ticker && order.side === side);
  const theirs = state.foreign[ticker]?.[side === 'BUY' ? 'buy' : 'sell'] ?? 0;
  const taken =
    theirs +
    working.reduce((sum, order) => sum + remainingOf(order), 0) +
    others.reduce((sum, order) => sum + order.shares, 0);
  const held = state.positions[ticker]?.shares ?? 0;
  const spent = passed.reduce((sum, order) => sum + value(order), 0);
  const cap = safety.cap === null ? null : afterSpending(safety.cap, spent);
  const order = { side, shares: intent.shares, value: value(intent) };
  return mayTrade({ ...safety, cap }, order, side === 'SELL' ? held - taken : held + taken);
};

const afterSpending = ({ order, day }: SizeCap, spent: number): SizeCap => ({
  order,
  day: day === null ? null : { ...day, left: money(day.left - spent) },
});

/** The same id, or any other order that still works in the name. */
const duplicate: Rule = ({ orderId, ticker }, { state }, passed) => {
  const other =
    passed.find((order) => order.orderId === orderId || order.ticker === ticker)?.orderId ??
    state.orders.find(({ intent }) => intent.orderId === orderId)?.intent.orderId ??
    state.orders.find((order) => order.intent.ticker === ticker && remainingOf(order) > 0)?.intent.orderId;
  return other === undefined ? null : { kind: 'duplicate', orderId: other };
};

const restricted: Rule = ({ ticker }, { settings }) =>
  settings.restricted.includes(ticker) ? { kind: 'restricted' } : null;

const frozenByDesk: Rule = ({ ticker }, { state }) => {
  const reason = state.frozen[ticker];
  return reason === undefined ? null : { kind: 'halted', reason };
};

/** In the close clamp, what makes a position larger waits. */
const marketHours: Rule = (intent, context) => {
  const { ticker, side } = intent;
  const { state, at, settings } = context;
  const sessions = state.instruments[ticker]?.sessions ?? [];
  const clamp = sessionClamp(sessions, at, settings.clamps);
  const session = sessions.find(({ open, close }) => open <= at && at < close);
  if (clamp.closed || session === undefined) return { kind: 'market-closed' };
  if (clamp.openClamp) return { kind: 'open-clamp', untilMs: openClampEnd(session, settings) };
  const grows = mayBeShort(ticker, context)
    ? openedBy(intent, state.positions[ticker]?.shares ?? 0) > 0
    : side === 'BUY';
  return clamp.closeClamp && grows
    ? { kind: 'close-clamp', sinceMs: closeClampStart(session, settings) }
    : null;
};

const minuteMs = 60_000;
const openClampEnd = ({ open }: Session, { clamps }: GuardContext['settings']): EpochMs =>
  epochMs(open + clamps.openClampMin * minuteMs);
const closeClampStart = ({ close }: Session, { clamps }: GuardContext['settings']): EpochMs =>
  epochMs(close - clamps.closeClampMin * minuteMs);

const quoteUsable: Rule = ({ ticker }, { state, at, settings }) => {
  const quote = state.quotes[ticker];
  if (quote === undefined) return { kind: 'no-quote' };
  if (quote.halted) return { kind: 'halted', reason: `Trading in ${ticker} is halted.` };
  if (quote.kind !== 'live') return { kind: 'not-live-quote', quoteKind: quote.kind };
  const { bid, ask } = quote;
  // A crossed market is no price to trade on.
  if (bid === null || ask === null || !(bid > 0) || !(ask >= bid)) return { kind: 'no-quote' };
  // A time far ahead of ours says no more about the price's age than one far behind: the clock was set.
  const ageMs = Math.abs(at - quote.at);
  const limitMs = settings.clamps.maxQuoteAgeMs;
  if (!(ageMs <= limitMs)) return { kind: 'stale-quote', ageMs, limitMs };
  const spread = relativeSpread(bid, ask);
  if (spread > settings.clamps.maxSpread) {
    return {
      kind: 'spread-too-wide',
      spreadBps: toBps(spread),
      limitBps: toBps(settings.clamps.maxSpread),
    };
  }
  return null;
};

/** Against us by more than the tolerance since the trader saw it. */
const priceMoved: Rule = (intent, { proposed, settings }) => {
  const { ticker, side } = intent;
  const { bid, ask } = sendTouch(intent);
  const then = proposed[ticker];
  const limit = settings.execution.priceTolerance;
  assert(then !== undefined && then > 0, `a proposed price for ${ticker}`);
  const now = ((bid + ask) / 2) as Price;
  const against = side === 'BUY' ? now / then - 1 : 1 - now / then;
  return against > limit ? { kind: 'price-moved', proposed: then, now, limit } : null;
};

/**
 * The least value was met when the order was proposed; what the price gave since, within the collar, is let pass. It is a limit for the
 * whole trade: what is left of one after a partial fill goes however small.
 */
const size: Rule = (intent, { settings }) => {
  const notional = money(intent.shares * worstPrice(intent, settings));
  const most = settings.limits.maxOrderValue;
  if (!(notional <= most)) return { kind: 'order-too-large', notional, limit: most };
  const whole = intent.child?.of ?? intent.shares;
  const { bid, ask } = sendTouch(intent);
  const value = money((whole * (bid + ask)) / 2);
  const least = money(settings.clamps.minOrderValue * (1 - settings.execution.collar));
  return value < least ? { kind: 'order-too-small', notional: value, limit: least } : null;
};

const volume: Rule = (intent, { adv, settings }) => {
  const limit = withinAdv(Infinity, adv[intent.ticker] ?? 0, settings.clamps.maxAdv);
  return intent.shares > limit ? { kind: 'over-adv', shares: intent.shares, limit } : null;
};

/** What is held, less what other sells, ours and those of others, may still take. What may be short goes below zero, but never past the proposal's target. */
const position: Rule = (intent, context, passed) => {
  if (intent.side === 'BUY') return null;
  const { state, targets } = context;
  const { ticker } = intent;
  const taken =
    (state.foreign[ticker]?.sell ?? 0) +
    state.orders
      .filter((order) => order.intent.ticker === ticker && order.intent.side === 'SELL')
      .reduce((sum, order) => sum + remainingOf(order), 0) +
    passed
      .filter((order) => order.ticker === ticker && order.side === 'SELL')
      .reduce((sum, order) => sum + order.shares, 0);
  const least = mayBeShort(ticker, context) ? Math.min(0, targets[ticker] ?? 0) : 0;
  const held = shares(Math.max(0, (state.positions[ticker]?.shares ?? 0) - taken - least));
  return intent.shares > held ? { kind: 'over-position', shares: intent.shares, held } : null;
};

const count: Rule = (_, { settings }, passed) => {
  const limit = settings.limits.maxOrdersPerInterval;
  return passed.length >= limit ? { kind: 'too-many-orders', limit } : null;
};

const rules: readonly Rule[] = [
  blocked,
  tradingState,
  duplicate,
  restricted,
  frozenByDesk,
  marketHours,
  quoteUsable,
  priceMoved,
  size,
  volume,
  position,
  buyingPower,
  ownCash,
  count,
];

const orderIdForm = /^[\x21-\x7e]{1,40}$/;

function assertWellFormed(intent: OrderIntent): void {
  assert(orderIdForm.test(intent.orderId), `an order id of at most 40 ASCII characters: ${intent.orderId}`);
  assert(Number.isInteger(intent.shares) && intent.shares > 0, `whole shares, not ${intent.shares}`);
  const { bid, ask } = sendTouch(intent);
  const limit = 'limit' in intent.style ? intent.style.limit : null;
  assert(bid > 0 && ask > 0 && (limit === null || limit > 0), `positive prices in ${intent.orderId}`);
}
