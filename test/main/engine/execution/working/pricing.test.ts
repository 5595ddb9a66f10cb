import { describe, expect, test } from 'vitest';
import { fromBps, price } from '#shared/units.ts';
import {
  boundOf,
  isBeyond,
  isLeftBehind,
  sidesOf,
  styleOf,
  touchOf,
} from '#engine/execution/working/pricing.ts';
import { instrumentOf, quoteOf } from '#test/support/engine-builders.ts';
import { aWork, alfa, approvedAt, workSettings } from '#test/support/work-builders.ts';

const instrument = instrumentOf(alfa);
const { execution } = workSettings;
const touch = { bid: price(114.03), ask: price(114.07), at: approvedAt };
const buy = aWork(alfa, { bound: price(114.2) });
const sell = aWork(alfa, { side: 'SELL', bound: price(113.9) });

// Collar 0.2 %: 114.07·1.002 = 114.298, bound 114.20 comes first; 114.03·0.998 = 113.802, bound 113.90 comes first.
test.each([
  [buy, 'passive', { type: 'LMT', limit: 114.03 }],
  [buy, 'mid', { type: 'MIDPRICE', limit: 114.07 }],
  [buy, 'cross', { type: 'LMT', limit: 114.2 }],
  [buy, 'auction', { type: 'LOC', limit: 114.2 }],
  [sell, 'passive', { type: 'LMT', limit: 114.07 }],
  [sell, 'mid', { type: 'MIDPRICE', limit: 114.03 }],
  [sell, 'cross', { type: 'LMT', limit: 113.9 }],
] as const)('%#: a child never beyond the bound', (work, level, expected) => {
  expect(styleOf(work, level, touch, instrument, execution)).toEqual(expected);
});

test.each([
  ['LMT', 10, { type: 'LMT', limit: 114.29 }],
  ['LMT', -10, { type: 'LMT', limit: 113.81 }],
  ['MIDPRICE', 10, { type: 'MIDPRICE', limit: 114.29 }],
  ['ADAPTIVE', -10, { type: 'ADAPTIVE', priority: 'Normal', limit: 113.81 }],
  ['MKT', 10, { type: 'MKT' }],
  ['MOC', 10, { type: 'MOC' }],
  ['LOC', 10, { type: 'LOC', limit: 120 }],
] as const)('a style of its own, %s for %i', (style, size, expected) => {
  const work =
    size > 0
      ? aWork(alfa, { style, bound: price(120) })
      : aWork(alfa, { style, side: 'SELL', bound: price(100) });
  expect(styleOf(work, 'cross', touch, instrument, execution)).toEqual(expected);
});

test('the middle may be an adaptive order, as urgent as the trade', () => {
  const adaptive = { ...execution, middle: 'ADAPTIVE' as const };
  expect(styleOf({ ...buy, urgency: 'urgent' }, 'mid', touch, instrument, adaptive)).toEqual({
    ...{ type: 'ADAPTIVE', priority: 'Urgent', limit: 114.07 },
  });
});

test('the bound is rounded inward', () => {
  expect(boundOf('BUY', price(114.05), fromBps(50), instrument)).toBe(114.62);
  expect(boundOf('SELL', price(114.05), fromBps(50), instrument)).toBe(113.48);
});

describe('an order that the market left behind', () => {
  test.each([
    ['stands at the touch', 114.03, 114.03, false],
    ['is under it, and may go up', 114.01, 114.03, true],
    ['is under it, at the bound already', 114.01, 114.01, false],
    ['is over it: it fills first', 114.05, 114.03, false],
  ])('%s', (_, limit, wanted, expected) => {
    expect(isLeftBehind(buy, 'passive', limit, wanted, touch)).toBe(expected);
  });
});

test('a missing side is the other thing that is known', () => {
  expect(touchOf(undefined, price(114), approvedAt)).toEqual({ bid: 114, ask: 114, at: approvedAt });
  expect(touchOf(quoteOf(alfa, approvedAt, { bid: null }), price(114), approvedAt).bid).toBe(114);
  expect(sidesOf('SELL', touch)).toEqual({ near: 114.07, far: 114.03 });
  expect([isBeyond(buy, touch), isBeyond({ ...buy, bound: price(114) }, touch)]).toEqual([false, true]);
});
