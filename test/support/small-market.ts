import type { ApprovedOrder } from '#shared/domain/order.ts';
import type { Ticker } from '#shared/ids.ts';
import { money, price } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import type { EngineEvent } from '#engine/input.ts';
import { seededRandom } from '#test/support/random.ts';
import { accountOf, midOf, positionOf, quoteOf, startPositions, universe } from './engine-builders.ts';

/** A market in which prices walk and every order fills at once, wholly, at the middle. Shorts are lent freely. */
export interface SmallMarket {
  readonly names: readonly Ticker[];
  readonly held: Map<string, number>;
  cash: number;
  midOf(name: Ticker): number;
  nav(): number;
  /** A quarter of an hour. */
  pass(): void;
  fill(orders: readonly ApprovedOrder[]): void;
  facts(at: EpochMs): EngineEvent[];
}

export function smallMarket(seed: number, more: readonly Ticker[] = []): SmallMarket {
  const random = seededRandom(seed);
  const names = [...universe, ...more];
  const held = new Map<string, number>(startPositions.map(({ ticker, shares }) => [ticker, shares]));
  const mids = new Map<string, number>(names.map((name) => [name, midOf(name)]));
  const mid = (name: string): number => Math.round((mids.get(name) ?? 0) * 50) / 50;
  const market: SmallMarket = {
    names,
    held,
    cash: 400_000,
    midOf: mid,
    nav: () => market.cash + [...held].reduce((sum, [name, size]) => sum + size * mid(name), 0),
    pass() {
      for (const name of names) mids.set(name, (mids.get(name) ?? 0) * (1 + 0.006 * random.normal()));
    },
    fill(orders) {
      for (const { ticker, side, shares } of orders) {
        const size = side === 'BUY' ? shares : -shares;
        held.set(ticker, (held.get(ticker) ?? 0) + size);
        market.cash -= size * mid(ticker);
      }
    },
    facts: (at) => [
      {
        kind: 'quotes',
        quotes: names.map((name) =>
          quoteOf(name, at, {
            bid: price(mid(name) - 0.01),
            ask: price(mid(name) + 0.01),
            last: price(mid(name)),
          }),
        ),
      },
      {
        kind: 'account',
        values: accountOf(at, {
          nav: money(market.nav()),
          cash: money(market.cash),
          availableFunds: money(market.nav()),
        }),
      },
      {
        kind: 'positions',
        positions: names.map((name) => positionOf(name, held.get(name) ?? 0, midOf(name))),
      },
      { kind: 'orders', orders: [] },
    ],
  };
  return market;
}
