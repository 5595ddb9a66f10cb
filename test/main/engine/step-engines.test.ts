import { describe, expect, test } from 'vitest';
import { initialState } from '#engine/fold.ts';
import type { EngineInput } from '#engine/input.ts';
import type { EngineSettings } from '#engine/settings.ts';
import type { EngineState } from '#engine/state.ts';
import { step } from '#engine/step.ts';
import type { Step } from '#engine/step.ts';
import { clock, freshQuotes, inputAt, later, loaded, settings } from '#test/support/engine-builders.ts';
import { smallMarket } from '#test/support/small-market.ts';

const at = clock(11, 0);
const rebalancing = (
  change: Partial<EngineSettings['rebalance']> = {},
  limits: Partial<EngineSettings['rotation']> = {},
): EngineSettings => ({
  ...settings,
  engine: 'rebalance',
  rebalance: { ...settings.rebalance, ...change },
  rotation: { ...settings.rotation, ...limits },
});

const first = (with_: EngineSettings, change: Partial<EngineInput> = {}): Step =>
  step(initialState(null), inputAt(at, { events: loaded(at), ...change }), with_);
const next = (state: EngineState, with_: EngineSettings, change: Partial<EngineInput> = {}): Step => {
  const moment = later(at, 1);
  return step(state, inputAt(moment, { seq: 2, events: [freshQuotes(moment)], ...change }), with_);
};

describe('the strategy chooses the engine', () => {
  test('the same facts, two answers, each with its own reasons', () => {
    const rotated = first(settings).decision;
    const rebalanced = first(rebalancing()).decision;
    expect(rotated.drift.map(({ z }) => z)).toEqual(rebalanced.drift.map(({ z }) => z));
    expect(rotated.drift.map(({ rank }) => rank)).toEqual(rebalanced.drift.map(({ rank }) => rank));
    const reasonsOf = ({ drift }: typeof rotated): Set<string> =>
      new Set(drift.flatMap(({ reasons }) => reasons));
    expect(reasonsOf(rebalanced)).toEqual(new Set(['REBALANCE']));
    expect(reasonsOf(rotated).has('REBALANCE')).toBe(false);
  });

  test('a rebalance becomes a proposal: legs add up to trades, sells before buys, and it is carried out like any other', () => {
    const one = first(rebalancing());
    const { proposal } = one.decision;
    if (proposal === null) throw new Error('no proposal');
    const net = new Map<string, number>();
    for (const { from, to, sellShares, buyShares } of proposal.legs) {
      if (from !== null) net.set(from, (net.get(from) ?? 0) - sellShares);
      if (to !== null) net.set(to, (net.get(to) ?? 0) + buyShares);
    }
    expect(Object.fromEntries(net)).toEqual(
      Object.fromEntries(proposal.trades.map((trade) => [trade.ticker, trade.shares])),
    );
    const sides = proposal.trades.map((trade) => Math.sign(trade.shares));
    expect(sides).toEqual(sides.toSorted((a, b) => a - b));
    const two = next(one.state, rebalancing(), {
      commands: [{ kind: 'approve', proposalId: proposal.proposalId, legs: null }],
    });
    expect(two.decision.refused).toEqual([]);
    expect(two.decision.orders.map(({ reason }) => reason)).toEqual(proposal.trades.map(() => 'REBALANCE'));
  });

  test('limits come with their prices, and what binds has one', () => {
    const { book } = first(rebalancing()).decision;
    const turnover = book?.limits.find(({ limit }) => limit === 'turnover');
    expect(turnover?.slack).toBeCloseTo(0, 9);
    expect(turnover?.price).toBeGreaterThan(0.1);
    expect(book?.limits.find(({ limit }) => limit === 'gross')?.price).toBe(0);
    expect(first(settings).decision.book?.limits.every(({ price }) => price === null)).toBe(true);
  });

  test('alpha scaling solves for forecast returns and says no margins in z', () => {
    const { decision } = first(rebalancing({ scaling: 'alpha', lambda: 5 }, { gammaCost: 0, tauL1: 0 }));
    expect(decision.shadow?.status).toBe('optimal');
    expect(decision.proposal?.legs.length).toBeGreaterThan(0);
    expect(decision.drift.every(({ margin }) => margin === null || margin.trigger.endsWith('Bps'))).toBe(
      true,
    );
  });
});

describe('limits that cannot hold together', () => {
  // Six names of ten percent each cannot come down to two of them with a turnover of ten percent.
  const tight = { gross: 0.2, netMax: 0.2, turnoverMax: 0.1 };

  test('trade nothing, and say which and by how much', () => {
    const { decision } = first(rebalancing({}, tight));
    expect(decision.proposal).toBeNull();
    expect(decision.drift.every(({ current, target }) => current === target)).toBe(true);
    expect(decision.quiet).toMatch(
      /^The limits cannot hold together: .+ by 30\.0 %.*\. Nothing is traded\.$/,
    );
    expect(decision.book?.unmet.length).toBeGreaterThan(0);
    expect(decision.shadow).toMatchObject({
      status: 'infeasible',
      rebalance: null,
      distance: null,
      alarm: null,
    });
  });

  test('give way in their order where the strategy says so', () => {
    const { decision } = first(rebalancing({ relaxWhenInfeasible: true }, tight));
    expect(decision.shadow?.status).toBe('relaxed');
    expect(decision.book?.unmet).toEqual(['turnover']);
    expect(decision.book?.notes).toEqual(['turnover gave way by 29.98 %.']);
    expect(decision.book?.gross).toBeCloseTo(0.6, 2);
    expect(decision.book?.limits.find(({ limit }) => limit === 'gross')?.value).toBeCloseTo(0.2, 6);
    expect(decision.proposal).not.toBeNull();
  });
});

describe('bands after the rebalance', () => {
  test('a small drift of the whole book trades nothing', () => {
    const { decision } = first(rebalancing({}, { tauL1: 0.7 }));
    expect(decision.proposal).toBeNull();
    expect(decision.quiet).toBe('Every target is inside the no-trade band: L1 60.0 % < 70.0 %.');
    expect(decision.drift.some(({ block }) => block === 'BAND_SKIP')).toBe(true);
  });

  test('a small drift of one name stays where no limit minds', () => {
    const wide = first(rebalancing({}, { tauNameBps: 500 })).decision;
    const put = wide.drift.filter(({ block }) => block === 'NAME_BAND');
    for (const { current, target } of put) expect(target).toBe(current);
    for (const { target, current } of wide.drift)
      expect(target === current || Math.abs(target - current) >= 0.05 - 1e-9).toBe(true);
    expect(put.length).toBeGreaterThan(0);
  });
});

describe('the shadow', () => {
  test('values doing nothing, rotating and rebalancing by one measure, whichever trades', () => {
    const shadows = [first(settings), first(rebalancing())].map(({ decision }) => decision.shadow);
    expect(shadows[0]).toEqual(shadows[1]);
    const [shadow] = shadows;
    expect(shadow?.rotation.value).toBeGreaterThan(shadow?.nothing.value ?? 0);
    expect(shadow?.rebalance?.value).toBeGreaterThan(shadow?.rotation.value ?? 0);
    expect(shadow?.nothing).toMatchObject({ turnover: 0, cost: 0 });
    expect(shadow?.alarm).toBeNull();
  });

  test('can be switched off, and then no solver runs for a rotation', () => {
    const { state, decision } = first({ ...settings, shadow: false });
    expect(decision.shadow).toBeNull();
    expect(state.solver).toBeNull();
    expect(decision.drift).toEqual(first(settings).decision.drift);
  });

  test('a warm start changes nothing by more than 1e-7', () => {
    const { state } = first(rebalancing());
    const warm = next(state, rebalancing()).decision;
    const cold = next({ ...state, solver: null }, rebalancing()).decision;
    warm.drift.forEach(({ target }, i) => expect(target).toBeCloseTo(cold.drift[i]?.target ?? Number.NaN, 7));
    expect(warm.shadow?.rebalance?.value).toBeCloseTo(cold.shadow?.rebalance?.value ?? Number.NaN, 9);
  });
});

describe.each(['rotation', 'rebalance'] as const)('300 intervals in mode auto, %s', (engine) => {
  test('the exact answer is never worth less than the greedy one or than nothing, where those keep its limits', () => {
    const strategy = { ...settings, engine };
    const market = smallMarket(11);
    let state = initialState(null);
    let [orders, compared] = [0, 0];
    for (let seq = 1; seq <= 300; seq++) {
      const moment = later(at, seq % 25);
      const events = [...(seq === 1 ? loaded(moment) : []), ...market.facts(moment)];
      const { state: after, decision } = step(
        state,
        inputAt(moment, { seq, mode: 'auto', events }),
        strategy,
      );
      expect(decision.idle).toBeNull();
      expect(decision.refused).toEqual([]);
      const { shadow } = decision;
      expect(shadow?.status).not.toBe('failed');
      expect(shadow?.alarm).toBeNull();
      for (const line of [shadow?.nothing, shadow?.rotation]) {
        if (line === undefined || line.broken.length > 0 || !shadow?.rebalance) continue;
        expect(shadow.rebalance.value - line.value).toBeGreaterThanOrEqual(-1e-9);
        compared++;
      }
      orders += decision.orders.length;
      market.fill(decision.orders);
      for (const size of market.held.values()) expect(size).toBeGreaterThanOrEqual(0);
      market.pass();
      state = after;
    }
    expect(orders).toBeGreaterThan(10);
    expect(compared).toBeGreaterThan(300);
  });
});
