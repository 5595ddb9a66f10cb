/**
 * What an order trades against one book. Prices in ticks of a cent, half ticks allowed at the midpoint. Pure:
 * chance is the order's own random number in [0, 1) for this step.
 */
import type { Quote } from '../market/market.ts';
import type { Liquidity } from './commission.ts';

export interface Working {
  /** +1 buys, -1 sells. */
  readonly sign: 1 | -1;
  readonly remaining: number;
  readonly style: 'market' | 'limit' | 'mid' | 'adaptive';
  /** Ticks; null: none. */
  readonly limit: number | null;
  /** For adaptive orders: how long they wait before they cross the spread. */
  readonly patienceMs: number;
  /** Since it began to work. */
  readonly ageMs: number;
  /** It could trade at once when it came, so it takes what it finds; else it waits to be found at its own price. */
  readonly isTaker: boolean;
}

export interface Take {
  readonly shares: number;
  readonly price: number;
  readonly liquidity: Liquidity;
}

/** The chance per 250 ms that somebody trades with a resting order. */
const CHANCE_AT_TOUCH = 0.05;
const CHANCE_INSIDE = 0.1;
const CHANCE_AT_MID = 0.09;
/** Sizes behind the touch, in units of the displayed size. */
const DEEPER = [1, 1.5, 2];

/** taken: shares of this book's opposite side that are gone already. Empty: nothing trades in this step. */
export function matchOrder(order: Working, quote: Quote, taken: number, chance: number): Take[] {
  switch (order.style) {
    case 'market':
      return cross(order, quote, taken);
    case 'limit':
      return matchLimit(order, quote, taken, chance);
    case 'mid':
      return matchMid(order, quote, chance, CHANCE_AT_MID);
    case 'adaptive':
      if (order.ageMs >= order.patienceMs) return cross(order, quote, taken);
      return matchMid(order, quote, chance, CHANCE_AT_MID);
  }
}

/** Whether a limit order could trade at once. */
export function isMarketable(sign: 1 | -1, limit: number | null, quote: Quote): boolean {
  return limit !== null && sign * (limit - sidesOf(sign, quote).far.price) >= 0;
}

function matchLimit(order: Working, quote: Quote, taken: number, chance: number): Take[] {
  const { limit, sign } = order;
  if (limit === null) return [];
  const { far, near } = sidesOf(sign, quote);
  if (sign * (limit - far.price) >= 0) {
    if (order.isTaker) return cross(order, quote, taken);
    // The market came to a resting order, which trades at its own price.
    return takeOf(Math.min(order.remaining, Math.max(0, far.size - taken)), limit, 1);
  }
  const distance = sign * (limit - near.price);
  const odds = distance > 0 ? CHANCE_INSIDE : distance === 0 ? CHANCE_AT_TOUCH : 0;
  return chance < odds ? takeOf(passiveSize(order, near.size, chance, odds), limit, 1) : [];
}

/** Trades at the midpoint now and then; a limit on the wrong side of it holds the order back at that limit. */
function matchMid(order: Working, quote: Quote, chance: number, odds: number): Take[] {
  const { sign, limit } = order;
  const { near, far } = sidesOf(sign, quote);
  const mid = (near.price + far.price) / 2;
  const wanted = order.style === 'mid' ? mid : sign > 0 ? Math.floor(mid) : Math.ceil(mid);
  const price = limit !== null && sign * (limit - wanted) < 0 ? limit : wanted;
  if (sign * (price - near.price) < 0) return [];
  const chances = price === wanted ? odds : CHANCE_AT_TOUCH;
  return chance < chances ? takeOf(passiveSize(order, near.size, chance, chances), price, 1) : [];
}

/** Takes the touch and two levels behind it, as far as the limit allows. */
function cross(order: Working, quote: Quote, taken: number): Take[] {
  const { sign, limit } = order;
  const { far } = sidesOf(sign, quote);
  const levelStep = Math.max(1, Math.round((quote.ask - quote.bid) / 2));
  const takes: Take[] = [];
  let left = order.remaining;
  let gone = taken;
  for (const [depth, factor] of DEEPER.entries()) {
    const price = far.price + sign * depth * levelStep;
    if (left === 0 || (limit !== null && sign * (limit - price) < 0)) break;
    const there = Math.round(far.size * factor);
    const shares = Math.min(left, Math.max(0, there - gone));
    gone = Math.max(0, gone - there);
    left -= shares;
    takes.push(...takeOf(shares, price, 2));
  }
  return takes;
}

/** near: the side the order stands on; far: the one it would take. */
function sidesOf(sign: 1 | -1, quote: Quote) {
  const bid = { price: quote.bid, size: quote.bidSize };
  const ask = { price: quote.ask, size: quote.askSize };
  return sign > 0 ? { near: bid, far: ask } : { near: ask, far: bid };
}

/** Between a fifth of and the whole displayed size, from the same chance that decided there was a trade. */
function passiveSize(order: Working, displayed: number, chance: number, odds: number): number {
  const share = 0.2 + 0.8 * (chance / odds);
  return Math.min(order.remaining, Math.max(1, Math.round(displayed * share)));
}

function takeOf(shares: number, price: number, liquidity: Liquidity): Take[] {
  return shares > 0 ? [{ shares, price, liquidity }] : [];
}
