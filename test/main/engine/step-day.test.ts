import { describe, expect, test } from 'vitest';
import { orderId } from '#shared/ids.ts';
import type { Order } from '#shared/domain/order.ts';
import { money, price, shares } from '#shared/units.ts';
import { initialState } from '#engine/fold.ts';
import type { EngineEvent } from '#engine/input.ts';
import { seededRandom } from '#test/support/random.ts';
import type { SeededRandom } from '#test/support/random.ts';
import type { EngineState } from '#engine/state.ts';
import { step } from '#engine/step.ts';
import {
  accountOf,
  clock,
  inputAt,
  later,
  loaded,
  midOf,
  orderOf,
  positionOf,
  quoteOf,
  settings,
  startPositions,
  universe,
} from '#test/support/engine-builders.ts';

/** What the broker of a simulated day knows. */
interface Broker {
  cash: number;
  readonly held: Map<string, number>;
  readonly mids: Map<string, number>;
  working: Order[];
}

const valueOf = ({ held, mids }: Broker): number =>
  [...held].reduce((sum, [name, size]) => sum + size * (mids.get(name) ?? 0), 0);

function facts(broker: Broker, at: Parameters<typeof later>[0]): EngineEvent[] {
  const nav = broker.cash + valueOf(broker);
  return [
    {
      kind: 'quotes',
      quotes: universe.map((name) => {
        const mid = Math.round((broker.mids.get(name) ?? 0) * 50) / 50;
        return quoteOf(name, at, { bid: price(mid - 0.01), ask: price(mid + 0.01), last: price(mid) });
      }),
    },
    {
      kind: 'account',
      values: accountOf(at, { nav: money(nav), cash: money(broker.cash), availableFunds: money(nav / 2) }),
    },
    {
      kind: 'positions',
      positions: universe.map((name) => positionOf(name, broker.held.get(name) ?? 0, midOf(name))),
    },
    { kind: 'orders', orders: broker.working },
  ];
}

/** A quarter of an hour: prices walk, orders fill wholly, in part, or are cancelled. */
function pass(broker: Broker, random: SeededRandom): void {
  for (const name of universe)
    broker.mids.set(name, (broker.mids.get(name) ?? 0) * (1 + 0.004 * random.normal()));
  broker.working = broker.working.flatMap((order) => {
    const { ticker, side, shares: size } = order.intent;
    const luck = random.uniform();
    const filling = luck < 0.6 ? size - order.filled : luck < 0.8 ? Math.floor((size - order.filled) / 2) : 0;
    const sign = side === 'BUY' ? 1 : -1;
    broker.held.set(ticker, (broker.held.get(ticker) ?? 0) + sign * filling);
    broker.cash -= sign * filling * (side === 'BUY' ? order.intent.decision.ask : order.intent.decision.bid);
    const filled = shares(order.filled + filling);
    return filled === size || luck > 0.95 ? [] : [{ ...order, filled }];
  });
}

describe.each([1, 2, 3, 4, 5])('a day in mode auto, seed %i', (seed) => {
  test('sends nothing twice, sells nothing that it has not, borrows nothing, and never forgets a name', () => {
    const random = seededRandom(seed);
    const broker: Broker = {
      cash: 400_000,
      held: new Map(startPositions.map(({ ticker, shares: size }) => [ticker, size])),
      mids: new Map(universe.map((name) => [name, midOf(name)])),
      working: [],
    };
    const sent = new Set<string>();
    let state: EngineState = initialState(null);
    let orders = 0;
    for (let seq = 1; seq <= 26; seq++) {
      const at = later(clock(9, 31), 15 * (seq - 1));
      const events = [...(seq === 1 ? loaded(at) : []), ...facts(broker, at)];
      const input = inputAt(at, { seq, events, mode: 'auto' });
      const { state: after, decision } = step(state, input, settings);
      if (seq % 5 === 0) {
        const revived = JSON.parse(JSON.stringify(state)) as EngineState;
        expect(JSON.stringify(step(revived, input, settings).decision)).toBe(JSON.stringify(decision));
      }
      expect(decision.idle).toBeNull();
      expect(decision.drift.map(({ ticker }) => ticker)).toEqual(universe);
      // A purchase that waits for the sales of its proposal may find its price gone.
      const refused = decision.refused.map(({ refusal }) => refusal.kind);
      expect(refused.filter((kind) => kind !== 'price-moved')).toEqual([]);
      for (const order of decision.orders) {
        expect(sent.has(order.orderId), order.orderId).toBe(false);
        sent.add(order.orderId);
        expect(broker.working.some(({ intent }) => intent.ticker === order.ticker)).toBe(false);
        expect(order.shares * order.decision.ask).toBeLessThan(settings.limits.maxOrderValue);
        if (order.side === 'SELL')
          expect(order.shares).toBeLessThanOrEqual(broker.held.get(order.ticker) ?? 0);
      }
      orders += decision.orders.length;
      broker.working.push(
        ...decision.orders.map((intent) =>
          orderOf(intent, { permId: seq, status: { state: 'working', permId: seq } }),
        ),
      );
      const nav = broker.cash + valueOf(broker);
      const promised = broker.working
        .filter(({ intent }) => intent.side === 'BUY')
        .reduce((sum, { intent, filled }) => sum + (intent.shares - filled) * intent.decision.ask, 0);
      const coming = broker.working
        .filter(({ intent }) => intent.side === 'SELL')
        .reduce((sum, { intent, filled }) => sum + (intent.shares - filled) * intent.decision.bid, 0);
      expect(broker.cash + coming - promised).toBeGreaterThan(-0.02 * nav);
      for (const size of broker.held.values()) expect(size).toBeGreaterThanOrEqual(0);
      state = after;
      pass(broker, random);
    }
    expect(orders).toBeGreaterThan(5);
    expect(orderId([...sent][0] ?? '').length).toBeLessThanOrEqual(40);
  });
});
