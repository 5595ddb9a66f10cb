import { bandOf } from './bands.ts';
import { atMost } from './limit.ts';
import type { LimitRule } from './limit.ts';

/** Orders of one interval, this one included. */
export const ordersInterval: LimitRule = {
  id: 'orders-interval',
  words: 'Orders an interval',
  scope: 'send',
  check: (_, { settings }, passed) => {
    const limit = settings.limits.maxOrdersPerInterval;
    return atMost({
      ...{ rule: 'orders-interval', unit: 'count', value: passed.length + 1 },
      band: { soft: null, hard: limit },
      words: `the interval already has ${limit} orders`,
      refusal: { kind: 'too-many-orders', limit },
    });
  },
};

/** Those of the last sixty seconds. */
export const ordersMinute: LimitRule = {
  id: 'orders-minute',
  words: 'Orders a minute',
  scope: 'send',
  check: (_, { state, settings }, passed) => {
    const value = (state.day?.ordersLastMinute ?? 0) + passed.length + 1;
    const band = bandOf('ordersPerMinute', settings);
    return atMost({
      ...{ rule: 'orders-minute', unit: 'count', value, band },
      words: (limit) => `it would be order ${value} within a minute (limit ${limit ?? 'none'})`,
    });
  },
};

/** Everything that was sent to the TWS in the last second counts: above its limit the TWS drops the connection. */
export const messageRate: LimitRule = {
  id: 'message-rate',
  words: 'Messages a second',
  scope: 'send',
  check: (_, { state, settings }, passed) => {
    const value = (state.day?.messagesLastSecond ?? 0) + passed.length + 1;
    const band = bandOf('messagesPerSecond', settings);
    return atMost({
      ...{ rule: 'message-rate', unit: 'count', value, band },
      words: (limit) => `it would be message ${value} to the TWS within a second (limit ${limit ?? 'none'})`,
    });
  },
};
