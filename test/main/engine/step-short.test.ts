import { describe, expect, test } from 'vitest';
import { ticker } from '#shared/ids.ts';
import { money, price } from '#shared/units.ts';
import { initialState } from '#engine/fold.ts';
import type { EngineEvent } from '#engine/input.ts';
import type { EngineSettings } from '#engine/settings.ts';
import { step } from '#engine/step.ts';
import type { Step } from '#engine/step.ts';
import {
  benchmark,
  clock,
  inputAt,
  instrumentOf,
  later,
  loaded,
  midOf,
  positionOf,
  quoteOf,
  rotating,
  settings,
  universe,
} from '#test/support/engine-builders.ts';
import { smallMarket } from '#test/support/small-market.ts';

const at = clock(11, 0);
const alfa = ticker('ALFA');
const lima = ticker('LIMA');

const roomy = { limits: { maxOrderValue: money(1_000_000), maxOrdersPerInterval: 50 } };
const longShort: EngineSettings = {
  ...rotating({
    longShort: true,
    netMin: -0.5,
    netMax: 0.5,
    zCut: 0.25,
    kBuy: 3,
    kSell: 6,
    wMax: 0.12,
  }),
  ...roomy,
};
const approving = (
  one: Step,
  strategy: EngineSettings,
  more: readonly EngineEvent[] = [],
  minutes = 1,
): Step => {
  const { proposal } = one.decision;
  if (proposal === null) throw new Error(`no proposal: ${one.decision.idle ?? one.decision.quiet}`);
  const moment = later(proposal.at, minutes);
  return step(
    one.state,
    inputAt(moment, {
      seq: 2,
      events: [
        { kind: 'quotes', quotes: [...universe, benchmark].map((name) => quoteOf(name, moment)) },
        ...more,
      ],
      commands: [{ kind: 'approve', proposalId: proposal.proposalId, legs: null }],
    }),
    strategy,
  );
};
const start = (
  strategy: EngineSettings,
  positions = [positionOf(alfa, 100)],
  more: readonly EngineEvent[] = [],
): Step => step(initialState(null), inputAt(at, { events: [...loaded(at, positions), ...more] }), strategy);

describe('a long-short strategy', () => {
  test('buys the best and sells the worst short, no further than the proposal says', () => {
    const one = start(longShort);
    const { proposal, drift } = one.decision;
    const shorts = proposal?.trades.filter(({ target }) => target < 0) ?? [];
    expect(shorts.length).toBeGreaterThan(0);
    for (const trade of shorts) {
      expect(trade).toMatchObject({ reason: 'BUY_CASH_SHORT', target: trade.shares });
      const row = drift.find((each) => each.ticker === trade.ticker);
      expect(row?.rank).toBeGreaterThan(9);
      expect(row?.target).toBeLessThan(0);
      expect(row?.why).toContain('is worth selling short');
    }
    const legs = proposal?.legs.filter(({ reason }) => reason === 'BUY_CASH_SHORT') ?? [];
    expect(
      legs.every(
        ({ from, to, sellShares, buyShares }) =>
          from !== null && to === null && sellShares > 0 && buyShares === 0,
      ),
    ).toBe(true);

    const two = approving(one, longShort);
    expect(two.decision.refused).toEqual([]);
    const sells = two.decision.orders.filter(({ side }) => side === 'SELL');
    expect(sells.map(({ ticker: name, shares }) => [name, -shares])).toEqual(
      shorts.map(({ ticker: name, shares }) => [name, shares]),
    );
  });

  test('covers a short that rises to the top, counts its gain the right way round, and cuts one that lost', () => {
    const sold = positionOf(alfa, -400);
    const lost = positionOf(lima, -400, midOf(lima) * 0.5);
    const { decision } = start({ ...longShort, rotation: { ...longShort.rotation, kAtr: 5 } }, [sold, lost]);
    const rowOf = (name: string) => decision.drift.find((row) => row.ticker === name);
    expect(rowOf('ALFA')).toMatchObject({ reasons: ['CUT_SCORE_SHORT'], target: 0 });
    expect(rowOf('LIMA')?.reasons[0]).toBe('CUT_LOSER_SHORT');
    const leg = decision.proposal?.legs.find(({ to }) => to === 'ALFA');
    expect(leg).toMatchObject({ from: null, buyShares: 400, sellShares: 0, reason: 'CUT_SCORE_SHORT' });
    expect(decision.proposal?.trades.find(({ ticker: name }) => name === 'ALFA')).toMatchObject({
      shares: 400,
      target: 0,
    });
    expect(decision.book?.gross).toBeCloseTo((400 * (midOf(alfa) + midOf(lima))) / 1_000_000, 9);
    expect(decision.book?.net).toBeCloseTo((-400 * (midOf(alfa) + midOf(lima))) / 1_000_000, 9);
    expect(decision.outcomes.reduce((sum, { count }) => sum + count, 0)).toBe(universe.length);
  });

  test('a held short is as near to its triggers as −z says', () => {
    const { decision } = start(longShort, [positionOf(lima, -1000)]);
    const row = decision.drift.find(({ ticker: name }) => name === 'LIMA');
    expect(row?.z).toBeLessThan(-0.25);
    expect(row?.margin?.distance).toBeGreaterThan(0);
  });

  test('in the close clamp it covers but opens nothing', () => {
    const near = clock(15, 55);
    const events = loaded(near, [positionOf(alfa, -400)]);
    const { decision } = step(initialState(null), inputAt(near, { events, mode: 'auto' }), longShort);
    expect(decision.orders.map(({ ticker: name, side }) => [name, side])).toEqual([['ALFA', 'BUY']]);
    expect(decision.refused).toEqual([]);
  });

  test('an exact book may turn a name from long to short, and says so as one trade', () => {
    const whole: EngineSettings = { ...longShort, engine: 'rebalance' };
    const worst = start(whole).decision.drift.find(({ rank }) => rank === universe.length)?.ticker ?? lima;
    const one = start(whole, [positionOf(worst, 300)]);
    const trade = one.decision.proposal?.trades.find(({ ticker: name }) => name === worst);
    expect(trade?.target).toBeLessThan(0);
    expect(trade?.shares).toBe((trade?.target ?? 0) - 300);
    const two = approving(one, whole);
    expect(two.decision.refused.map(({ refusal }) => refusal.kind)).not.toContain('over-position');
    expect(two.decision.orders.find(({ ticker: name }) => name === worst)?.shares).toBe(
      -(trade?.shares ?? 0),
    );
  });

  test('without available funds no short is opened', () => {
    const one = start(longShort);
    const account: EngineEvent = {
      kind: 'account',
      values: { ...(one.state.account ?? never()), availableFunds: money(0) },
    };
    const two = approving(one, longShort, [account]);
    expect(two.decision.orders).toEqual([]);
    expect(new Set(two.decision.refused.map(({ refusal }) => refusal.kind))).toEqual(
      new Set(['buying-power']),
    );
  });
});

describe.each(['rotation', 'rebalance'] as const)(
  '60 intervals of a long-short book in mode auto, %s',
  (engine) => {
    test('every order is let through, no position passes its cap, no day forgets a name', () => {
      const strategy: EngineSettings = { ...longShort, engine };
      const market = smallMarket(5);
      market.held.clear();
      market.cash = 1_000_000;
      let state = initialState(null);
      let shorts = 0;
      for (let seq = 1; seq <= 60; seq++) {
        const moment = later(at, seq % 25);
        const events = [...(seq === 1 ? loaded(moment, []) : []), ...market.facts(moment)];
        const { state: after, decision } = step(
          state,
          inputAt(moment, { seq, mode: 'auto', events }),
          strategy,
        );
        expect(decision.idle).toBeNull();
        // A purchase that waits for the sales of its proposal may find its price gone.
        expect(decision.refused.filter(({ refusal }) => refusal.kind !== 'price-moved')).toEqual([]);
        expect(decision.shadow?.alarm).toBeNull();
        const revived = JSON.parse(JSON.stringify(state)) as typeof state;
        if (seq % 10 === 0)
          expect(
            JSON.stringify(step(revived, inputAt(moment, { seq, mode: 'auto', events }), strategy).decision),
          ).toBe(JSON.stringify(decision));
        market.fill(decision.orders);
        for (const [name, size] of market.held) {
          expect(Math.abs(size * market.midOf(ticker(name)))).toBeLessThan(0.125 * market.nav());
          if (size < 0) shorts++;
        }
        market.pass();
        state = after;
      }
      expect(shorts).toBeGreaterThan(60);
    });
  },
);

function never(): never {
  throw new Error('no account');
}

describe('a hedge', () => {
  const hedged: EngineSettings = { ...settings, ...roomy, hedge: { ticker: benchmark } };
  const known: readonly EngineEvent[] = [
    { kind: 'instruments', instruments: [instrumentOf(benchmark, { sector: '' })] },
    { kind: 'quotes', quotes: [quoteOf(benchmark, at)] },
  ];
  const holdings = universe.slice(6).map((name) => positionOf(name, Math.floor(100_000 / midOf(name))));

  test.each(['rotation', 'rebalance'] as const)(
    '%s: sells the benchmark against a long book, last of all orders',
    (engine) => {
      const strategy = { ...hedged, engine };
      const one = start(strategy, holdings, known);
      const { decision } = one;
      expect(decision.idle).toBeNull();
      expect(decision.drift.at(-1)).toMatchObject({
        ticker: 'MKT',
        z: null,
        rank: null,
        reasons: ['HEDGE_BETA'],
        block: null,
      });
      expect(decision.drift.at(-1)?.target).toBeLessThan(-0.2);
      expect(decision.proposal?.trades.at(-1)).toMatchObject({ ticker: 'MKT', reason: 'HEDGE_BETA' });
      expect(decision.proposal?.legs.at(-1)).toMatchObject({ from: 'MKT', to: null, reason: 'HEDGE_BETA' });
      expect(Math.abs(decision.book?.limits.find(({ limit }) => limit === 'beta')?.value ?? 9)).toBeLessThan(
        0.06,
      );
      expect(decision.outcomes.reduce((sum, { count }) => sum + count, 0)).toBe(universe.length + 1);

      const two = approving(one, strategy);
      expect(two.decision.refused).toEqual([]);
      expect(two.decision.orders.at(-1)).toMatchObject({ ticker: 'MKT', side: 'SELL', reason: 'HEDGE_BETA' });
    },
  );

  test('at its bound, that bound has a price too', () => {
    const short = {
      ...hedged,
      engine: 'rebalance' as const,
      rotation: { ...hedged.rotation, hedgeMax: 0.1 },
    };
    const { decision } = start(short, holdings, known);
    const limit = decision.book?.limits.find((each) => each.limit === 'hedge');
    expect(limit?.slack).toBeCloseTo(0, 9);
    expect(limit?.price).toBeGreaterThan(0);
  });

  test('rests inside its band, and says so', () => {
    const wide = { ...hedged, rotation: { ...hedged.rotation, betaBand: 2 } };
    const { decision } = start(wide, holdings, known);
    expect(decision.drift.at(-1)).toMatchObject({ ticker: 'MKT', block: 'HOLD', target: 0 });
    expect(decision.proposal?.trades.some(({ ticker: name }) => name === 'MKT')).toBe(false);
  });

  test('that cannot trade stays where it is, like any frozen name', () => {
    const stale: EngineEvent = { kind: 'quotes', quotes: [quoteOf(benchmark, at, { bid: price(0) })] };
    const { decision } = start(hedged, [...holdings, positionOf(benchmark, -1000)], [...known, stale]);
    expect(decision.drift.at(-1)).toMatchObject({
      ticker: 'MKT',
      block: 'FROZEN',
      why: 'No live bid and ask.',
    });
    expect(decision.drift.at(-1)?.target).toBe(decision.drift.at(-1)?.current);
    expect(decision.book?.hedge).toBeCloseTo((-1000 * midOf(benchmark)) / 1_000_000, 9);
  });

  test('is counted in beta only, and never a name of the book', () => {
    const { decision } = start(hedged, [...holdings, positionOf(benchmark, -1000)], known);
    const plain = start(settings, holdings).decision;
    expect(decision.book?.gross).toBe(plain.book?.gross);
    expect(decision.drift.slice(0, -1).map(({ z }) => z)).toEqual(plain.drift.map(({ z }) => z));
    expect(decision.book?.beta).toBeLessThan(plain.book?.beta ?? 0);
  });

  test('whose contract is not there yet leaves the book unhedged', () => {
    const { decision } = start(hedged, holdings);
    expect(decision.drift.map(({ ticker: name }) => name)).toEqual(universe);
    expect(decision.book?.hedge).toBeNull();
  });
});
