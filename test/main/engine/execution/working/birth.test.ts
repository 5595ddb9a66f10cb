import { describe, expect, test } from 'vitest';
import { fold, initialState } from '#engine/fold.ts';
import { step } from '#engine/step.ts';
import { hedgeExtraMs, worksOf } from '#engine/execution/working/birth.ts';
import { measure } from '#engine/measure.ts';
import type { ProposedTrade, RotationProposal } from '#shared/domain/proposal.ts';
import { ticker } from '#shared/ids.ts';
import { price, shares } from '#shared/units.ts';
import {
  benchmark,
  clock,
  freshQuotes,
  inputAt,
  instrumentOf,
  later,
  loaded,
  midOf,
  quoteOf,
  universe,
} from '#test/support/engine-builders.ts';
import { approvedAt, workSettings } from '#test/support/work-builders.ts';

const at = clock(11, 0);
const hedged = { ...workSettings, hedge: { ticker: benchmark } };
const events = [
  ...loaded(at),
  { kind: 'instruments' as const, instruments: [instrumentOf(benchmark)] },
  { kind: 'quotes' as const, quotes: [quoteOf(benchmark, at)] },
];
const picture = measure(fold(initialState(null), events, at).state, hedged, at);
const signals = {
  score: new Float64Array(universe.length).fill(0.01),
  horizonMin: new Float64Array(universe.length).fill(390),
  horizonDays: 1,
};
const trade = (
  name: string,
  size: number,
  reason: ProposedTrade['reason'] = 'ROTATE_GREEN',
): ProposedTrade => ({
  ticker: ticker(name),
  shares: shares(size),
  target: shares(size),
  price: price(midOf(ticker(name))),
  reason,
});
const all = [trade('ALFA', 100), trade('GOLF', -100, 'CUT_SCORE'), trade(benchmark, -50, 'HEDGE_BETA')];
const proposal = { proposalId: 'k3x9-p1', trades: all } as unknown as RotationProposal;
const born = (trades: readonly ProposedTrade[], settings = hedged, given = signals) =>
  worksOf(proposal, trades, picture, given, settings);

describe('an approved trade', () => {
  test('reductions first, the hedge last and with half a window more', () => {
    const works = born(all);
    expect(works.map((work) => work.ticker)).toEqual(['GOLF', 'ALFA', benchmark]);
    expect(works.map(({ reduces, isHedge, urgency }) => [reduces, isHedge, urgency])).toEqual([
      [true, false, 'urgent'],
      [false, false, expect.anything()],
      [false, true, 'urgent'],
    ]);
    const until = works.map(({ deadline }) => deadline - at);
    expect(until).toEqual([60_000, 60_000, 60_000 + hedgeExtraMs(60_000)]);
  });

  test('knows where the position stood, also where only some of a name’s legs were approved', () => {
    const whole = { ...trade('ALFA', 100), target: shares(130) };
    const part = { ...whole, shares: shares(40) };
    const of = { ...proposal, trades: [whole] };
    expect(worksOf(of, [part], picture, signals, hedged)).toMatchObject([{ from: 30, shares: 40 }]);
  });

  test('knows its bound, its decision and what the hedge is to it', () => {
    const [, alfa, hedge] = born(all);
    expect(alfa).toMatchObject({ side: 'BUY', shares: 100, adv: 2_000_000, children: [], since: approvedAt });
    expect(alfa?.bound).toBeCloseTo(midOf(ticker('ALFA')) * 1.005, 1);
    expect(alfa?.decision).toEqual({
      bid: midOf(ticker('ALFA')) - 0.01,
      ask: midOf(ticker('ALFA')) + 0.01,
      at,
    });
    expect(alfa?.hedgePerShare).toBeLessThan(0);
    expect(hedge?.hedgePerShare).toBe(0);
    expect(hedge?.hedgeShift).toBe(0);
  });

  test('fades as its own horizon says, over whichever horizon its score is stated', () => {
    const [here] = born([trade('ALFA', 100)]);
    // The same edge over the day, stated over twenty of them.
    const stated = {
      ...signals,
      score: signals.score.map((score) => score * Math.sqrt(20)),
      horizonDays: 20,
    };
    const [there] = born([trade('ALFA', 100)], hedged, stated);
    expect(here?.decay).toBeCloseTo(0.01 * (1 - 2 ** (-1 / 390)), 12);
    expect(there?.decay).toBeCloseTo(here?.decay ?? 0, 12);
    expect(there?.urgency).toBe(here?.urgency);
  });

  test('left out of an approval takes its part of the hedge with it', () => {
    const [, alfa] = born(all);
    const [hedge] = born([trade(benchmark, -50, 'HEDGE_BETA')]);
    const golf = born(all)[0]?.hedgePerShare ?? 0;
    expect(hedge?.hedgeShift).toBeCloseTo(100 * (alfa?.hedgePerShare ?? 0) - 100 * golf, 9);
  });

  test('of one order at once keeps the proposal’s order', () => {
    const execution = { ...hedged.execution, style: 'LMT' as const };
    expect(born(all, { ...hedged, execution }).map((work) => work.ticker)).toEqual([
      'ALFA',
      'GOLF',
      benchmark,
    ]);
  });
});

test('an approval in the interval begins the works; sales go at once, purchases ask for their margin', () => {
  const one = step(initialState(null), inputAt(at, { events: loaded(at) }), workSettings);
  const open = one.decision.proposal;
  if (open === null) throw new Error('no proposal');
  const moment = later(at, 0.1);
  const commands = [{ kind: 'approve' as const, proposalId: open.proposalId, legs: null }];
  const two = step(
    one.state,
    inputAt(moment, { seq: 2, events: [freshQuotes(moment)], commands }),
    workSettings,
  );
  expect(two.decision.works).toHaveLength(open.trades.length);
  expect(two.decision.orders.every(({ side }) => side === 'SELL')).toBe(true);
  expect(two.decision.orders.length).toBeGreaterThan(0);
  expect(two.decision.previews.every(({ side }) => side === 'BUY')).toBe(true);
  const three = step(
    two.state,
    inputAt(later(at, 1), { seq: 3, events: [freshQuotes(later(at, 1))] }),
    workSettings,
  );
  const again = new Set(three.decision.proposal?.trades.map((each) => each.ticker));
  for (const work of two.decision.works) expect(again.has(work.ticker)).toBe(false);
});
