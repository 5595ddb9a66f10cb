import { describe, expect, test } from 'vitest';
import { newOrder, type Execution, type Order } from '#practice/exchange/order.ts';
import {
  commissionReport,
  completedOrder,
  execution,
  openOrder,
  orderStatus,
} from '#practice/protocol/order-answers.ts';
import { orderRequest } from '../order-request.ts';

const label = { conId: 1_000_001, symbol: 'AAPL', primaryExchange: 'NASDAQ' };
const at = Date.UTC(2026, 10, 23, 15, 30);

function order(changes: Parameters<typeof orderRequest>[0] = {}): Order {
  return newOrder(7, 3, 99, label, orderRequest(changes), at);
}

const fill: Execution = {
  ...{ execId: '0000e0d5.6a1b2c3d.01.01', at, clientId: 7, orderId: 3, permId: 99, ...label },
  ...{ exchange: 'ARCA', account: 'DU1234567', orderRef: 'r', side: 'BOT', shares: 5, price: 100.005 },
  ...{ cumQty: 5, avgPrice: 100.005, liquidity: 2, commission: 0.35, realizedPnl: null },
};

describe('field counts at version 178', () => {
  test.each([
    ['order status', orderStatus(order()).length, 12],
    ['open order', openOrder(order(), null).length, 135],
    ['completed order', completedOrder(order()).length, 100],
    ['execution', execution(-1, fill, 178).length, 32],
    ['execution at 177', execution(-1, fill, 177).length, 31],
    ['commission', commissionReport(fill).length, 8],
  ])('%s', (_, count, expected) => {
    expect(count).toBe(expected);
  });

  test('an algo adds its count and its pairs', () => {
    const algo = order({
      algoStrategy: 'Adaptive',
      algoParams: [{ tag: 'adaptivePriority', value: 'Urgent' }],
    });
    expect(openOrder(algo, null)).toHaveLength(135 + 3);
    expect(completedOrder(algo)).toHaveLength(100 + 3);
  });
});

test('an opening fill has no realised profit: the largest double stands for it, never 0', () => {
  expect(commissionReport(fill)[5]).toBe('1.7976931348623157E308');
  expect(commissionReport({ ...fill, realizedPnl: 0 })[5]).toBe(0);
});
