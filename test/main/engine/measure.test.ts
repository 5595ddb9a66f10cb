import { expect, test } from 'vitest';
import { orderId, ticker } from '#shared/ids.ts';
import { money, price, shares } from '#shared/units.ts';
import { fold, initialState } from '#engine/fold.ts';
import { measure, rotationInputOf, scoreInputOf } from '#engine/measure.ts';
import {
  clock,
  intentOf,
  loaded,
  midOf,
  orderOf,
  quoteOf,
  settings,
  universe,
} from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const minute = 60_000;
const alfa = ticker('ALFA');
const state = fold(initialState(null), loaded(at), at).state;

test('cost is half the spread, commission and impact (spec 7)', () => {
  const { cost, daily } = measure(state, settings, at);
  const mid = midOf(alfa);
  const impact = 0.7 * (daily.risk.sigma[0] ?? 0) * Math.sqrt(50_000 / (2_000_000 * mid));
  expect(cost[0]).toBeCloseTo(0.01 / mid + 0.0035 / mid + impact, 12);
});

test('an unknown quote costs no spread: the name is frozen, and its score does not jump', () => {
  const quotes = { ...state.quotes, ALFA: quoteOf(alfa, at, { bid: null, ask: null }) };
  const { cost, frozen } = measure({ ...state, quotes }, settings, at);
  expect(cost[0]).toBeGreaterThan(0);
  expect(frozen[0]).toBe('No live bid and ask.');
});

test('own purchases at work count as if filled, sales do not', () => {
  const buy = orderOf(intentOf(alfa, { shares: shares(100) }), { filled: shares(40) });
  const sell = orderOf(intentOf(ticker('GOLF'), { orderId: orderId('s'), side: 'SELL' }));
  const picture = measure({ ...state, orders: [buy, sell] }, settings, at);
  expect(picture.wCur[0]).toBe(0);
  expect(picture.committed[0]).toBeCloseTo((60 * midOf(alfa)) / 1_000_000, 12);
  expect(picture.committed[6]).toBe(picture.wCur[6]);
});

test('scores are asked for the universe only; the rotation sees every holding', () => {
  const small = { ...settings, universe: universe.slice(0, 10) };
  const picture = measure(state, small, at);
  expect(scoreInputOf(picture, minute).tickers).toEqual(universe.slice(0, 10));
  const input = rotationInputOf(picture, new Float64Array(10).fill(1));
  expect(input.z).toHaveLength(12);
  expect(Array.from(input.z.slice(10))).toEqual([Number.NaN, Number.NaN]);
  expect(input.frozen.slice(10)).toEqual([true, true]);
});

test('the market is open while any name of the universe has a session', () => {
  expect(measure(state, settings, at).marketOpen).toBe(true);
  expect(measure(state, settings, clock(16, 0)).marketOpen).toBe(false);
});

test('a price far from its bar does not change what follows from bars alone', () => {
  const quotes = { ...state.quotes, ALFA: quoteOf(alfa, at, { bid: price(10), ask: price(10.02) }) };
  expect(measure({ ...state, quotes }, settings, at).daily).toBe(measure(state, settings, at).daily);
});

test('a book and a market a thousand times as large are the same picture', () => {
  const times = 1024;
  const larger = {
    ...state,
    account: state.account && { ...state.account, nav: money(state.account.nav * times) },
    positions: Object.fromEntries(
      Object.entries(state.positions).map(([name, own]) => [
        name,
        { ...own, shares: shares(own.shares * times) },
      ]),
    ),
    history: Object.fromEntries(
      Object.entries(state.history).map(([name, bars]) => [
        name,
        bars.map((bar) => ({ ...bar, volume: bar.volume * times })),
      ]),
    ),
  };
  const small = measure(state, settings, at);
  const large = measure(larger, settings, at);
  for (const field of ['wCur', 'committed', 'cost', 'beta', 'pnlBps', 'atrPct', 'ageMin'] as const) {
    expect(Array.from(large[field]), field).toEqual(Array.from(small[field]));
  }
  expect(large.frozen).toEqual(small.frozen);
});

test('own fills correct the cost of their name and, less, of all others (spec 7)', () => {
  const before = measure(state, settings, at);
  const ownCosts = { ALFA: { realised: 60, predicted: 20, fills: 20 } };
  const { cost, predictedCost } = measure({ ...state, ownCosts }, settings, at);
  expect(Array.from(predictedCost)).toEqual(Array.from(before.cost));
  expect(cost[0]).toBeCloseTo(3 * (before.cost[0] ?? 0), 14);
  const two = { ...ownCosts, BRAV: { realised: 20, predicted: 20, fills: 20 } };
  const other = measure({ ...state, ownCosts: two }, settings, at);
  expect(other.cost[0]).toBeCloseTo(2.5 * (before.cost[0] ?? 0), 14);
  expect(other.cost[2]).toBeCloseTo(2 * (before.cost[2] ?? 0), 14);
});

test('models see the bars of the running session only, and none where none is loaded', () => {
  expect(scoreInputOf(measure(state, settings, at), minute).intraday).toBeNull();
  const bar = { at: clock(9, 30), open: price(1), high: price(1), low: price(1), close: price(1), volume: 1 };
  const seen = scoreInputOf(measure({ ...state, intraday: { ALFA: [bar] } }, settings, at), minute);
  expect(seen.intraday?.[0]).toEqual([bar]);
  expect(seen.intraday?.[1]).toEqual([]);
  const tomorrow = clock(11, 0, 20260304);
  expect(
    scoreInputOf(measure({ ...state, intraday: { ALFA: [bar] } }, settings, tomorrow), minute).intraday,
  ).toBeNull();
});

test('only a quote is a price of this moment: the last close stands in for scores, not for what is learnt', () => {
  const { ALFA: _, ...quotes } = state.quotes;
  const input = scoreInputOf(measure({ ...state, quotes }, settings, at), minute);
  expect(input.prices[0]).toBe(state.history['ALFA']?.at(-1)?.close);
  expect(input.quoted[0]).toBeNaN();
  expect(input.quoted[1]).toBe(input.prices[1]);
  expect(input.dailyBars[0]).toEqual(state.history['ALFA']);
});
