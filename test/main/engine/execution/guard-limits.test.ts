import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guard } from '#engine/execution/guard.ts';
import { worstPrice } from '#engine/execution/funds.ts';
import type { LimitContext } from '#engine/execution/limits/context.ts';
import { bandOf } from '#engine/execution/limits/bands.ts';
import { orderId } from '#shared/ids.ts';
import type { OrderIntent } from '#shared/domain/order.ts';
import { fraction, price, shares } from '#shared/units.ts';
import {
  instrumentOf,
  intentOf,
  midOf,
  orderOf,
  positionOf,
  rotating,
  universe,
} from '#test/support/engine-builders.ts';
import { limitContext, quietDay } from '#test/support/limit-cases.ts';

// Whatever is asked of whatever book: what passes, all of it filled at its worst price, breaks no hard limit that it did not find broken.

const nav = 1_000_000;
const nameIndex = fc.integer({ min: 0, max: universe.length - 1 });
const nameOf = (n: number) => universe[n] ?? universe[0];

const intents = fc
  .array(
    fc.record({
      n: nameIndex,
      buy: fc.boolean(),
      size: fc.integer({ min: 1, max: 4_000 }),
      market: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((list) =>
    list.map(({ n, buy, size, market }, i): OrderIntent => {
      const name = nameOf(n) ?? universe[0];
      const mid = midOf(name as never);
      return intentOf(name as never, {
        orderId: orderId(`i-${i}`),
        side: buy ? 'BUY' : 'SELL',
        shares: shares(size),
        style: market ? { type: 'MKT' } : { type: 'LMT', limit: price(mid + (buy ? 0.01 : -0.01)) },
        decision: { bid: price(mid - 0.01), ask: price(mid + 0.01), at: limitContext.at },
      });
    }),
  );

const books = fc
  .record({
    held: fc.array(fc.tuple(nameIndex, fc.integer({ min: -2_000, max: 3_000 })), { maxLength: 8 }),
    working: fc.array(fc.tuple(nameIndex, fc.boolean(), fc.integer({ min: 1, max: 1_000 })), {
      maxLength: 3,
    }),
    foreign: fc.array(fc.tuple(nameIndex, fc.nat({ max: 800 }), fc.nat({ max: 800 })), { maxLength: 3 }),
    longShort: fc.boolean(),
  })
  .map(({ held, working, foreign, longShort }): LimitContext => {
    const settings = rotating({ longShort, netMin: longShort ? -0.5 : 0, gross: longShort ? 1.5 : 1 });
    return {
      ...limitContext,
      settings: { ...settings, limits: { ...settings.limits, maxOrderValue: 80_000 as never } },
      targets: Object.fromEntries(universe.map((name) => [name, -4_000])),
      state: {
        ...limitContext.state,
        betas: Object.fromEntries(universe.map((name, i) => [name, i === 3 ? -0.5 : 0.6 + i / 8])),
        positions: Object.fromEntries(
          held.flatMap(([n, size]) => {
            const name = nameOf(n);
            return name === undefined || size === 0 ? [] : [[name, positionOf(name, size)]];
          }),
        ),
        orders: working.flatMap(([n, buy, size], i) => {
          const name = nameOf(n);
          return name === undefined
            ? []
            : [
                orderOf(
                  intentOf(name, {
                    orderId: orderId(`w-${i}`),
                    side: buy ? 'BUY' : 'SELL',
                    shares: shares(size),
                  }),
                ),
              ];
        }),
        foreign: Object.fromEntries(foreign.map(([n, buy, sell]) => [nameOf(n), { buy, sell }])),
      },
    };
  });

/** The book with everything that works, and these, filled: independent of how the limits count. */
function filled(context: LimitContext, orders: readonly OrderIntent[]) {
  const { positions, orders: working, foreign } = context.state;
  const all = [...working.map(({ intent }) => intent), ...orders];
  let [gross, net, beta] = [0, 0, 0];
  const names = new Map<string, number>();
  const sectors = new Map<string, number>();
  for (const [i, name] of universe.entries()) {
    const own = all.filter((order) => order.ticker === name);
    const size =
      (positions[name]?.shares ?? 0) +
      (foreign[name]?.buy ?? 0) -
      (foreign[name]?.sell ?? 0) +
      own.reduce((sum, { side, shares: n }) => sum + (side === 'BUY' ? n : -n), 0);
    const paid = own.filter(({ side }) => side === 'BUY').map((order) => worstPrice(order, context.settings));
    const w = (size * (size > 0 ? Math.max(midOf(name), ...paid) : midOf(name))) / nav;
    gross += Math.abs(w);
    net += w;
    beta += w * (i === 3 ? -0.5 : 0.6 + i / 8);
    names.set(name, Math.abs(w));
    const { sector } = instrumentOf(name);
    sectors.set(sector, (sectors.get(sector) ?? 0) + w);
  }
  return { gross, net, beta, names, sectors };
}

const noise = 1e-9;

describe('what passes the guard', () => {
  test('breaks no hard limit when everything fills at its worst price', () => {
    fc.assert(
      fc.property(books, intents, fc.boolean(), (context, asked, reversed) => {
        const batch = reversed ? asked.toReversed() : asked;
        const { approved } = guard(batch, context);
        const hard = (name: Parameters<typeof bandOf>[0]): number =>
          bandOf(name, context.settings).hard ?? Infinity;
        const before = filled(context, []);
        const after = filled(context, approved);
        // What only takes away passes, whatever it does to a sum of longs and shorts.
        const freed = (side: 1 | -1): number => reduced(approved, side, context);
        const bound = (limit: number, was: number): number => Math.max(limit, was) + noise;
        const { netMax, netMin } = context.settings.rotation;
        expect(after.gross).toBeLessThanOrEqual(bound(hard('gross'), worstGross(context)));
        expect(after.net).toBeLessThanOrEqual(
          bound(netMax + hard('netOutside'), worstNet(context, 1)) + freed(1),
        );
        expect(-after.net).toBeLessThanOrEqual(
          bound(hard('netOutside') - netMin, worstNet(context, -1)) + freed(-1),
        );
        for (const order of approved) {
          expect(order.shares * worstPrice(order, context.settings)).toBeLessThanOrEqual(80_000 + noise);
          const was = before.names.get(order.ticker) ?? 0;
          expect(after.names.get(order.ticker) ?? 0).toBeLessThanOrEqual(bound(hard('name'), was));
        }
      }),
      { numRuns: 400 },
    );
  });

  test('breaks no gross when any of it fills and the rest does not, what makes room included', () => {
    const luck = fc.array(fc.boolean(), { minLength: 15, maxLength: 15 });
    fc.assert(
      fc.property(books, intents, luck, (book, asked, fills) => {
        const { settings, state } = book;
        const most = worstGross(book) + 0.01;
        const bands = { gross: { soft: null, hard: fraction(most) } };
        const context = { ...book, settings: { ...settings, limits: { ...settings.limits, bands } } };
        const { approved } = guard(asked, context);
        const isLucky = (n: number): boolean => fills[n] ?? false;
        const some = { ...context, state: { ...state, orders: state.orders.filter((_, n) => isLucky(n)) } };
        const after = filled(
          some,
          approved.filter((_, n) => isLucky(n + state.orders.length)),
        );
        expect(after.gross).toBeLessThanOrEqual(most + noise);
      }),
      { numRuns: 1000 },
    );
  });

  test('passes again as one batch: nothing went through because of what was refused beside it', () => {
    fc.assert(
      fc.property(books, intents, (context, batch) => {
        expect(guard(guard(batch, context).approved, context).refused).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('reductions are refused by no exposure, by no day’s limit and by no loss', () => {
    const sated: LimitContext = {
      ...limitContext,
      settings: {
        ...limitContext.settings,
        limits: {
          ...limitContext.settings.limits,
          maxOrderValue: 1e9 as never,
          bands: Object.fromEntries(
            (['gross', 'netOutside', 'name', 'sector', 'beta', 'dayTurnover', 'advPerDay'] as const).map(
              (name) => [name, { soft: 0, hard: 1e-12 }],
            ),
          ),
        },
      },
      state: {
        ...limitContext.state,
        day: { ...quietDay, loss: 0.9, drawdown: 0.9, submits: 9_000, cancels: 9_000 },
      },
    };
    fc.assert(
      fc.property(
        nameIndex,
        fc.integer({ min: 1, max: 3_000 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (n, size, part) => {
          const name = nameOf(n);
          if (name === undefined) return;
          const context = {
            ...sated,
            state: { ...sated.state, positions: { [name]: positionOf(name, size) } },
          };
          const sold = Math.max(1, Math.floor(size * part));
          const intent = intentOf(name, {
            side: 'SELL',
            shares: shares(sold),
            style: { type: 'MKT' },
            child: null,
          });
          const reasons = guard([intent], { ...context, adv: { [name]: 1e9 } }).refused.map(
            ({ refusal }) => refusal.kind,
          );
          expect(reasons.filter((kind) => kind !== 'order-too-small')).toEqual([]);
        },
      ),
    );
  });

  test('each order has its check, and what it tells is what decided', () => {
    fc.assert(
      fc.property(books, intents, (context, batch) => {
        const { approved, refused, checks } = guard(batch, context);
        expect(checks.map(({ orderId: id }) => id)).toEqual(batch.map(({ orderId: id }) => id));
        const gone = new Set(approved.map(({ orderId: id }) => id));
        expect(approved.length + refused.length).toBe(batch.length);
        for (const { orderId: id, broken, passed } of checks) {
          const hard = broken.filter((verdict) => verdict.severity === 'hard' && !verdict.passed);
          expect(hard.length === 0).toBe(id !== null && gone.has(id));
          for (const { value, limit, sense } of hard) {
            if (value === null || limit === null) throw new Error('a verdict without its numbers');
            expect(sense === 'most' ? value > limit : value < limit).toBe(true);
          }
          for (const [rule, value, limit] of passed)
            if (value !== null && limit !== null && rule !== 'order-least')
              expect(value).toBeLessThanOrEqual(limit);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** What these take away of positions that `side` makes smaller in the sum: covers for 1, sales of longs for −1. Fraction of NAV. */
function reduced(orders: readonly OrderIntent[], side: 1 | -1, { state, settings }: LimitContext): number {
  return orders
    .filter((order) => (order.side === 'BUY') === side > 0)
    .reduce((sum, order) => {
      const against = Math.max(0, -side * (state.positions[order.ticker]?.shares ?? 0));
      const paid = Math.max(midOf(order.ticker), worstPrice(order, settings));
      return sum + (Math.min(order.shares, against) * paid) / nav;
    }, 0);
}

/** Of what is there before the batch, whatever of it fills. */
function worstGross(context: LimitContext): number {
  return [...ends(context)].reduce((sum, [low, high]) => sum + Math.max(Math.abs(low), Math.abs(high)), 0);
}

function worstNet(context: LimitContext, side: 1 | -1): number {
  return [...ends(context)].reduce((sum, [low, high]) => sum + (side > 0 ? high : -low), 0);
}

function* ends({ state, settings }: LimitContext): Generator<readonly [number, number]> {
  for (const name of universe) {
    const own = state.orders.filter(({ intent }) => intent.ticker === name).map(({ intent }) => intent);
    const sum = (side: string): number =>
      own.filter((order) => order.side === side).reduce((total, order) => total + order.shares, 0);
    const held = state.positions[name]?.shares ?? 0;
    const p = Math.max(
      midOf(name),
      ...own.filter(({ side }) => side === 'BUY').map((order) => worstPrice(order, settings)),
    );
    const buy = sum('BUY') + (state.foreign[name]?.buy ?? 0);
    const sell = sum('SELL') + (state.foreign[name]?.sell ?? 0);
    const at = (size: number): number => (size * (size > 0 ? p : midOf(name))) / nav;
    yield [at(held - sell), at(held + buy)];
  }
}
