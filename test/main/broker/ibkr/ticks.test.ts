import { describe, expect, test } from 'vitest';
import { withGeneric, withKind, withPrice, withSize } from '#broker/ibkr/ticks.ts';
import { emptyQuote } from '#shared/domain/market.ts';
import { ticker } from '#shared/ids.ts';
import { epochMs } from '#shared/units.ts';

const at = epochMs(2);
const none = emptyQuote(ticker('AAPL'), 'live', epochMs(1));

describe('price ticks', () => {
  test.each([
    [1, 10.5, { bid: 10.5, kind: 'live' }],
    [2, 10.6, { ask: 10.6, kind: 'live' }],
    [4, 10.55, { last: 10.55, kind: 'live' }],
    [9, 10, { close: 10, kind: 'live' }],
    [66, 10.5, { bid: 10.5, kind: 'delayed' }],
    [67, 10.6, { ask: 10.6, kind: 'delayed' }],
    [68, 10.55, { last: 10.55, kind: 'delayed' }],
    [75, 10, { close: 10, kind: 'delayed' }],
  ])('%i at %d', (tick, value, expected) => {
    expect(withPrice(none, tick, value, at)).toEqual({ ...none, ...expected, at });
  });

  test.each([-1, 0])('%d means that there is none', (value) => {
    const quoted = withPrice(none, 1, 10.5, at);
    expect(withPrice(quoted, 1, value, at).bid).toBe(null);
  });

  test.each([
    ['not a number', 1, Number.NaN],
    ['missing', 1, undefined],
    ['infinite', 1, Number.POSITIVE_INFINITY],
    ['of a tick that is not kept', 6, 11],
  ])('one that is %s changes nothing', (_what, tick, value) => {
    expect(withPrice(none, tick, value, at)).toBe(none);
  });
});

describe('size ticks', () => {
  test.each([
    [0, 5, { bidSize: 5 }],
    [3, 6, { askSize: 6 }],
    [8, 1_000_000, { volume: 1_000_000 }],
    [69, 5, { bidSize: 5, kind: 'delayed' }],
    [70, 6, { askSize: 6, kind: 'delayed' }],
    [74, 7, { volume: 7, kind: 'delayed' }],
    [0, 0, { bidSize: 0 }],
    [8, -1, { volume: null }],
    [8, undefined, { volume: null }],
  ])('%i at %s', (tick, value, expected) => {
    expect(withSize({ ...none, volume: 3 }, tick, value, at)).toMatchObject(expected);
  });

  test('one that makes no sense changes nothing', () => {
    expect(withSize(none, 0, Number.NaN, at)).toBe(none);
    expect(withSize(none, 99, 1, at)).toBe(none);
  });
});

test.each([
  [1, true],
  [2, true],
  [0, false],
  [-1, false],
])('halt tick %d: halted %s', (value, halted) => {
  expect(withGeneric({ ...none, halted: !halted }, 49, value, at).halted).toBe(halted);
});

test('other generic ticks change nothing', () => {
  expect(withGeneric(none, 46, 3, at)).toBe(none);
});

test.each([
  [1, 'live'],
  [2, 'frozen'],
  [3, 'delayed'],
  [4, 'delayed-frozen'],
  [9, 'delayed'],
])('data type %i is %s', (type, kind) => {
  expect(withKind(none, type).kind).toBe(kind);
});

test('a frozen quote stays frozen when it ticks', () => {
  expect(withPrice(withKind(none, 2), 1, 10, at).kind).toBe('frozen');
});
