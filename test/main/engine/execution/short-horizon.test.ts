import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOver } from '#shared/domain/work.ts';
import type { Work } from '#shared/domain/work.ts';
import { proposalId, ticker } from '#shared/ids.ts';
import type { Ticker } from '#shared/ids.ts';
import { shares } from '#shared/units.ts';
import type { Step } from '#engine/step.ts';
import { universe } from '#test/support/engine-builders.ts';
import { aWork, approvedAt, workSettings } from '#test/support/work-builders.ts';
import { WorkWorld } from '#test/support/work-world.ts';
import type { Happening } from '#test/support/work-world.ts';

const nameOf = (n: number): Ticker => universe[n] ?? ticker('NONE');

/** Two sales that pay for two purchases, and too little cash for both before them. */
const family = (): Work[] => [
  aWork(nameOf(6), { side: 'SELL', shares: shares(200), reason: 'ROTATE_GREEN' }),
  aWork(nameOf(7), { side: 'SELL', shares: shares(150), reason: 'CUT_SCORE', urgency: 'urgent' }),
  aWork(nameOf(0), { shares: shares(180) }),
  aWork(nameOf(1), { shares: shares(150), urgency: 'patient' }),
];
const startCash = 5_000;

const happening: fc.Arbitrary<Happening> = fc.record({
  ms: fc.integer({ min: 50, max: 6_000 }),
  what: fc.constantFrom<Happening['what'][]>(
    ...(['nothing', 'quote', 'quote', 'fill', 'part', 'part', 'late', 'confirm', 'confirm'] as const),
    ...(['reject', 'drop', 'trader', 'by-hand', 'restart', 'block', 'unresolved', 'stale-account'] as const),
  ),
  which: fc.nat(1000),
  size: fc.nat(1000),
});

/** Steps after which everything is over: the last minute of the window, a second at a time. */
const rest: readonly Happening[] = Array.from({ length: 80 }, (_, n) => ({
  ...{ ms: 1_000, which: n, size: n },
  what: n % 2 === 0 ? ('confirm' as const) : ('nothing' as const),
}));

function run(
  happenings: readonly Happening[],
  look: (world: WorkWorld, step: Step | null) => void,
): string[] {
  const world = new WorkWorld(family(), startCash, workSettings);
  const told: string[] = [];
  for (const next of [...happenings, ...rest]) {
    world.happen(next);
    const stepped = world.step();
    told.push(JSON.stringify(stepped?.decision ?? null));
    look(world, stepped);
  }
  return told;
}

const limitOf = (intent: { readonly style: object }): number | null =>
  'limit' in intent.style ? (intent.style.limit as number | null) : null;

describe('whatever happens', () => {
  const always = (look: (world: WorkWorld, step: Step | null) => void): void => {
    fc.assert(
      fc.property(fc.array(happening, { minLength: 1, maxLength: 60 }), (happenings) => {
        run(happenings, look);
      }),
      { numRuns: 60 },
    );
  };

  test('no trade fills more than was approved, and never two of its orders are alive', () => {
    always((world) => {
      for (const work of world.works.values()) {
        const own = [...world.orders.values()].filter(({ intent }) => intent.child?.workId === work.workId);
        const filled = own.reduce(
          (sum, { intent }) => sum + (world.truth.get(intent.orderId)?.filled ?? 0),
          0,
        );
        expect(filled).toBeLessThanOrEqual(work.shares);
        const alive = own.filter(({ intent }) => world.truth.get(intent.orderId)?.alive === true);
        expect(alive.length).toBeLessThanOrEqual(1);
      }
    });
  });

  test('no order is priced beyond its bound, off the tick or larger than one may be', () => {
    always((world, stepped) => {
      for (const intent of stepped?.decision.orders ?? []) {
        const work = world.works.get(intent.child?.workId ?? ('' as never));
        const limit = limitOf(intent);
        if (work === undefined || limit === null) throw new Error('an order of no work, or without a limit');
        expect(intent.side === 'BUY' ? limit <= work.bound : limit >= work.bound).toBe(true);
        expect(Math.abs(limit * 100 - Math.round(limit * 100))).toBeLessThan(1e-6);
        expect(intent.shares * limit).toBeLessThanOrEqual(workSettings.limits.maxOrderValue);
      }
    });
  });

  test('sales go before purchases, and purchases never need more cash than there is', () => {
    always((world, stepped) => {
      const sides = (stepped?.decision.orders ?? []).map(({ side }) => side);
      expect(sides).toEqual(sides.toSorted((a, b) => (a === b ? 0 : a === 'SELL' ? -1 : 1)));
      const promised = [...world.orders.values()]
        .filter(({ intent }) => intent.side === 'BUY' && world.truth.get(intent.orderId)?.alive === true)
        .reduce(
          (sum, { intent }) =>
            sum + (intent.shares - (world.truth.get(intent.orderId)?.filled ?? 0)) * (limitOf(intent) ?? 0),
          0,
        );
      expect(world.cash - promised).toBeGreaterThan(-0.01);
    });
  });

  test('everything is over by its deadline, unless the desk was cut off, and nothing is sent after it', () => {
    always((world, stepped) => {
      if (stepped === null) return;
      for (const work of world.works.values())
        if (world.at >= work.deadline) expect(isOver(work), work.workId).toBe(true);
      for (const intent of stepped.decision.orders)
        expect(world.at).toBeLessThan(world.works.get(intent.child?.workId ?? ('' as never))?.deadline ?? 0);
    });
  });

  test('what is over stays over, and sends nothing more', () => {
    const ended = new WeakMap<WorkWorld, Set<string>>();
    always((world, stepped) => {
      const before = ended.get(world) ?? new Set<string>();
      for (const { child } of stepped?.decision.orders ?? [])
        expect(before.has(child?.workId ?? '')).toBe(false);
      const over = [...world.works.values()].filter(isOver).map(({ workId }) => workId);
      for (const id of before) expect(over).toContain(id);
      ended.set(world, new Set(over));
    });
  });

  test('the same happenings give the same decisions', () => {
    fc.assert(
      fc.property(fc.array(happening, { minLength: 1, maxLength: 40 }), (happenings) => {
        expect(run(happenings, () => {})).toEqual(run(happenings, () => {}));
      }),
      { numRuns: 30 },
    );
  });
});

describe('the usual course', () => {
  test('sales first; the purchases follow with what they brought; everything is done', () => {
    const steps: Happening[] = Array.from({ length: 40 }, (_, n) => ({
      ...{ ms: 1_000, which: n, size: 60 },
      what: n % 3 === 0 ? ('fill' as const) : ('confirm' as const),
    }));
    const order: string[] = [];
    const world = new WorkWorld(family(), startCash, workSettings);
    for (const next of steps) {
      world.happen(next);
      for (const intent of world.step()?.decision.orders ?? []) order.push(`${intent.side} ${intent.ticker}`);
    }
    expect(order[0]).toMatch(/^SELL/);
    expect(order.findIndex((each) => each.startsWith('BUY'))).toBeGreaterThan(1);
    expect([...world.works.values()].map(({ state }) => state.stage)).toEqual([
      'done',
      'done',
      'done',
      'done',
    ]);
  });

  test('left alone, a trade goes from the touch to the middle to the market', () => {
    const one = [aWork(nameOf(0), { proposalId: proposalId('p') })];
    const world = new WorkWorld(one, 1_000_000, workSettings);
    const styles: string[] = [];
    for (let n = 0; n < 60; n++) {
      world.happen({ ms: 1_000, what: 'confirm', which: 0, size: 0 });
      for (const { style } of world.step()?.decision.orders ?? [])
        styles.push(
          `${style.type} ${'limit' in style ? style.limit : ''} ${Math.round((world.at - approvedAt) / 1000)}`,
        );
    }
    expect(styles).toEqual(['LMT 114.09 1', 'MIDPRICE 114.11 23', 'LMT 114.33 41']);
  });
});
