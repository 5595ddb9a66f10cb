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
  /** Most that one order may be worth. */
  readonly order: Money;
  /** What is left of the day's. */
  readonly left: Money;
  /** The whole day's. */
  readonly day: Money;
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

function overCap({ order, left, day }: SizeCap, { value }: SizedOrder): Refusal | null {
  if (!(value <= order)) return { kind: 'first-day-order', notional: money(value), limit: order };
  return value <= left ? null : { kind: 'first-day-total', notional: money(value), left, limit: day };
}
