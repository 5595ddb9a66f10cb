import { SecType, type Contract, type Execution } from '@stoqey/ib';
import { describe, expect, test } from 'vitest';
import {
  ownOrderId,
  sideOf,
  tickerOf,
  toAccountValues,
  toBar,
  toCommission,
  toFill,
  toPosition,
} from '#broker/ibkr/translate.ts';
import { orderId } from '#shared/ids.ts';
import { epochMs } from '#shared/units.ts';

const aapl: Contract = {
  conId: 265598,
  symbol: 'AAPL',
  secType: SecType.STK,
  localSymbol: 'AAPL',
  currency: 'USD',
};
const heardAt = epochMs(1_785_000_000_000);

describe('fills', () => {
  const exec: Execution = {
    execId: '0000e0d5.6a1b2c3d.01.02',
    time: '20260727 10:30:00 US/Eastern',
    acctNumber: 'DU1',
    exchange: 'NASDAQ',
    side: 'SLD',
    shares: 40,
    price: 10.5,
    permId: 77,
    orderRef: 'dd-day-3',
  };

  test('carry the key of what they correct', () => {
    expect(toFill(aapl, exec, heardAt)).toEqual({
      fillId: '0000e0d5.6a1b2c3d.01',
      revision: 2,
      execId: '0000e0d5.6a1b2c3d.01.02',
      orderId: 'dd-day-3',
      permId: 77,
      account: 'DU1',
      ticker: 'AAPL',
      conId: 265598,
      side: 'SELL',
      shares: 40,
      price: 10.5,
      exchange: 'NASDAQ',
      at: Date.UTC(2026, 6, 27, 14, 30),
    });
  });

  test.each<[string, Partial<Execution>, Record<string, unknown>]>([
    ['typed in TWS', { orderRef: '' }, { orderId: null }],
    ['of another program', { orderRef: 'theirs-1' }, { orderId: null }],
    ['with an unreadable time', { time: 'soon' }, { at: heardAt }],
    ['with a fraction of a share', { shares: 10.7 }, { shares: 10 }],
    ['without permId', { permId: 0 }, { permId: 0 }],
    ['bought', { side: 'BOT' }, { side: 'BUY' }],
  ])('%s', (_what, changes, expected) => {
    expect(toFill(aapl, { ...exec, ...changes }, heardAt)).toMatchObject(expected);
  });

  test('of an order known by other means belong to it', () => {
    expect(toFill(aapl, { ...exec, orderRef: '' }, heardAt, orderId('dd-day-9'))?.orderId).toBe('dd-day-9');
  });

  test('taken back by the exchange come again with no shares', () => {
    expect(toFill(aapl, { ...exec, shares: 0, price: 0 }, heardAt)).toMatchObject({
      revision: 2,
      shares: 0,
      price: 0,
    });
  });

  test.each<[string, Partial<Execution>]>([
    ['no id', { execId: '' }],
    ['no side', { side: 'HELD' }],
    ['no size in the first revision', { shares: 0, execId: '0000e0d5.6a1b2c3d.01.01' }],
    ['a price under zero', { shares: 0, price: -1 }],
    ['a negative size', { shares: -5 }],
    ['a size that is no number', { shares: Number.NaN }],
    ['less than a share', { shares: 0.4 }],
    ['no price', { price: 0 }],
    ['a price that is no number', { price: Number.NaN }],
    ['an infinite price', { price: Number.POSITIVE_INFINITY }],
  ])('with %s are nonsense', (_what, changes) => {
    expect(toFill(aapl, { ...exec, ...changes }, heardAt)).toBe(null);
  });

  test('without a contract are nonsense', () => {
    expect(toFill({ ...aapl, conId: 0 }, exec, heardAt)).toBe(null);
  });
});

test.each([
  [
    { execId: 'e', commission: 1.05, currency: 'USD', realizedPNL: 12.5 },
    { execId: 'e', amount: 1.05, currency: 'USD', realizedPnl: 12.5 },
  ],
  [
    { execId: 'e', commission: 0, currency: 'USD', realizedPNL: 0 },
    { execId: 'e', amount: 0, currency: 'USD', realizedPnl: 0 },
  ],
  [
    { execId: 'e', commission: -0.2, currency: 'USD' },
    { execId: 'e', amount: -0.2, currency: 'USD', realizedPnl: null },
  ],
  [
    { execId: 'e', commission: 1, realizedPNL: Number.NaN },
    { execId: 'e', amount: 1, currency: '', realizedPnl: null },
  ],
  [{ execId: '', commission: 1 }, null],
  [{ execId: 'e' }, null],
  [{ execId: 'e', commission: Number.NaN }, null],
])('commission %j', (report, commission) => {
  expect(toCommission(report)).toEqual(commission);
});

test.each([
  [100, 10.5, 100, 10.5],
  [-100, 10.5, -100, 10.5],
  [10.9, 1, 10, 1],
  [-10.9, 1, -10, 1],
  [0, 0, 0, 0],
  [5, undefined, 5, 0],
])('position of %d at %s', (size, cost, held, avgCost) => {
  expect(toPosition(aapl, size, cost)).toEqual({ ticker: 'AAPL', conId: 265598, shares: held, avgCost });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, undefined])('a position of %s is nonsense', (size) => {
  expect(toPosition(aapl, size, 1)).toBe(null);
});

test('an option never looks like its stock', () => {
  expect(tickerOf({ ...aapl, secType: SecType.OPT, localSymbol: 'AAPL  260918C00200000' })).toBe(
    'AAPL  260918C00200000',
  );
  expect(tickerOf({ secType: SecType.STK })).toBe(null);
});

test.each([
  ['BUY', 'BUY'],
  ['BOT', 'BUY'],
  ['SELL', 'SELL'],
  ['SLD', 'SELL'],
  ['SSHORT', 'SELL'],
  ['', null],
  [undefined, null],
])('side %s is %s', (text, side) => {
  expect(sideOf(text)).toBe(side);
});

test.each([
  ['dd-a-1', 'dd-a-1'],
  ['dd-', null],
  ['xdd-1', null],
  ['', null],
  [undefined, null],
])('reference %s is our order %s', (reference, id) => {
  expect(ownOrderId(reference)).toBe(id);
});

describe('account values', () => {
  const whole = {
    NetLiquidation: '100.5',
    TotalCashValue: '-20',
    BuyingPower: '200',
    AvailableFunds: '50',
    GrossPositionValue: '120.5',
  };
  const read = (values: Record<string, string>) =>
    toAccountValues('DU1', 'USD', new Map(Object.entries(values)), heardAt);

  test('are the figures of the broker', () => {
    expect(read(whole)).toEqual({
      account: 'DU1',
      currency: 'USD',
      nav: 100.5,
      cash: -20,
      buyingPower: 200,
      availableFunds: 50,
      grossPositionValue: 120.5,
      at: heardAt,
    });
  });

  test.each(['NetLiquidation', 'TotalCashValue', 'BuyingPower', 'AvailableFunds'])(
    'are none while %s is missing or no number',
    (key) => {
      expect(read({ ...whole, [key]: '' })).toBe(null);
      expect(read({ ...whole, [key]: 'n/a' })).toBe(null);
    },
  );
});

describe('bars', () => {
  test.each<[string, number, number, number, number, number | undefined, Record<string, unknown> | null]>([
    [
      '20260727',
      10,
      12,
      9,
      11,
      500,
      { at: Date.UTC(2026, 6, 27), open: 10, high: 12, low: 9, close: 11, volume: 500 },
    ],
    ['1785159000', 10, 12, 9, 11, 500, { at: 1_785_159_000_000 }],
    ['20260727 09:30:00 US/Eastern', 10, 12, 9, 11, 500, { at: Date.UTC(2026, 6, 27, 13, 30) }],
    ['20260727', 10, 12, 9, 11, -1, { volume: 0 }],
    ['20260727', 10, 12, 9, 11, undefined, { volume: 0 }],
    ['yesterday', 10, 12, 9, 11, 500, null],
    ['20260727', 10, 9, 12, 11, 500, null],
    ['20260727', 10, 12, 9, 13, 500, null],
    ['20260727', 8, 12, 9, 11, 500, null],
    ['20260727', -1, -1, -1, -1, -1, null],
    ['20260727', 10, Number.NaN, 9, 11, 500, null],
    ['20260727', 10, Number.POSITIVE_INFINITY, 9, 11, 500, null],
  ])('%s %d %d %d %d %s', (time, open, high, low, close, volume, bar) => {
    const read = toBar(time, open, high, low, close, volume);
    if (bar === null) expect(read).toBe(null);
    else expect(read).toMatchObject(bar);
  });
});
