import { describe, expect, test } from 'vitest';
import { objectionTo } from '#practice/exchange/validate.ts';
import { momentOf } from '#practice/market/market.ts';
import { orderRequest } from '../order-request.ts';

const ACCOUNT = 'DU1234567';
const noon = Date.parse('2026-11-23T17:00:00Z');
const adaptive = (value: string) => ({
  algoStrategy: 'Adaptive',
  algoParams: [{ tag: 'adaptivePriority', value }],
});

function code(changes: Parameters<typeof orderRequest>[0], at = noon, exchange = 'NYSE'): number | null {
  return objectionTo(orderRequest(changes), ACCOUNT, exchange, at, momentOf(at))?.code ?? null;
}

describe('refused', () => {
  test.each([
    ['size zero', { quantity: 0 }, 434],
    ['half a share', { quantity: 10.5 }, 321],
    ['a negative size', { quantity: -5 }, 321],
    ['no side', { action: '' }, 321],
    ['a stop order', { type: 'STP' }, 387],
    ['a child of another order', { parentId: 5 }, 321],
    ['conditions', { isExotic: true }, 321],
    ['a limit order without limit', { type: 'LMT' }, 321],
    ['a price between ticks', { type: 'LMT', limit: 10.001 }, 110],
    ['a cap between ticks', { type: 'MIDPRICE', limit: 10.005 }, 110],
    ['MOC good till cancelled', { type: 'MOC', tif: 'GTC' }, 113],
    ['an opening order', { tif: 'OPG' }, 201],
    ['fill or kill', { tif: 'FOK' }, 111],
    ['another account', { account: 'DU7654321' }, 201],
    ['an unknown algo', { algoStrategy: 'Twap' }, 400],
    ['an adaptive midpoint order', { ...adaptive('Urgent'), type: 'MIDPRICE' }, 400],
    ['an unknown priority', adaptive('Sleepy'), 443],
  ])('%s', (_, changes, expected) => {
    expect(code(changes)).toBe(expected);
  });

  test('closing orders after the cut-off, later at Nasdaq', () => {
    const at = Date.parse('2026-11-23T20:52:00Z');
    expect(code({ type: 'MOC' }, at, 'NYSE')).toBe(201);
    expect(code({ type: 'MOC' }, at, 'NASDAQ')).toBeNull();
    expect(code({ type: 'MOC' }, Date.parse('2026-11-23T20:55:00Z'), 'NASDAQ')).toBe(201);
  });
});

describe('taken', () => {
  test.each([
    ['a market order', {}],
    ['a limit order on a tick', { type: 'LMT', limit: 10.01 }],
    ['a limit that floats', { type: 'LMT', limit: 0.1 + 0.2 }],
    ['a price below a dollar', { type: 'LMT', limit: 0.1234 }],
    ['immediate or cancel', { type: 'LMT', limit: 10, tif: 'IOC' }],
    ['good till cancelled', { type: 'LMT', limit: 10, tif: 'GTC' }],
    ['midpoint without a cap', { type: 'MIDPRICE' }],
    ['midpoint with a cap of 0', { type: 'MIDPRICE', limit: 0 }],
    ['market on close', { type: 'MOC' }],
    ['limit on close', { type: 'LOC', limit: 10 }],
    ['adaptive, urgent', adaptive('Urgent')],
    ['adaptive limit, patient', { ...adaptive('Patient'), type: 'LMT', limit: 10 }],
    ['our account', { account: ACCOUNT }],
  ])('%s', (_, changes) => {
    expect(code(changes)).toBeNull();
  });
});
