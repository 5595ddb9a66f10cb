import { describe, expect, test } from 'vitest';
import { money, price, shares } from '#shared/units.ts';
import { childSize } from '#engine/execution/working/sizing.ts';
import type { ChildRoom } from '#engine/execution/working/sizing.ts';
import type { Work } from '#shared/domain/work.ts';
import { instrumentOf, quoteOf } from '#test/support/engine-builders.ts';
import { aWork, alfa, approvedAt, workSettings } from '#test/support/work-builders.ts';

const touch = { bid: price(99.99), ask: price(100.01), at: approvedAt };
const room: ChildRoom = {
  open: 1_000,
  closes: 0,
  worth: 100,
  taken: 0,
  level: 'passive',
  style: { type: 'LMT', limit: price(100) },
  touch,
  quote: quoteOf(alfa, approvedAt, { bidSize: 5_000, askSize: 400 }),
  instrument: instrumentOf(alfa),
  budget: { cash: 1e9, own: 1e9, gross: Infinity },
  moreComing: false,
};
const size = (change: Partial<ChildRoom> = {}, work: Partial<Work> = {}, settings = workSettings) =>
  childSize(aWork(alfa, { shares: shares(1_000), ...work }), { ...room, ...change }, settings);

describe('one child takes', () => {
  test.each<[string, Partial<ChildRoom>, Partial<Work>, number]>([
    ['all that is open', {}, {}, 1_000],
    [
      'no more than is displayed on its side',
      { quote: quoteOf(alfa, approvedAt, { bidSize: 300 }) },
      {},
      300,
    ],
    ['no more than it finds where it crosses', { level: 'cross' }, {}, 400],
    ['all of it where no size is told', { quote: undefined }, {}, 1_000],
    ['a worthwhile part of a thin book', { quote: quoteOf(alfa, approvedAt, { bidSize: 1 }) }, {}, 5],
    // 0.2 · 200 000 shares · one minute of 390
    ['its share of the volume that the window trades', { taken: 40 }, { adv: 200_000 }, 62],
    ['what the money pays for', { budget: { ...room.budget, cash: 60_000 } }, {}, 600],
    ['what the gross limit leaves', { budget: { ...room.budget, gross: 25_000 } }, {}, 250],
    [
      'of one order at once too what the sales have brought',
      { budget: { ...room.budget, cash: 60_000, gross: 50_000 } },
      { style: 'LMT' },
      500,
    ],
    [
      'what closes the other side, whatever the gross',
      { closes: 300, budget: { ...room.budget, gross: -1 } },
      {},
      300,
    ],
    [
      'what the gross leaves by what it is worth',
      { worth: 200, budget: { ...room.budget, gross: 25_000 } },
      {},
      125,
    ],
    ['what the margin carries', {}, { margin: { answer: 'previewed', most: shares(70) } }, 70],
    ['all for the auction, whatever is displayed', { level: 'auction', quote: undefined }, { adv: 1 }, 1_000],
    [
      'all of one order for the auction, whatever the money',
      { budget: { cash: 0, own: 0, gross: 0 } },
      { style: 'MOC' },
      1_000,
    ],
    ['a reduction, whatever the gross', { budget: { ...room.budget, gross: 0 } }, { side: 'SELL' }, 400],
  ])('%s', (_, change, work, expected) => {
    expect(size(change, work)).toEqual({ kind: 'sized', shares: expected });
  });

  test('no more than one order may be worth: a larger trade goes in parts, the hedge too', () => {
    const limits = { ...workSettings.limits, maxOrderValue: money(30_000) };
    const settings = { ...workSettings, limits };
    expect(size({}, {}, settings)).toEqual({ kind: 'sized', shares: 300 });
    expect(size({}, { isHedge: true, style: 'LMT' }, settings)).toEqual({ kind: 'sized', shares: 300 });
    const tiny = { ...settings, limits: { ...limits, maxOrderValue: money(50) } };
    expect(size({}, {}, tiny)).toMatchObject({ kind: 'never' });
  });

  test('whole lots', () => {
    const instrument = instrumentOf(alfa, { lot: 100 });
    expect(size({ instrument, open: 950 })).toEqual({ kind: 'sized', shares: 900 });
    expect(size({ instrument, open: 50 })).toMatchObject({ kind: 'never' });
  });
});

describe('a purchase without money', () => {
  const poor = { ...room.budget, cash: 60_000 };
  test('waits for the whole of it while sales still bring some, and then takes what there is', () => {
    expect(size({ budget: poor, moreComing: true })).toMatchObject({ kind: 'waits', waits: 'proceeds' });
    expect(size({ budget: poor, moreComing: false })).toEqual({ kind: 'sized', shares: 600 });
  });
  test('does not go in crumbs', () => {
    expect(size({ budget: { ...poor, cash: 300 } })).toMatchObject({ kind: 'waits', waits: 'proceeds' });
  });
});
