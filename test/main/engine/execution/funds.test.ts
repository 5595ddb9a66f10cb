import { describe, expect, test } from 'vitest';
import { ticker } from '#shared/ids.ts';
import type { OrderIntent } from '#shared/domain/order.ts';
import { money, price, shares } from '#shared/units.ts';
import {
  buyingPower as funded,
  mayBeShort,
  openedBy,
  ownCash as cashed,
  worstPrice,
} from '#engine/execution/funds.ts';
import type { Funds, FundsContext } from '#engine/execution/funds.ts';
import {
  accountOf,
  clock,
  intentOf,
  midOf,
  orderOf,
  positionOf,
  quoteOf,
  rotating,
  settings,
  universe,
} from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const [alfa, golf, hedge] = [ticker('ALFA'), ticker('GOLF'), ticker('LIMA')];
const ask = midOf(alfa) + 0.01;

const contextOf = (
  held: readonly (readonly [typeof alfa, number])[],
  funds: Partial<ReturnType<typeof accountOf>> = {},
  longShort = true,
): FundsContext => ({
  settings: { ...rotating({ longShort }), hedge: { ticker: hedge } },
  state: {
    quotes: Object.fromEntries(universe.map((name) => [name, quoteOf(name, at)])),
    positions: Object.fromEntries(held.map(([name, size]) => [name, positionOf(name, size)])),
    account: accountOf(at, funds),
    orders: [],
    foreign: {},
  },
});
const order = (name: typeof alfa, side: 'BUY' | 'SELL', size: number): OrderIntent =>
  intentOf(name, {
    side,
    shares: shares(size),
    style: { type: 'LMT', limit: price(midOf(name) + (side === 'BUY' ? 0.01 : -0.01)) },
  });
/** What an order needs, where that is more than is free. */
const lacking = (known: Funds | null) => (known !== null && known.needed > known.available ? known : null);
const buyingPower = (...of: Parameters<typeof funded>) => lacking(funded(...of));
const ownCash = (...of: Parameters<typeof cashed>) => lacking(cashed(...of));
const funds = (value: number) => ({ availableFunds: money(value) });

test('names of a long-short book and the hedge may be short; others never', () => {
  const longOnly = contextOf([], {}, false);
  expect([mayBeShort(alfa, longOnly), mayBeShort(hedge, longOnly)]).toEqual([false, true]);
  expect(mayBeShort(alfa, contextOf([]))).toBe(true);
});

test('what an order opens is what is left of it after the position against it', () => {
  expect(openedBy({ side: 'SELL', shares: shares(100) }, 30)).toBe(70);
  expect(openedBy({ side: 'SELL', shares: shares(100) }, -30)).toBe(100);
  expect(openedBy({ side: 'BUY', shares: shares(100) }, -130)).toBe(0);
  expect(openedBy({ side: 'BUY', shares: shares(100) }, 30)).toBe(100);
});

describe('buying power', () => {
  test('a short takes half its value at the ask; one cent less is refused', () => {
    const sell = order(alfa, 'SELL', 100);
    expect(buyingPower(sell, contextOf([], funds(50 * ask)), [])).toBeNull();
    expect(buyingPower(sell, contextOf([], funds(50 * ask - 0.01)), [])).toMatchObject({
      needed: 50 * ask,
    });
  });

  test('only what goes below zero counts, and covering takes nothing', () => {
    expect(buyingPower(order(alfa, 'SELL', 100), contextOf([[alfa, 100]], funds(0)), [])).toBeNull();
    expect(buyingPower(order(alfa, 'SELL', 101), contextOf([[alfa, 100]], funds(0)), [])).not.toBeNull();
    expect(buyingPower(order(alfa, 'BUY', 100), contextOf([[alfa, -100]], funds(0)), [])).toBeNull();
    expect(buyingPower(order(alfa, 'BUY', 101), contextOf([[alfa, -100]], funds(0)), [])).not.toBeNull();
  });

  test('a short that passed, or still works, has taken its margin, and brings no money to buy with', () => {
    const buy = order(golf, 'BUY', 10);
    const need = 10 * (midOf(golf) + 0.01);
    const short = order(alfa, 'SELL', 100);
    expect(buyingPower(buy, contextOf([], funds(need + 50 * ask)), [short])).toBeNull();
    expect(buyingPower(buy, contextOf([], funds(need + 50 * ask - 1)), [short])).not.toBeNull();
    const working = contextOf([], funds(need + 50 * ask - 1));
    const state = { ...working.state, orders: [orderOf(short)] };
    expect(buyingPower(buy, { ...working, state }, [])).not.toBeNull();
  });

  test('in a long-only book a sale brings its whole value, as ever', () => {
    const long = contextOf([[alfa, 100]], funds(0), false);
    const buy = order(golf, 'BUY', 10);
    expect(buyingPower(buy, long, [])).not.toBeNull();
    expect(buyingPower(buy, long, [order(alfa, 'SELL', 100)])).toBeNull();
  });
});

describe('own cash', () => {
  test('the proceeds of shorts are owed: they buy nothing', () => {
    const cash = { cash: money(50_000), nav: money(100_000) };
    const owing = contextOf([[alfa, -400]], cash);
    const much = order(golf, 'BUY', Math.floor(45_000 / midOf(golf)));
    expect(ownCash(much, contextOf([], cash), [])).toBeNull();
    expect(ownCash(much, owing, [])).not.toBeNull();
    expect(ownCash(order(alfa, 'BUY', 400), owing, [])).toBeNull();
    const little = order(golf, 'BUY', Math.floor(4_000 / midOf(golf)));
    expect(ownCash(little, owing, [order(alfa, 'SELL', 100)])).toBeNull();
  });

  test('a book with leverage is not asked', () => {
    const lever = contextOf([], { cash: money(0), nav: money(100_000) });
    const levered = { ...lever.settings, rotation: { ...lever.settings.rotation, gross: 1.5 } };
    const buy = order(golf, 'BUY', 100);
    expect(ownCash(buy, lever, [])).not.toBeNull();
    expect(ownCash(buy, { ...lever, settings: levered }, [])).toBeNull();
  });
});

test('the worst price is the limit, else the touch and the collar', () => {
  expect(worstPrice(order(alfa, 'BUY', 1), settings)).toBeCloseTo(ask, 9);
  const market = intentOf(alfa, { style: { type: 'MKT' } });
  expect(worstPrice(market, settings)).toBeCloseTo(ask * 1.005, 9);
  expect(worstPrice({ ...market, side: 'SELL' }, settings)).toBeCloseTo((ask - 0.02) * 0.995, 9);
});

test('what others may still buy is promised money', () => {
  const context = contextOf([], funds(100 * (ask + 1)), false);
  const buy = order(golf, 'BUY', 10);
  expect(buyingPower(buy, context, [])).toBeNull();
  const others = { ...context, state: { ...context.state, foreign: { [alfa]: { buy: 100, sell: 5 } } } };
  expect(buyingPower(buy, others, [])).not.toBeNull();
});
