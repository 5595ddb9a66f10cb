import { describe, expect, test } from 'vitest';
import { Conditions } from '#practice/faults/conditions.ts';
import { Switches } from '#practice/faults/switches.ts';
import { Exchange, isRefusal } from '#practice/exchange/exchange.ts';
import { Ledger } from '#practice/exchange/ledger.ts';
import type { Execution, Order } from '#practice/exchange/order.ts';
import { freshOrders, OrderStore } from '#practice/exchange/order-store.ts';
import { labelOf } from '#practice/market/contracts.ts';
import { dollars, Market, momentOf } from '#practice/market/market.ts';
import { indexOfSymbol } from '#practice/market/universe.ts';
import type { OrderRequest } from '#practice/protocol/place-order.ts';
import { orderRequest } from '../order-request.ts';

const market = new Market(1);
const ACCOUNT = 'DU1234567';
const MORNING = Date.parse('2026-11-23T15:30:00Z');
const CLIENT = 7;

function setUp(start = MORNING, cash = 1_000_000) {
  const heard: string[] = [];
  const fills: Execution[] = [];
  const ledger = new Ledger({ cash, holdings: [] });
  const orders = new OrderStore(ACCOUNT, freshOrders(Date.parse('2026-11-23T12:00:00Z')));
  const exchange = new Exchange({
    ...{ account: ACCOUNT, market, ledger, orders, closedSession: null, session: momentOf(start).session },
    ...{ switches: new Switches(1), conditions: new Conditions() },
    listener: {
      order: (order: Order) => heard.push(`${order.orderId} ${order.status} ${order.filled}`),
      filled: (execution) => {
        fills.push(execution);
        heard.push(`fill ${execution.orderId}`);
      },
      charged: (execution) => heard.push(`charge ${execution.orderId}`),
      notice: (_client, orderId, code) => heard.push(`${orderId} notice ${code}`),
    },
  });
  let now = start;
  const name = (symbol: string) => indexOfSymbol(symbol) ?? -1;
  return {
    ...{ heard, fills, ledger, orders, exchange },
    quote: (symbol: string) => market.quote(name(symbol), now),
    place: (orderId: number, changes: Partial<OrderRequest>, symbol = 'KO', client = CLIENT) =>
      exchange.place(client, orderId, labelOf(name(symbol)), orderRequest(changes), now),
    cancel: (orderId: number) => exchange.cancel(CLIENT, orderId, now),
    whatIf: (changes: Partial<OrderRequest>) =>
      exchange.whatIf(labelOf(name('KO')), orderRequest(changes), now),
    run: (seconds: number) => {
      for (let i = 0; i < seconds * 4; i += 1) exchange.step((now += 250));
    },
    jump: (iso: string) => exchange.step((now = Date.parse(iso))),
    /** What was heard since the last time. */
    news: () => heard.splice(0),
  };
}

describe('the life of an order', () => {
  test('PreSubmitted, Submitted, fill, Filled, commission last', () => {
    const t = setUp();
    t.place(1, { quantity: 100 });
    expect(t.news()).toEqual(['1 PreSubmitted 0']);
    t.run(1);
    expect(t.news()).toEqual(['1 Submitted 0', 'fill 1', '1 Filled 100', 'charge 1']);
    expect(t.ledger.sharesOf(labelOf(indexOfSymbol('KO') ?? 0).conId)).toBe(100);
  });

  test('a large one fills in parts that add up, never too much', () => {
    const t = setUp();
    t.place(1, { quantity: 9000, type: 'LMT', limit: 80 }, 'KO');
    t.run(60);
    expect(t.fills.length).toBeGreaterThan(2);
    expect(t.fills.reduce((sum, fill) => sum + fill.shares, 0)).toBe(9000);
    expect(new Set(t.fills.map((fill) => fill.execId)).size).toBe(t.fills.length);
    expect(t.fills.at(-1)).toMatchObject({ cumQty: 9000 });
    const cost = t.fills.reduce((sum, fill) => sum + fill.shares * fill.price + fill.commission, 0);
    expect(t.ledger.cash).toBeCloseTo(1_000_000 - cost, 4);
    expect(t.orders.find(CLIENT, 1)?.avgFillPrice).toBeCloseTo(t.fills.at(-1)?.avgPrice ?? 0, 8);
    expect(Math.max(...t.fills.map((fill) => fill.price))).toBeLessThan(80);
  });

  test('a cancel is pending first, then confirmed by 202 and the status', () => {
    const t = setUp();
    t.place(1, { type: 'LMT', limit: 10 });
    t.run(1);
    t.news();
    t.cancel(1);
    expect(t.news()).toEqual(['1 PendingCancel 0']);
    t.run(1);
    expect(t.news()).toEqual(['1 Cancelled 0', '1 notice 202']);
    t.cancel(1);
    t.cancel(5);
    expect(t.news()).toEqual(['1 notice 10148', '5 notice 10147']);
  });

  test('a fill can come before the cancel; the client hears both', () => {
    const t = setUp();
    t.place(1, {});
    t.run(0.25);
    t.cancel(1);
    t.run(0.25);
    expect(t.news()).toEqual([
      ...['1 PreSubmitted 0', '1 Submitted 0', '1 PendingCancel 0'],
      ...['fill 1', '1 Filled 100', 'charge 1', '1 notice 161'],
    ]);
  });

  test('what is not transmitted waits until it is', () => {
    const t = setUp();
    t.place(1, { transmit: false });
    t.run(5);
    expect(t.news()).toEqual(['1 Inactive 0']);
    t.place(1, { transmit: true });
    t.run(1);
    expect(t.news().at(-1)).toBe('charge 1');
  });

  test('immediate or cancel leaves nothing behind', () => {
    const t = setUp();
    t.place(1, { type: 'LMT', limit: dollars(t.quote('KO').bid) - 1, tif: 'IOC' });
    t.run(1);
    expect(t.news().slice(-2)).toEqual(['1 Cancelled 0', '1 notice 202']);
  });

  test('global cancel ends the orders of every client', () => {
    const t = setUp();
    t.place(1, { type: 'LMT', limit: 10 });
    t.place(1, { type: 'LMT', limit: 10 }, 'KO', 8);
    t.run(1);
    t.exchange.cancelAll();
    t.run(1);
    expect(t.orders.alive()).toEqual([]);
  });
});

describe('order types', () => {
  test('MIDPRICE fills between bid and ask', () => {
    const t = setUp();
    t.place(1, { type: 'MIDPRICE', quantity: 50 }, 'BKNG');
    t.run(120);
    expect(t.fills.length).toBeGreaterThan(0);
    for (const fill of t.fills) {
      const q = market.quote(indexOfSymbol('BKNG') ?? 0, fill.at);
      expect(fill.price).toBeCloseTo((dollars(q.bid) + dollars(q.ask)) / 2, 10);
    }
  });

  test.each([
    ['Urgent', 3],
    ['Normal', 8],
    ['Patient', 22],
  ])('Adaptive %s is done within %i seconds', (priority, seconds) => {
    const t = setUp();
    const algo = { algoStrategy: 'Adaptive', algoParams: [{ tag: 'adaptivePriority', value: priority }] };
    t.place(1, { ...algo, quantity: 10 });
    t.run(seconds);
    expect(t.orders.find(CLIENT, 1)?.status).toBe('Filled');
  });

  test('MOC and LOC fill at the official close, a LOC beyond its limit is cancelled', () => {
    const t = setUp();
    const session = momentOf(MORNING).session;
    const close = dollars(market.closeOf(indexOfSymbol('KO') ?? 0, session));
    t.place(1, { type: 'MOC' });
    t.place(2, { type: 'LOC', limit: close });
    t.place(3, { type: 'LOC', limit: Number((close - 0.01).toFixed(2)) });
    t.run(2);
    expect(t.fills).toEqual([]);
    t.jump('2026-11-23T21:00:01Z');
    expect(t.fills.map((fill) => [fill.orderId, fill.price])).toEqual([
      [1, close],
      [2, close],
    ]);
    expect(t.orders.find(CLIENT, 3)?.status).toBe('Cancelled');
  });
});

describe('the day', () => {
  test('before the open an order waits, with 399', () => {
    const t = setUp(Date.parse('2026-11-23T14:26:00Z'));
    t.place(1, {});
    t.run(5);
    expect(t.news()).toEqual(['1 PreSubmitted 0', '1 notice 399']);
    t.jump('2026-11-23T14:30:01Z');
    t.run(1);
    expect(t.news().at(-1)).toBe('charge 1');
  });

  test('day orders end with the session, others live on into the next', () => {
    const t = setUp();
    t.place(1, { type: 'LMT', limit: 10 });
    t.place(2, { type: 'LMT', limit: 10, tif: 'GTC' });
    t.run(1);
    t.jump('2026-11-24T14:25:00Z');
    expect(t.orders.find(CLIENT, 1)?.status).toBe('Cancelled');
    expect(t.orders.find(CLIENT, 2)?.status).toBe('Submitted');
  });

  test('an order of the evening is for the next session', () => {
    const t = setUp(Date.parse('2026-11-23T21:05:00Z'));
    t.place(1, {});
    t.run(2);
    t.jump('2026-11-24T14:25:00Z');
    t.jump('2026-11-24T14:30:00Z');
    t.run(2);
    expect(t.orders.find(CLIENT, 1)?.status).toBe('Filled');
  });

  test('the close is dealt with once', () => {
    const t = setUp();
    t.place(1, { type: 'MOC' });
    t.run(1);
    t.jump('2026-11-23T21:00:01Z');
    t.jump('2026-11-23T21:00:02Z');
    t.jump('2026-11-24T14:25:00Z');
    expect(t.fills).toHaveLength(1);
  });
});

describe('changes', () => {
  test('price and size change under the same id', () => {
    const t = setUp();
    t.place(1, { type: 'LMT', limit: 10 });
    t.run(1);
    t.place(1, { type: 'LMT', limit: 500, quantity: 30 });
    t.run(2);
    expect(t.orders.find(CLIENT, 1)).toMatchObject({ status: 'Filled', filled: 30 });
  });

  test.each([
    ['a price off the tick: the original lives', { type: 'LMT', limit: 10.001 }, 110],
    ['another side', { type: 'LMT', limit: 10, action: 'SELL' }, 105],
    ['another type', { type: 'MKT' }, 329],
  ])('%s', (_, changes, code) => {
    const t = setUp();
    t.place(1, { type: 'LMT', limit: 10 });
    t.run(1);
    t.news();
    t.place(1, changes);
    expect(t.news()).toEqual([`1 notice ${code}`]);
    expect(t.orders.find(CLIENT, 1)).toMatchObject({ status: 'Submitted', request: { limit: 10 } });
  });

  test('a filled order cannot change, an old id cannot come back', () => {
    const t = setUp();
    t.place(5, {});
    t.run(1);
    t.news();
    t.place(5, { quantity: 200 });
    t.place(4, {});
    expect(t.news()).toEqual(['5 notice 104', '4 notice 103']);
    expect(t.orders.nextOrderId(CLIENT)).toBe(6);
    expect(t.orders.nextOrderId(8)).toBe(1);
  });
});

describe('money', () => {
  test('too large a purchase is rejected, and what already works counts', () => {
    const t = setUp(MORNING, 10_000);
    const price = dollars(t.quote('KO').ask);
    const most = Math.floor(20_000 / price) - 5;
    t.place(1, { quantity: most + 10, type: 'LMT', limit: price });
    expect(t.news()).toEqual(['1 Inactive 0', '1 notice 201']);
    t.place(2, { quantity: most, type: 'LMT', limit: 10 });
    t.place(3, { quantity: most, type: 'LMT', limit: 10 });
    expect(t.news()).toEqual(['2 PreSubmitted 0', '3 Inactive 0', '3 notice 201']);
  });

  test('what-if tells margin and commission and keeps nothing', () => {
    const t = setUp();
    const answer = t.whatIf({ quantity: 100 });
    if (isRefusal(answer)) throw new Error(answer.text);
    const ask = dollars(t.quote('KO').ask);
    expect(answer.initAfter - answer.initBefore).toBeGreaterThan(0.49 * 100 * ask);
    expect(answer.commission).toBe(0.35);
    expect(t.orders.alive()).toEqual([]);
    expect(t.orders.nextOrderId(CLIENT)).toBe(1);
    expect(isRefusal(t.whatIf({ quantity: 0 }))).toBe(true);
  });

  test('short sales are possible', () => {
    const t = setUp();
    t.place(1, { action: 'SELL' });
    t.run(1);
    expect(t.fills[0]).toMatchObject({ side: 'SLD', realizedPnl: null });
    expect(t.ledger.cash).toBeGreaterThan(1_000_000);
  });
});

test('the same seed and the same orders give the same fills', () => {
  const play = () => {
    const t = setUp();
    t.place(1, { type: 'MIDPRICE', quantity: 700 });
    t.place(2, { type: 'LMT', limit: dollars(t.quote('NVDA').bid), quantity: 300 }, 'NVDA');
    t.run(60);
    return t.fills;
  };
  expect(play()).toEqual(play());
});
