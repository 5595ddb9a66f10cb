import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { onGrid, toForm } from '#broker/ibkr/order-form.ts';
import type { Instrument } from '#shared/domain/market.ts';
import type { OrderStyle } from '#shared/domain/order.ts';
import { conId, orderId, ticker } from '#shared/ids.ts';
import { price, shares } from '#shared/units.ts';
import { approvedOrder } from '#test/support/desk-side.ts';

const stock = [
  { lowEdge: 0, increment: 0.0001 },
  { lowEdge: 1, increment: 0.01 },
];
const instrument: Instrument = {
  ticker: ticker('AAPL'),
  conId: conId(265598),
  name: 'APPLE INC',
  sector: 'Technology',
  primaryExchange: 'NASDAQ',
  currency: 'USD',
  timeZone: 'US/Eastern',
  sessions: [],
  priceIncrements: stock,
  lot: 1,
};

describe('the price grid', () => {
  test.each([
    [10.5, 10.5],
    [10.51, 10.51],
    [10.505, null],
    [0.1 + 0.2, 0.3],
    [1.1 + 2.2, 3.3],
    [(4.35 * 100) / 100, 4.35],
    [0.9999, 0.9999],
    [0.99995, null],
    [1, 1],
    [1.0001, null],
    [0.00005, null],
    [0, null],
    [-10.5, null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    [Number.MAX_VALUE, null],
  ])('%d goes as %s', (asked, sent) => {
    expect(onGrid(asked, stock)).toBe(sent);
  });

  test('has no place for a price below its lowest edge, or without steps', () => {
    expect(onGrid(5, [{ lowEdge: 10, increment: 0.01 }])).toBe(null);
    expect(onGrid(5, [])).toBe(null);
  });

  test('every cent above a dollar is on it, as the text that a person would write', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 1_000_000 }), (cents) => {
        const sent = onGrid(cents * 0.01, stock);
        expect(sent).not.toBe(null);
        expect(String(sent)).toBe(
          String(Number(`${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`)),
        );
      }),
    );
  });
});

describe('the form of an order', () => {
  const formOf = (style: OrderStyle) => {
    const form = toForm(approvedOrder(instrument, { style }), instrument, 'DU1');
    return 'order' in form ? form.order : form;
  };
  const always = {
    action: 'BUY',
    totalQuantity: 100,
    orderRef: 'dd-test-1',
    account: 'DU1',
    tif: 'DAY',
    transmit: true,
    outsideRth: false,
  };

  test.each<[OrderStyle, Record<string, unknown>]>([
    [{ type: 'MKT' }, { orderType: 'MKT' }],
    [
      { type: 'LMT', limit: price(10.5) },
      { orderType: 'LMT', lmtPrice: 10.5 },
    ],
    [{ type: 'MIDPRICE', limit: null }, { orderType: 'MIDPRICE' }],
    [
      { type: 'MIDPRICE', limit: price(10.5) },
      { orderType: 'MIDPRICE', lmtPrice: 10.5 },
    ],
    [{ type: 'MOC' }, { orderType: 'MOC' }],
    [
      { type: 'LOC', limit: price(10.5) },
      { orderType: 'LOC', lmtPrice: 10.5 },
    ],
    [
      { type: 'ADAPTIVE', priority: 'Patient', limit: null },
      {
        orderType: 'MKT',
        algoStrategy: 'Adaptive',
        algoParams: [{ tag: 'adaptivePriority', value: 'Patient' }],
      },
    ],
    [
      { type: 'ADAPTIVE', priority: 'Urgent', limit: price(10.5) },
      {
        orderType: 'LMT',
        lmtPrice: 10.5,
        algoStrategy: 'Adaptive',
        algoParams: [{ tag: 'adaptivePriority', value: 'Urgent' }],
      },
    ],
  ])('%j', (style, rest) => {
    expect(formOf(style)).toEqual({ ...always, ...rest });
  });

  test('a sale says so', () => {
    expect(toForm(approvedOrder(instrument, { side: 'SELL' }), instrument, 'DU1')).toMatchObject({
      order: { action: 'SELL' },
    });
  });

  test('odd lots are refused where lots are larger', () => {
    const lots = { ...instrument, lot: 100 };
    expect(toForm(approvedOrder(lots), lots, 'DU1')).toHaveProperty('order');
    expect(toForm(approvedOrder(lots, { shares: shares(150) }), lots, 'DU1')).toEqual({
      why: 'AAPL trades in lots of 100, got 150.',
    });
  });

  test.each([
    ['another name', { ticker: ticker('MSFT') }],
    ['a reference with a blank', { orderId: orderId('dd-a b') }],
    ['a reference that is too long', { orderId: orderId(`dd-${'x'.repeat(38)}`) }],
    ['a reference of another program', { orderId: orderId('abc-1') }],
    ['an on-close order that outlives the day', { style: { type: 'LOC', limit: price(1) }, tif: 'GTC' }],
  ] as const)('%s is refused', (_what, changes) => {
    expect(toForm(approvedOrder(instrument, changes), instrument, 'DU1')).toHaveProperty('why');
  });

  test('no account, no order', () => {
    expect(toForm(approvedOrder(instrument), instrument, '')).toHaveProperty('why');
  });
});
