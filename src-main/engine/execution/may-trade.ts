import type { Refusal, Side } from '#shared/domain/order.ts';
import type { TradingState } from '#shared/domain/safety.ts';
import type { Money } from '#shared/units.ts';
import { money, shares } from '#shared/units.ts';

/** What the desk allows at this moment, as the engine sees it. */
export interface SafetyRule {
  readonly state: TradingState;
  /** Of a first live day; null = none. */
  readonly cap: SizeCap | null;
}

export interface SizeCap {
  /** Most that one order may be worth; null = any. */
  readonly order: Money | null;
  /** Most that the day's orders may be worth together, and what is left of it; null = any. */
  readonly day: { readonly limit: Money; readonly left: Money } | null;
}

export const unrestricted: SafetyRule = { state: 'active', cap: null };

/** What has to be known of an order: its size, and its value at the worst price that it may get. */
export interface SizedOrder {
  readonly side: Side;
  readonly shares: number;
  readonly value: number;
}

/**
 * Whether an order may go in this trading state; null = it may. `position`: signed shares that are held and that no other working order of
 * the same side can still take. Asked again for every child of an order that is being worked.
 */
export function mayTrade(rule: SafetyRule, order: SizedOrder, position: number): Refusal | null {
  if (rule.state === 'halted') return { kind: 'halted', reason: 'Trading is halted.' };
  if (rule.state === 'reducing' && order.shares > reducible(order.side, position)) {
    return { kind: 'reducing-only', shares: shares(order.shares), position: shares(position) };
  }
  return rule.cap === null ? null : overCap(rule.cap, order);
}

/** Shares that this side may trade without making the position larger or turning it round. */
export const reducible = (side: Side, position: number): number =>
  Math.max(0, side === 'SELL' ? position : -position);

function overCap({ order, day }: SizeCap, { value }: SizedOrder): Refusal | null {
  if (order !== null && !(value <= order))
    return { kind: 'first-day-order', notional: money(value), limit: order };
  if (day === null || value <= day.left) return null;
  return { kind: 'first-day-total', notional: money(value), ...day };
}
