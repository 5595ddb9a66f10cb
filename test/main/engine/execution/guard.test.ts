import { describe, expect, test } from 'vitest';
import { BrokenInvariant } from '#shared/assert.ts';
import { orderId, ticker } from '#shared/ids.ts';
import type { OrderIntent, Refusal } from '#shared/domain/order.ts';
import { money, price, shares } from '#shared/units.ts';
import { unrestricted } from '#engine/execution/may-trade.ts';
import { guard } from '#engine/execution/guard.ts';
import type { GuardContext } from '#engine/execution/guard.ts';
import {
  accountOf,
  clock,
  instrumentOf,
  intentOf,
  later,
  midOf,
  movedQuote,
  orderOf,
  positionOf,
  quoteOf,
  rotating,
  settings,
  universe,
} from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const alfa = ticker('ALFA');
const golf = ticker('GOLF');
const mid = midOf(alfa);

const context: GuardContext = {
  at,
  state: {
    instruments: Object.fromEntries(universe.map((name) => [name, instrumentOf(name)])),
    quotes: Object.fromEntries(universe.map((name) => [name, quoteOf(name, at)])),
    positions: { GOLF: positionOf(golf, 500) },
    account: accountOf(at),
    orders: [],
    children: [],
    frozen: {},
    foreign: {},
    unshown: {},
    day: null,
    betas: {},
  },
  settings,
  isPlan: false,
  ordersBlocked: null,
  safety: unrestricted,
  proposed: Object.fromEntries(universe.map((name) => [name, price(midOf(name))])),
  adv: Object.fromEntries(universe.map((name) => [name, 2_000_000])),
  targets: {},
};

const withState = (change: Partial<GuardContext['state']>): GuardContext => ({
  ...context,
  state: { ...context.state, ...change },
});
const withQuote = (change: Parameters<typeof quoteOf>[2]): GuardContext =>
  withState({ quotes: { ...context.state.quotes, ALFA: quoteOf(alfa, at, change) } });
const withClamps = (change: Partial<GuardContext['settings']['clamps']>): GuardContext => ({
  ...context,
  settings: { ...settings, clamps: { ...settings.clamps, ...change } },
});
const withLimits = (change: Partial<GuardContext['settings']['limits']>): GuardContext => ({
  ...context,
  settings: { ...settings, limits: { ...settings.limits, ...change } },
});
const atTime = (hour: number, minute: number): GuardContext => {
  const moment = clock(hour, minute);
  const quotes = Object.fromEntries(universe.map((name) => [name, quoteOf(name, moment)]));
  return { ...withState({ quotes }), at: moment };
};
const moved = (by: number): GuardContext =>
  withState({ quotes: { ...context.state.quotes, ALFA: movedQuote(alfa, at, by) } });

const buy = intentOf(alfa);
const sell = intentOf(golf, {
  side: 'SELL',
  shares: shares(500),
  style: { type: 'LMT', limit: price(midOf(golf) - 0.01) },
});
const dearer = (by: number): OrderIntent => {
  const quote = movedQuote(alfa, at, by);
  const touch = { bid: price(quote.bid ?? 0), ask: price(quote.ask ?? 0) };
  return intentOf(alfa, { style: { type: 'MKT' }, decision: { ...touch, at } });
};
const refusalOf = (intent: OrderIntent, where: GuardContext): Refusal | null => {
  const { approved, refused } = guard([intent], where);
  expect(approved.length + refused.length).toBe(1);
  return refused[0]?.refusal ?? null;
};

describe('what passes', () => {
  test.each([
    ['a purchase', buy, context],
    ['a sale of all that is held', sell, context],
    ['a sale in the close clamp', sell, atTime(15, 55)],
    ['the first minute after the open clamp', buy, atTime(9, 35)],
    ['a price moved by less than the collar', dearer(0.004), moved(0.004)],
    ['a price moved in our favour', dearer(-0.05), moved(-0.05)],
    ['a quote at its limit of age', buy, withQuote({ at: later(at, -10 / 60) })],
    [
      'another order that is finished',
      buy,
      withState({
        orders: [orderOf(intentOf(alfa, { orderId: orderId('x') }), { status: { state: 'filled', at } })],
      }),
    ],
  ])('%s', (_, intent, where) => {
    expect(refusalOf(intent, where)).toBeNull();
  });
});

describe('what is refused', () => {
  const working = orderOf(intentOf(alfa, { orderId: orderId('dd-old-1-0') }));
  const sellWorking = orderOf(intentOf(golf, { orderId: orderId('dd-old-1-1'), side: 'SELL' }));
  test.each<[string, OrderIntent, GuardContext, Refusal]>([
    [
      'everything blocked',
      buy,
      { ...context, ordersBlocked: 'not reconciled' },
      { kind: 'halted', reason: 'not reconciled' },
    ],
    [
      'an id used before',
      buy,
      withState({ orders: [orderOf(buy)] }),
      { kind: 'duplicate', orderId: buy.orderId },
    ],
    [
      'an id used before, even if that order is finished',
      buy,
      withState({ orders: [orderOf(buy, { status: { state: 'cancelled', at, why: '' } })] }),
      { kind: 'duplicate', orderId: buy.orderId },
    ],
    [
      'another order at work in the name',
      buy,
      withState({ orders: [working] }),
      { kind: 'duplicate', orderId: orderId('dd-old-1-0') },
    ],
    [
      'an order nobody can tell about',
      buy,
      withState({ orders: [{ ...working, status: { state: 'unresolved', since: at, why: '' } }] }),
      { kind: 'duplicate', orderId: orderId('dd-old-1-0') },
    ],
    [
      'a sale while another still works',
      sell,
      withState({ orders: [sellWorking] }),
      { kind: 'duplicate', orderId: orderId('dd-old-1-1') },
    ],
    [
      'a restricted name',
      buy,
      { ...context, settings: { ...settings, restricted: [alfa] } },
      { kind: 'restricted' },
    ],
    [
      'a name frozen by the desk',
      buy,
      withState({ frozen: { ALFA: 'an order by hand' } }),
      { kind: 'halted', reason: 'an order by hand' },
    ],
    ['before the open', buy, atTime(9, 29), { kind: 'market-closed' }],
    ['at the close', sell, atTime(16, 0), { kind: 'market-closed' }],
    ['the open clamp', sell, atTime(9, 34), { kind: 'open-clamp', untilMs: clock(9, 35) }],
    ['a purchase in the close clamp', buy, atTime(15, 50), { kind: 'close-clamp', sinceMs: clock(15, 50) }],
    ['no quote', buy, withState({ quotes: {} }), { kind: 'no-quote' }],
    ['no ask', buy, withQuote({ ask: null }), { kind: 'no-quote' }],
    ['a crossed market', buy, withQuote({ ask: price(mid - 0.5) }), { kind: 'no-quote' }],
    ['delayed data', buy, withQuote({ kind: 'delayed' }), { kind: 'not-live-quote', quoteKind: 'delayed' }],
    [
      'a trading halt',
      buy,
      withQuote({ halted: true }),
      { kind: 'halted', reason: 'Trading in ALFA is halted.' },
    ],
    [
      'an old quote',
      buy,
      withQuote({ at: later(at, -1) }),
      { kind: 'stale-quote', ageMs: 60_000, limitMs: 10_000 },
    ],
    [
      'over one percent of the volume',
      buy,
      { ...context, adv: { ALFA: 9_900 } },
      { kind: 'over-adv', shares: shares(100), limit: 99 },
    ],
    ['an unknown volume', buy, { ...context, adv: {} }, { kind: 'over-adv', shares: shares(100), limit: 0 }],
    [
      'more than is held',
      { ...sell, shares: shares(501) },
      context,
      { kind: 'over-position', shares: shares(501), held: shares(500) },
    ],
    [
      'what an order of others may still sell',
      { ...sell, shares: shares(480) },
      { ...context, state: { ...context.state, foreign: { GOLF: { buy: 0, sell: 40 } } } },
      { kind: 'over-position', shares: shares(480), held: shares(460) },
    ],
    [
      'a sale of what is not held',
      { ...buy, side: 'SELL' },
      context,
      { kind: 'over-position', shares: shares(100), held: shares(0) },
    ],
    [
      'one order too many',
      buy,
      withLimits({ maxOrdersPerInterval: 0 }),
      { kind: 'too-many-orders', limit: 0 },
    ],
  ])('%s', (_, intent, where, refusal) => {
    expect(refusalOf(intent, where)).toEqual(refusal);
  });

  test('a wide spread, with the numbers', () => {
    expect(refusalOf(buy, withQuote({ bid: price(mid * 0.995), ask: price(mid * 1.005) }))).toMatchObject({
      kind: 'spread-too-wide',
      spreadBps: expect.closeTo(100, 6),
      limitBps: 50,
    });
  });

  test('a price that moved against us by more than the collar', () => {
    expect(refusalOf(dearer(0.006), moved(0.006))).toEqual({
      kind: 'price-moved',
      proposed: mid,
      now: expect.closeTo(mid * 1.006, 6),
      limit: 0.005,
    });
  });

  test('too large at its limit price, too small at its mid', () => {
    const limit = mid + 0.01;
    expect(refusalOf(buy, withLimits({ maxOrderValue: money(1000) }))).toEqual({
      kind: 'order-too-large',
      notional: 100 * limit,
      limit: 1000,
    });
    expect(refusalOf(buy, withClamps({ minOrderValue: money(1_000_000) }))).toMatchObject({
      kind: 'order-too-small',
      notional: expect.closeTo(100 * mid, 6),
    });
  });
});

describe('a batch', () => {
  const dear = (n: number): OrderIntent => {
    const name = universe[n] ?? alfa;
    const size = Math.floor(100_000 / midOf(name));
    return intentOf(name, { shares: shares(size) });
  };
  // A collar of 50 bps of a million lets rounding overdraw 5,000.
  const slack = 5000;
  const withCash = (cash: number, more: Partial<GuardContext['state']> = {}): GuardContext =>
    withState({ account: accountOf(at, { cash: money(cash) }), ...more });
  const poor = withCash(60_000);

  test('a purchase needs cash', () => {
    expect(guard([dear(0)], poor).refused[0]?.refusal).toMatchObject({
      kind: 'buying-power',
      needed: expect.closeTo(dear(0).shares * mid, 6),
      available: 60_000 + slack,
    });
  });

  test('a purchase needs available funds at its worst price, even if there is cash', () => {
    const market = { ...intentOf(alfa, { shares: shares(1000) }), style: { type: 'MKT' as const } };
    const funds = (availableFunds: number): GuardContext =>
      withState({ account: accountOf(at, { availableFunds: money(availableFunds) }) });
    const worst = 1000 * (mid + 0.01) * 1.005;
    expect(guard([market], funds(worst - 1)).refused[0]?.refusal.kind).toBe('buying-power');
    expect(guard([market], funds(worst + 1)).refused).toEqual([]);
  });

  test('the sells before it in the batch pay for it', () => {
    const { approved, refused } = guard([sell, dear(0)], poor);
    expect(approved.map((order) => order.ticker)).toEqual(['GOLF', 'ALFA']);
    expect(refused).toEqual([]);
  });

  test('a full book rotates: what it sells is enough for what it buys', () => {
    const worth = 500 * midOf(golf);
    const swap = intentOf(alfa, { shares: shares(Math.floor(worth / mid)) });
    expect(guard([sell, swap], withCash(-1000)).refused).toEqual([]);
    expect(guard([sell, swap], withCash(-1000 - slack)).refused).toHaveLength(1);
  });

  test('a sell that is refused pays for nothing', () => {
    const { approved, refused } = guard([{ ...sell, shares: shares(600) }, dear(0)], poor);
    expect(approved).toEqual([]);
    expect(refused.map(({ refusal }) => refusal.kind)).toEqual(['over-position', 'buying-power']);
  });

  test('purchases share the cash, with those that still work too', () => {
    const kinds = (intents: readonly OrderIntent[], where: GuardContext): string[] =>
      guard(intents, where).refused.map(({ refusal }) => refusal.kind);
    expect(kinds([dear(0), dear(1)], withCash(150_000))).toEqual(['buying-power']);
    const half = orderOf(intentOf(universe[2] ?? alfa, { orderId: orderId('w'), shares: shares(800) }), {
      filled: shares(300),
    });
    expect(kinds([dear(0)], withCash(150_000))).toEqual([]);
    expect(kinds([dear(0)], withCash(150_000, { orders: [half] }))).toEqual(['buying-power']);
  });

  test('a book that may borrow is bounded by the available funds alone', () => {
    const leveraged = { ...poor, settings: rotating({ gross: 1.5 }) };
    expect(guard([dear(0)], leveraged).refused).toEqual([]);
  });

  test('two orders in one name are one too many', () => {
    const again = { ...buy, orderId: orderId('dd-k3x9-1-99') };
    const { approved, refused } = guard([buy, again], context);
    expect(approved).toHaveLength(1);
    expect(refused[0]?.refusal).toEqual({ kind: 'duplicate', orderId: buy.orderId });
  });

  test('the limit on their number counts those that passed', () => {
    const { approved, refused } = guard([sell, buy], withLimits({ maxOrdersPerInterval: 1 }));
    expect(approved).toHaveLength(1);
    expect(refused[0]?.refusal).toEqual({ kind: 'too-many-orders', limit: 1 });
  });
});

describe('what may be short', () => {
  const short = (size: number): OrderIntent =>
    intentOf(golf, {
      side: 'SELL',
      shares: shares(size),
      style: { type: 'LMT', limit: price(midOf(golf) - 0.01) },
    });
  const kinds = (intents: readonly OrderIntent[], where: GuardContext): string[] =>
    guard(intents, where).refused.map(({ refusal }) => refusal.kind);
  const longShort: GuardContext = {
    ...context,
    settings: rotating({ longShort: true }),
    targets: { GOLF: -200 },
  };

  test('goes below zero to the proposal’s target, and not a share further', () => {
    expect(kinds([short(700)], longShort)).toEqual([]);
    expect(guard([short(701)], longShort).refused[0]?.refusal).toEqual({
      kind: 'over-position',
      shares: shares(701),
      held: shares(700),
    });
  });

  test('no further than what is held where the target is long, unknown, or was reached by another order', () => {
    expect(kinds([short(501)], { ...longShort, targets: { GOLF: 100 } })).toEqual(['over-position']);
    expect(kinds([short(501)], { ...longShort, targets: {} })).toEqual(['over-position']);
    expect(kinds([short(500)], { ...longShort, targets: {} })).toEqual([]);
    const there = { ...longShort.state, positions: { GOLF: positionOf(golf, -200) } };
    expect(kinds([short(100)], { ...longShort, state: there })).toEqual(['over-position']);
  });

  test('a long-only book sells nothing that it has not, whatever a proposal says; but its hedge may', () => {
    const longOnly = { ...longShort, settings };
    expect(kinds([short(501)], longOnly)).toEqual(['over-position']);
    const hedged = { ...longOnly, settings: { ...settings, hedge: { ticker: golf } } };
    expect(kinds([short(700)], hedged)).toEqual([]);
    expect(kinds([short(701)], hedged)).toEqual(['over-position']);
  });

  test('in the close clamp a short is covered, not opened', () => {
    const late = atTime(15, 55);
    const held = (size: number): GuardContext => ({
      ...longShort,
      at: late.at,
      state: { ...late.state, positions: { GOLF: positionOf(golf, size) } },
    });
    const cover = intentOf(golf, { shares: shares(200) });
    expect(kinds([cover], held(-200))).toEqual([]);
    expect(kinds([cover], held(-199))).toEqual(['close-clamp']);
    expect(kinds([short(500)], held(500))).toEqual([]);
    expect(kinds([short(501)], held(500))).toEqual(['close-clamp']);
    expect(kinds([cover], { ...held(-200), settings })).toEqual(['close-clamp']);
  });
});

describe('broken invariants', () => {
  test.each([
    ['an id that IBKR would cut', { orderId: orderId('x'.repeat(41)) }],
    ['an id beyond ASCII', { orderId: orderId('dd-ü') }],
    ['no shares', { shares: shares(0) }],
    ['shares sold by their sign', { shares: shares(-5) }],
    ['a limit that is no price', { style: { type: 'LMT' as const, limit: price(Number.NaN) } }],
    ['a quote that is no price', { decision: { bid: price(0), ask: price(1), at } }],
  ])('%s', (_, change) => {
    expect(() => guard([intentOf(alfa, change)], context)).toThrow(BrokenInvariant);
  });
});

describe('a trading state that only reduces', () => {
  const reducing = { ...context, safety: { state: 'reducing', cap: null } } as const;
  const kinds = (intents: readonly OrderIntent[], over: Partial<GuardContext> = {}) =>
    guard(intents, { ...reducing, ...over }).refused.map(({ refusal }) => refusal.kind);

  test('lets a sell of what is held go, and no buy', () => {
    const sell = intentOf(golf, { side: 'SELL', shares: shares(100) });
    expect(guard([sell], reducing).approved).toEqual([sell]);
    expect(kinds([intentOf(alfa)])).toEqual(['reducing-only']);
  });

  test('counts what other sells of the name may still take', () => {
    const one = intentOf(golf, { side: 'SELL', shares: shares(400) });
    const two = { ...one, orderId: orderId('other') };
    expect(kinds([one, two])).toEqual(['reducing-only']);
  });

  test('a first live day counts what has passed in the same interval', () => {
    const cap = { order: null, day: { limit: money(10 ** 6), left: money(100 * mid) } };
    const some = intentOf(alfa, { shares: shares(60) });
    const more = intentOf(golf, { orderId: orderId('other'), side: 'SELL', shares: shares(400) });
    expect(kinds([some, more], { safety: { state: 'active', cap } })).toEqual(['first-day-total']);
  });
});
