import { describe, expect, test } from 'vitest';
import { asProposed } from '#shared/domain/proposal.ts';
import { ticker } from '#shared/ids.ts';
import { money } from '#shared/units.ts';
import { fold, initialState } from '#engine/fold.ts';
import { measure, rotationInputOf } from '#engine/measure.ts';
import { rotate } from '#engine/optimizer/rotation.ts';
import type { RotationResult } from '#engine/optimizer/rotation.ts';
import { planTrades, propose, tradesOfLegs } from '#engine/proposal.ts';
import type { Plan } from '#engine/proposal.ts';
import type { EngineSettings } from '#engine/settings.ts';
import {
  clock,
  inputAt,
  instrumentOf,
  loaded,
  positionOf,
  rotating,
  settings,
  universe,
} from '#test/support/engine-builders.ts';

const at = clock(11, 0);
/** Falling with the universe's order: the first four are bought, the last six are held. */
const falling = Float64Array.from(universe, (_, i) => 2 - 0.3 * i);

interface Planned {
  readonly plan: Plan;
  readonly targets: RotationResult;
}
function planned(with_: EngineSettings = settings, lot = 1, events = loaded(at)): Planned {
  const lots = {
    kind: 'instruments' as const,
    instruments: universe.map((name) => instrumentOf(name, { lot })),
  };
  const { state } = fold(initialState(null), [...events, lots], at);
  const picture = measure(state, with_, at);
  const targets = rotate(rotationInputOf(picture, falling), with_.rotation);
  return { plan: planTrades(picture, targets, with_), targets };
}

const legSums = (plan: Plan): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const { from, to, sellShares, buyShares } of plan.legs) {
    if (from !== null) sums.set(from, (sums.get(from) ?? 0) - sellShares);
    if (to !== null) sums.set(to, (sums.get(to) ?? 0) + buyShares);
  }
  return sums;
};

describe('a plan', () => {
  test.each([1, 7, 100])('legs add up to trades, in lots of %i', (lot) => {
    const { plan } = planned(settings, lot);
    expect(plan.trades.length).toBeGreaterThan(3);
    expect(legSums(plan)).toEqual(new Map(plan.trades.map(({ ticker, shares }) => [ticker, shares])));
    for (const { shares } of plan.trades) expect(Math.abs(shares % lot)).toBe(0);
  });

  test('without bands in the way, shares are the targets’ rounded towards zero', () => {
    const { state } = fold(initialState(null), loaded(at), at);
    const picture = measure(state, settings, at);
    const { plan, targets } = planned();
    for (const trade of plan.trades) {
      const i = picture.names.findIndex((name) => name.ticker === trade.ticker);
      const drift = (targets.wTar[i] ?? 0) - (picture.wCur[i] ?? 0);
      const exact = (drift * 1_000_000) / trade.price;
      expect(trade.shares).toBe(Math.sign(exact) * Math.floor(Math.abs(exact) + 1e-6));
    }
  });

  test('never sells more than is held', () => {
    for (const { ticker, shares } of planned(settings, 7).plan.trades) {
      const held = loaded(at).flatMap((event) => (event.kind === 'positions' ? event.positions : []));
      if (shares < 0) {
        expect(-shares).toBeLessThanOrEqual(held.find((row) => row.ticker === ticker)?.shares ?? 0);
      }
    }
  });

  test('a leg vanishes with a name that its band put back', () => {
    // A tenth of a percent held in LIMA: selling it is inside a band of 20 bps.
    const small = loaded(at, [positionOf(ticker('LIMA'), 10)]);
    const { plan, targets } = planned(rotating({ tauNameBps: 20, zCut: -9, deltaWMax: 0.02 }), 1, small);
    expect(targets.nameBand).toEqual([11]);
    expect(targets.pairs.some(({ from }) => from === 11)).toBe(true);
    expect(plan.legs.some(({ from, to }) => from === 'LIMA' || to === 'LIMA')).toBe(false);
    expect(legSums(plan)).toEqual(new Map(plan.trades.map(({ ticker, shares }) => [ticker, shares])));
  });

  test('a leg vanishes with a name whose order would be too small, and that is remembered', () => {
    const small = loaded(at, [positionOf(ticker('LIMA'), 40)]);
    const strict = { ...rotating({ zCut: -9 }), clamps: { ...settings.clamps, minOrderValue: money(5000) } };
    const { plan } = planned(strict, 1, small);
    expect([...plan.tooSmall]).toEqual([11]);
    expect(plan.legs.some(({ from }) => from === 'LIMA')).toBe(false);
    expect(plan.trades.length).toBeGreaterThan(0);
  });

  test('cost is that of both sides; money follows the shares', () => {
    const { plan } = planned();
    const { state } = fold(initialState(null), loaded(at), at);
    const { cost, names } = measure(state, settings, at);
    const costOf = (name: string | null): number => cost[names.findIndex((row) => row.ticker === name)] ?? 0;
    const priceOf = (name: string | null): number => names.find((row) => row.ticker === name)?.price ?? 0;
    for (const leg of plan.legs) {
      expect(leg.cost).toBeCloseTo(costOf(leg.from) + costOf(leg.to), 12);
      expect(leg.costMoney).toBeCloseTo(
        costOf(leg.from) * leg.sellShares * priceOf(leg.from) +
          costOf(leg.to) * leg.buyShares * priceOf(leg.to),
        9,
      );
    }
  });

  test('no legs, no proposal', () => {
    const { state } = fold(initialState(null), loaded(at), at);
    const empty: Plan = { legs: [], trades: [], tooSmall: new Set(), clamped: new Set(), held: new Map() };
    expect(propose(empty, measure(state, settings, at), inputAt(at), settings)).toBeNull();
  });
});

describe('a choice of legs', () => {
  const { state } = fold(initialState(null), loaded(at), at);
  const proposal = propose(planned().plan, measure(state, settings, at), inputAt(at), settings);
  if (proposal === null) throw new Error('no proposal');

  test('all of them are the proposal’s trades', () => {
    expect(tradesOfLegs(proposal, asProposed(proposal.legs.map(({ index }) => index)))).toEqual(
      proposal.trades,
    );
  });

  test('any of them never trade more of a name than all', () => {
    for (const { index } of proposal.legs) {
      for (const trade of tradesOfLegs(proposal, asProposed([index]))) {
        const whole = proposal.trades.find(({ ticker }) => ticker === trade.ticker);
        expect(Math.sign(trade.shares)).toBe(Math.sign(whole?.shares ?? 0));
        expect(Math.abs(trade.shares)).toBeLessThanOrEqual(Math.abs(whole?.shares ?? 0));
      }
    }
  });

  test('none is nothing', () => {
    expect(tradesOfLegs(proposal, asProposed([]))).toEqual([]);
  });
});
