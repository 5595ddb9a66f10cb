import { describe, expect, test } from 'vitest';
import type { Truth } from '#practice/truth.ts';
import { contradictions } from '#test/support/practice-contradictions.ts';
import { seededRandom } from '#test/support/random.ts';
import { placeOrder, rehearse, type OrderWords, type WireClient } from './wire-client.ts';

const SYMBOLS = ['KO', 'JPM', 'NVDA', 'PFE'];
const TYPES = ['MKT', 'LMT', 'MIDPRICE'] as const;

/** A client that for less than a minute places, changes and cancels what it likes, and comes back whenever it is thrown out. */
async function wildMinutes(seed: number): Promise<Truth> {
  const { practice, clock, join } = rehearse({ seed: 1 + (seed % 3) });
  const random = seededRandom(seed);
  practice.faults.follow({ seed, perHour: 2400 });
  let client: WireClient = await join();
  let nextId = 1;
  const whole = (below: number): number => Math.floor(random.uniform() * below);
  const words = (): Partial<OrderWords> => {
    const type = TYPES[whole(TYPES.length)] ?? 'MKT';
    const symbol = SYMBOLS[whole(SYMBOLS.length)] ?? 'KO';
    const action = random.uniform() < 0.5 ? 'BUY' : 'SELL';
    return {
      ...{ type, symbol, action },
      quantity: 1 + whole(400),
      limit: type === 'LMT' ? 50 + whole(100) : null,
    };
  };
  for (let step = 0; step < 40; step += 1) {
    if (client.closed) {
      client = await join();
      nextId = Math.max(nextId, Number(client.all(9)[0]?.[2] ?? nextId));
    }
    const what = random.uniform();
    if (what < 0.5) client.send(...placeOrder(nextId++, words()));
    else if (what < 0.7) client.send(4, 1, Math.max(1, nextId - 1 - whole(4)), '');
    else if (what < 0.85) client.send(...placeOrder(Math.max(1, nextId - 1 - whole(4)), words()));
    else client.send(7, 3, 900 + step, 0, '', '', '', '', '', '');
    await clock.pass(1000);
  }
  await clock.pass(12_000);
  const truth = practice.truth();
  practice.stop();
  return truth;
}

test('whatever goes wrong, the account is what its trades made it: 200 seeds', async () => {
  let fills = 0;
  let adjustments = 0;
  for (let seed = 1; seed <= 200; seed += 1) {
    const truth = await wildMinutes(seed);
    expect(contradictions(truth), `seed ${seed}`).toEqual([]);
    fills += truth.standing.length;
    adjustments += truth.adjustments.length;
  }
  expect(fills).toBeGreaterThan(2000);
  expect(adjustments).toBeGreaterThan(50);
}, 300_000);

test('a day of faults is the same day again', async () => {
  expect(await wildMinutes(5)).toEqual(await wildMinutes(5));
});

describe('contradictions', () => {
  const sound = async (): Promise<Truth> => {
    const { practice, clock, join } = rehearse();
    const c = await join();
    c.send(...placeOrder(1));
    await clock.pass(1000);
    return practice.truth();
  };

  test('a sound account has none', async () => {
    expect(contradictions(await sound())).toEqual([]);
  });

  test('a cent, a share, an over-filled order are found', async () => {
    const truth = await sound();
    expect(contradictions({ ...truth, cash: truth.cash + 0.01 })).toEqual([expect.stringMatching(/^cash/)]);
    const positions = truth.positions.map((position) => ({ ...position, shares: position.shares + 1 }));
    expect(contradictions({ ...truth, positions })).toHaveLength(positions.length);
    const orders = truth.orders.map((o) => ({ ...o, request: { ...o.request, quantity: 99 } }));
    expect(contradictions({ ...truth, orders })).toEqual([expect.stringMatching(/over-filled: 100$/)]);
  });
});
