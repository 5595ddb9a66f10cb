import type { OrderIntent } from '#shared/domain/order.ts';
import { money } from '#shared/units.ts';
import { worstPrice } from '../funds.ts';
import { remainingOf } from '../lifecycle.ts';
import { mayTrade } from '../may-trade.ts';
import type { SizeCap } from '../may-trade.ts';
import { atMost, flag } from './limit.ts';
import type { LimitRule } from './limit.ts';

/** Whether anything may go at all. */
export const permission: LimitRule = {
  id: 'permission',
  words: 'Orders may go',
  scope: 'waits',
  check: (_, { ordersBlocked }) =>
    ordersBlocked === null
      ? flag('permission', null, 'orders may go')
      : flag('permission', { kind: 'halted', reason: ordersBlocked }, ordersBlocked),
};

/** Halted: nothing. Reducing: what brings a position nearer to zero; orders that work, and those that passed, take their part of it. */
export const tradingState: LimitRule = {
  id: 'trading-state',
  words: 'Trading state',
  scope: 'waits',
  check: (intent, { safety, state, settings }, passed) => {
    const { ticker, side } = intent;
    const same = (other: OrderIntent): boolean => other.ticker === ticker && other.side === side;
    const working = state.orders.filter((order) => same(order.intent));
    const taken =
      (state.foreign[ticker]?.[side === 'BUY' ? 'buy' : 'sell'] ?? 0) +
      working.reduce((sum, order) => sum + remainingOf(order), 0) +
      passed.filter(same).reduce((sum, order) => sum + order.shares, 0);
    const held = state.positions[ticker]?.shares ?? 0;
    const order = { side, shares: intent.shares, value: intent.shares * worstPrice(intent, settings) };
    const refusal = mayTrade({ ...safety, cap: null }, order, side === 'SELL' ? held - taken : held + taken);
    return flag('trading-state', refusal, `trading is ${safety.state}`);
  },
};

/** What one order, and all of a first live day together, may be worth. */
export const firstDay: LimitRule = {
  id: 'first-day',
  words: 'First live day',
  scope: 'order',
  check: (intent, { safety, settings }, passed) => {
    const value = (order: OrderIntent): number => order.shares * worstPrice(order, settings);
    const spent = passed.reduce((sum, order) => sum + value(order), 0);
    const { side, shares } = intent;
    const worth = value(intent);
    const cap = safety.cap === null ? null : afterSpending(safety.cap, spent);
    const refusal = mayTrade({ state: 'active', cap }, { side, shares, value: worth }, 0);
    const most = cap === null ? null : Math.min(cap.order ?? Infinity, cap.day?.left ?? Infinity);
    const hard = most === Infinity ? null : most;
    const words = `it is worth ${worth.toFixed(0)}${hard === null ? '' : `, and on the first live day ${hard.toFixed(0)} may go`}`;
    return atMost({
      ...{ rule: 'first-day', unit: 'money', value: worth, band: { soft: null, hard }, words, refusal },
    });
  },
};

const afterSpending = ({ order, day }: SizeCap, spent: number): SizeCap => ({
  order,
  day: day === null ? null : { ...day, left: money(day.left - spent) },
});
