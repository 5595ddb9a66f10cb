import { ensure } from '#shared/assert.ts';
import { sendTouch } from '#shared/domain/order.ts';
import type { Order, OrderIntent } from '#shared/domain/order.ts';
import type { AccountValues } from '#shared/domain/portfolio.ts';
import { money, shares } from '#shared/units.ts';
import type { Money } from '#shared/units.ts';
import type { EngineSettings } from '../settings.ts';
import type { EngineState } from '../state.ts';
import { remainingOf } from './lifecycle.ts';

// What the guard asks of money: may this order be paid for, and what may be sold short at all.

/** What the rules about money look at. */
export interface FundsContext {
  readonly state: Pick<EngineState, 'quotes' | 'positions' | 'account' | 'orders' | 'foreign'>;
  readonly settings: Pick<EngineSettings, 'execution' | 'rotation' | 'hedge'>;
}

/** What an order takes, and what is free for it. */
export interface Funds {
  readonly needed: Money;
  readonly available: Money;
}

/**
 * Purchases at their worst price, this one and those before it, against the available funds and what the batch's sells bring at the bid.
 * A sale that opens a short takes its initial margin from them; a purchase that covers one takes nothing. null = it takes no money.
 */
export const buyingPower = (
  intent: OrderIntent,
  context: FundsContext,
  passed: readonly OrderIntent[],
): Funds | null =>
  fundsFor(accountOf(context).availableFunds, intent, context, passed, {
    buyPrice: (order) => worstPrice(order, context.settings),
    sellPrice: (order) => sendTouch(order).bid,
    shortMargin: initialMargin,
  });

/** Of a short's value: Regulation T's initial margin. The broker's own check, which may be stricter, comes on top. */
const initialMargin = 0.5;

/**
 * A book without leverage (gross up to 1) does not borrow, whatever the broker would lend: purchases against cash, both at the middle.
 * What rounding to shares and spreads overdraw may come to the collar's share of NAV, so that a full book can still rotate. The proceeds
 * of shorts are owed, not owned.
 */
export const ownCash = (
  intent: OrderIntent,
  context: FundsContext,
  passed: readonly OrderIntent[],
): Funds | null => {
  const { settings } = context;
  if (intent.side === 'SELL' || settings.rotation.gross > 1) return null;
  const { cash, nav } = accountOf(context);
  const slack = settings.execution.collar * nav;
  return fundsFor(cash - owedFor(context) + slack, intent, context, passed, {
    buyPrice: middleOf,
    sellPrice: middleOf,
    shortMargin: 0,
  });
};

/** What an order costs and brings, by one way of counting. */
interface Counting {
  readonly buyPrice: (order: OrderIntent) => number;
  readonly sellPrice: (order: OrderIntent) => number;
  readonly shortMargin: number;
}

/** What is left of `funds` after own orders that still work and those that passed, with what the sells that passed bring. */
function fundsFor(
  funds: number,
  intent: OrderIntent,
  context: FundsContext,
  passed: readonly OrderIntent[],
  counting: Counting,
): Funds | null {
  const needed = money(needOf(intent, context, counting));
  if (!(needed > 0)) return null;
  const { orders, positions } = context.state;
  const promised = orders.reduce((sum, order) => {
    const left = shares(remainingOf(order));
    return order.intent.side === 'BUY'
      ? sum + left * counting.buyPrice(order.intent)
      : sum + needOf({ ...order.intent, shares: left }, context, counting);
  }, foreignBuys(context));
  const left = passed.reduce((sum, order) => {
    const own = Math.max(0, positions[order.ticker]?.shares ?? 0);
    const sold = mayBeShort(order.ticker, context) ? Math.min(order.shares, own) : order.shares;
    const brought = order.side === 'SELL' ? sold * counting.sellPrice(order) : 0;
    return sum + brought - needOf(order, context, counting);
  }, funds - promised);
  return { needed, available: money(left) };
}

/** What purchases of others may still take, at the ask; what has no quote is frozen, and counts at what was paid for it. */
function foreignBuys({ state: { foreign, quotes, positions } }: FundsContext): number {
  return Object.entries(foreign).reduce((sum, [ticker, { buy }]) => {
    const quote = quotes[ticker];
    return sum + buy * (quote?.ask ?? quote?.last ?? positions[ticker]?.avgCost ?? 0);
  }, 0);
}

function needOf(intent: OrderIntent, context: FundsContext, { buyPrice, shortMargin }: Counting): number {
  const { ticker, side } = intent;
  if (!mayBeShort(ticker, context)) return side === 'BUY' ? intent.shares * buyPrice(intent) : 0;
  const opened = openedBy(intent, context.state.positions[ticker]?.shares ?? 0);
  return side === 'BUY' ? opened * buyPrice(intent) : opened * sendTouch(intent).ask * shortMargin;
}

/** Market value of the shorts that the strategy may have. */
export function owedFor(context: FundsContext): number {
  const { positions, quotes } = context.state;
  return Object.values(positions).reduce((owed, { ticker, shares: held, avgCost }) => {
    if (!(held < 0) || !mayBeShort(ticker, context)) return owed;
    const quote = quotes[ticker];
    return owed - held * (quote?.ask ?? quote?.last ?? avgCost);
  }, 0);
}

/** The short side's names, and the hedge. */
export const mayBeShort = (ticker: string, { settings }: FundsContext): boolean =>
  settings.rotation.longShort || ticker === settings.hedge?.ticker;

/** Shares of an order beyond the opposite position that it takes away first. */
export const openedBy = (
  { side, shares: size }: Pick<OrderIntent, 'side' | 'shares'>,
  held: number,
): number => Math.max(0, size - Math.max(0, side === 'BUY' ? -held : held));

const accountOf = ({ state }: FundsContext): AccountValues => ensure(state.account, 'account values');

function middleOf(order: OrderIntent): number {
  const { bid, ask } = sendTouch(order);
  return (bid + ask) / 2;
}

/** The limit, or where there is none the touch plus the collar. */
export function worstPrice(
  { side, style, ...quotes }: Pick<Order['intent'], 'side' | 'style' | 'decision' | 'child'>,
  { execution }: Pick<EngineSettings, 'execution'>,
): number {
  const limit = 'limit' in style ? style.limit : null;
  if (limit !== null) return limit;
  const { bid, ask } = sendTouch(quotes);
  return side === 'BUY' ? ask * (1 + execution.collar) : bid * (1 - execution.collar);
}
