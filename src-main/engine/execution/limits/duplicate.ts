import { remainingOf } from '../lifecycle.ts';
import { flag } from './limit.ts';
import type { LimitRule } from './limit.ts';

/** The same id, or any other order that still works in the name. */
export const duplicate: LimitRule = {
  id: 'duplicate',
  words: 'Duplicate of another order',
  scope: 'waits',
  check: ({ orderId, ticker }, { state }, passed) => {
    const other =
      passed.find((order) => order.orderId === orderId || order.ticker === ticker)?.orderId ??
      state.orders.find(({ intent }) => intent.orderId === orderId)?.intent.orderId ??
      state.orders.find((order) => order.intent.ticker === ticker && remainingOf(order) > 0)?.intent.orderId;
    return other === undefined
      ? flag('duplicate', null, 'no other order works in it')
      : flag('duplicate', { kind: 'duplicate', orderId: other }, `the order ${other} exists already`);
  },
};
