import { describe, expect, test } from 'vitest';
import { addDays } from '#shared/calendar.ts';
import { orderId, proposalId, ticker } from '#shared/ids.ts';
import type { Ticker } from '#shared/ids.ts';
import type { Drift, RotationProposal } from '#shared/domain/proposal.ts';
import { fromBps, money, price } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { initialState, savedPart } from '#engine/fold.ts';
import type { EngineInput } from '#engine/input.ts';
import type { EngineSettings } from '#engine/settings.ts';
import type { EngineState } from '#engine/state.ts';
import { step } from '#engine/step.ts';
import type { Step } from '#engine/step.ts';
import {
  accountOf,
  barsOf,
  benchmark,
  clock,
  freshQuotes,
  inputAt,
  instrumentOf,
  intentOf,
  later,
  loaded,
  orderOf,
  positionOf,
  quoteOf,
  rotating,
  settings,
  startPositions,
  today,
  universe,
} from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const after = later(at, 1);
const golf = ticker('GOLF');
const hotl = ticker('HOTL');

/** The first interval of a desk that has loaded everything. */
const first = (change: Partial<EngineInput> = {}, with_: EngineSettings = settings): Step =>
  step(initialState(null), inputAt(change.at ?? at, { events: loaded(change.at ?? at), ...change }), with_);

const next = (
  state: EngineState,
  change: Partial<EngineInput> = {},
  with_: EngineSettings = settings,
): Step => {
  const moment = change.at ?? after;
  return step(state, inputAt(moment, { seq: 2, events: [freshQuotes(moment)], ...change }), with_);
};

const proposalOf = ({ decision }: Step): RotationProposal => {
  if (decision.proposal === null) throw new Error(`no proposal: ${decision.idle ?? decision.quiet}`);
  return decision.proposal;
};
const approve = (
  proposal: RotationProposal,
  legs: readonly number[] | null = null,
): EngineInput['commands'] => [{ kind: 'approve', proposalId: proposal.proposalId, legs }];
const driftOf = ({ decision }: Step, name: Ticker): Drift => {
  const drift = decision.drift.find((row) => row.ticker === name);
  if (drift === undefined) throw new Error(`no drift row for ${name}`);
  return drift;
};

/** Net shares by name that the legs come to. */
function netOfLegs({ legs }: RotationProposal): Record<string, number> {
  const net: Record<string, number> = {};
  for (const { from, to, sellShares, buyShares } of legs) {
    if (from !== null) net[from] = (net[from] ?? 0) - sellShares;
    if (to !== null) net[to] = (net[to] ?? 0) + buyShares;
  }
  return net;
}
const netOfTrades = ({ trades }: RotationProposal): Record<string, number> =>
  Object.fromEntries(trades.map((trade) => [trade.ticker, trade.shares]));

describe('the interval proposes', () => {
  test('a cut and rotations, with reasons, costs and an expiry', () => {
    const proposal = proposalOf(first());
    expect(proposal).toMatchObject({ proposalId: 'k3x9-p1', seq: 1, at, expiresAt: later(at, 10) });
    const cut = proposal.legs.find((leg) => leg.reason === 'CUT_SCORE');
    expect(cut).toMatchObject({ from: 'HOTL', to: null, utility: null, buyShares: 0, sellShares: 949 });
    expect(proposal.legs.filter((leg) => leg.to !== null).length).toBeGreaterThan(0);
    expect(proposal.legs.map((leg) => leg.index)).toEqual(proposal.legs.map((_, i) => i));
    expect(proposal.costMoney).toBeCloseTo(
      proposal.legs.reduce((sum, leg) => sum + leg.costMoney, 0),
      9,
    );
  });

  test('legs that add up to the trades, sells before buys, whole positions sold to the last share', () => {
    const proposal = proposalOf(first());
    expect(netOfLegs(proposal)).toEqual(netOfTrades(proposal));
    const sides = proposal.trades.map((trade) => Math.sign(trade.shares));
    expect(sides).toEqual(sides.toSorted((a, b) => a - b));
    expect(netOfTrades(proposal)['HOTL']).toBe(-949);
  });

  test('one drift row a name, in universe order, each with exactly one outcome', () => {
    const { decision } = first();
    expect(decision.drift.map((row) => row.ticker)).toEqual(universe);
    for (const row of decision.drift) {
      expect(row.why).not.toBe('');
      if (row.block === null) expect(row.reasons.length).toBeGreaterThan(0);
    }
  });

  test('nothing new while one is open; the drift goes on', () => {
    const one = first();
    const two = next(one.state);
    expect(two.decision.proposal).toEqual(one.decision.proposal);
    expect(two.decision.drift).toHaveLength(universe.length);
    expect(two.decision).toMatchObject({ ended: [], orders: [], quiet: null });
  });

  test('a new one in the interval in which the old one expires', () => {
    const one = first();
    const two = next(one.state, { at: later(at, 10) });
    expect(two.decision.ended).toMatchObject([
      { status: 'expired', legs: [], why: 'Nobody decided in time.' },
    ]);
    expect(proposalOf(two).proposalId).toBe('k3x9-p2');
  });

  test('nothing where every target is inside the band, and says so', () => {
    const { decision } = first({}, rotating({ tauL1: 0.9 }));
    expect(decision.proposal).toBeNull();
    expect(decision.quiet).toBe('Every target is inside the no-trade band: L1 50.0 % < 90.0 %.');
    expect(driftOf(first({}, rotating({ tauL1: 0.9 })), hotl)).toMatchObject({
      block: 'BAND_SKIP',
      reasons: ['CUT_SCORE'],
    });
  });

  test('nothing where every order is too small', () => {
    const dear = { ...settings, clamps: { ...settings.clamps, minOrderValue: money(150_000) } };
    const { decision } = first({}, dear);
    expect(decision.proposal).toBeNull();
    expect(decision.quiet).toBe('Every order would be under the smallest order value.');
    expect(decision.drift.find((row) => row.ticker === hotl)?.block).toBe('MIN_ORDER');
  });

  test('no more than its share of the daily volume, on both sides of a leg', () => {
    const thin = { ...settings, clamps: { ...settings.clamps, maxAdv: fromBps(1) } };
    const proposal = proposalOf(first({}, thin));
    for (const trade of proposal.trades) expect(Math.abs(trade.shares)).toBeLessThanOrEqual(200);
    expect(netOfLegs(proposal)).toEqual(netOfTrades(proposal));
  });

  test('in mode observe too, and approves nothing by itself', () => {
    const { decision } = first({ mode: 'observe' });
    expect(decision.proposal).not.toBeNull();
    expect(decision.orders).toEqual([]);
  });
});

describe('an approval', () => {
  test('of everything becomes guarded orders, sells first, sized as proposed', () => {
    const one = first();
    const proposal = proposalOf(one);
    const { decision, state } = next(one.state, { commands: approve(proposal) });
    expect(decision.refused).toEqual([]);
    expect(
      decision.orders.map((order) => [order.ticker, order.side === 'BUY' ? order.shares : -order.shares]),
    ).toEqual(proposal.trades.map((trade) => [trade.ticker, trade.shares]));
    expect(decision.orders.map((order) => order.orderId)).toEqual(
      proposal.trades.map((_, n) => `dd-k3x9-2-${n}`),
    );
    expect(decision.ended).toMatchObject([
      { status: 'approved', legs: proposal.legs.map((leg) => leg.index) },
    ]);
    expect(decision.proposal).toBeNull();
    expect(state.open).toBeNull();
  });

  test('of some legs sends those alone', () => {
    const one = first();
    const proposal = proposalOf(one);
    const leg = proposal.legs.find(({ to }) => to !== null);
    if (leg === undefined) throw new Error('no rotation');
    const { decision } = next(one.state, { commands: approve(proposal, [leg.index]) });
    expect(decision.orders.map(({ ticker, side, shares }) => ({ ticker, side, shares }))).toEqual([
      { ticker: leg.from, side: 'SELL', shares: leg.sellShares },
      { ticker: leg.to, side: 'BUY', shares: leg.buyShares },
    ]);
    expect(decision.ended).toMatchObject([{ status: 'part-approved', legs: [leg.index] }]);
  });

  test('given twice in one batch, or again later, sends once', () => {
    const one = first();
    const twice = [...approve(proposalOf(one)), ...approve(proposalOf(one))];
    const two = next(one.state, { commands: twice });
    expect(two.decision.orders).toHaveLength(proposalOf(one).trades.length);
    expect(two.decision.ended).toHaveLength(1);
    expect(two.decision.quiet).toContain('is approved already');
    const three = next(two.state, { seq: 3, at: later(at, 2), commands: approve(proposalOf(one)) });
    expect(three.decision.orders).toEqual([]);
    expect(three.decision.refused).toEqual([]);
    expect(three.decision.quiet).toContain('is not open');
  });

  test('cannot be repeated after a restart from the saved state', () => {
    const one = first();
    const two = next(one.state, { commands: approve(proposalOf(one)) });
    const restored = initialState(JSON.parse(JSON.stringify(savedPart(two.state))));
    const commands = approve(proposalOf(one));
    const three = step(restored, inputAt(after, { seq: 3, events: loaded(after), commands }), settings);
    expect(three.decision.orders).toEqual([]);
    expect(three.decision.quiet).toContain('is not open');
  });

  test('can still be given after a restart while the proposal is open', () => {
    const one = first();
    const restored = initialState(JSON.parse(JSON.stringify(savedPart(one.state))));
    const commands = approve(proposalOf(one));
    const two = step(restored, inputAt(after, { seq: 2, events: loaded(after), commands }), settings);
    expect(two.decision.orders).toEqual(next(one.state, { commands }).decision.orders);
  });

  test('that comes after the expiry sends nothing', () => {
    const one = first();
    const { decision } = next(one.state, { at: later(at, 10), commands: approve(proposalOf(one)) });
    expect(decision.orders).toEqual([]);
    expect(decision.ended).toMatchObject([{ status: 'expired' }]);
    expect(decision.quiet).toContain('is expired already');
  });

  test('of an unknown proposal, of no legs or of legs that are not there sends nothing, and says so', () => {
    const one = first();
    const proposal = proposalOf(one);
    const said = (commands: EngineInput['commands']): string | null => {
      const { decision, state } = next(one.state, { commands });
      expect(decision.orders).toEqual([]);
      expect(state.open).toEqual(proposal);
      return decision.quiet;
    };
    expect(said([{ kind: 'approve', proposalId: proposalId('other'), legs: null }])).toContain(
      'other is not open',
    );
    expect(said([{ kind: 'reject', proposalId: proposalId('other'), reason: 'no' }])).toContain(
      'other is not open',
    );
    expect(said(approve(proposal, [99]))).toContain('has no leg 99');
    expect(said(approve(proposal, [-1]))).toContain('has no leg -1');
    expect(said(approve(proposal, [0.5]))).toContain('has no leg 0.5');
    expect(said(approve(proposal, []))).toContain('no legs were chosen');
  });

  test('a leg named twice is sent once', () => {
    const one = first();
    const proposal = proposalOf(one);
    const { decision } = next(one.state, { commands: approve(proposal, [0, 0]) });
    expect(decision.orders.map((order) => order.shares)).toEqual([proposal.legs[0]?.sellShares]);
  });

  test('while orders are blocked sends nothing and leaves the proposal open', () => {
    const one = first();
    const two = next(one.state, {
      ordersBlocked: 'the desk is not reconciled',
      commands: approve(proposalOf(one)),
    });
    expect(two.decision.orders).toEqual([]);
    expect(two.state.open).toEqual(one.state.open);
    expect(two.decision.quiet).toContain('the desk is not reconciled');
    expect(next(two.state, { seq: 3, commands: approve(proposalOf(one)) }).decision.orders).not.toEqual([]);
  });

  test('freezes its names from then on, before any report comes', () => {
    const one = first();
    const two = next(one.state, { commands: approve(proposalOf(one)) });
    const three = next(two.state, { seq: 3, at: later(at, 2) });
    expect(driftOf(three, hotl)).toMatchObject({ block: 'FROZEN' });
    expect(driftOf(three, hotl).why).toContain('dd-k3x9-2-0 (SELL 949) is journalled');
    const again = three.decision.proposal?.trades.map((trade) => trade.ticker) ?? [];
    for (const trade of proposalOf(one).trades) expect(again).not.toContain(trade.ticker);
  });

  test('and no new proposal in the same interval', () => {
    const one = first();
    expect(next(one.state, { commands: approve(proposalOf(one)) }).decision.proposal).toBeNull();
  });
});

describe('a rejection', () => {
  test('ends the proposal with its reason and sends nothing', () => {
    const one = first();
    const commands = [
      { kind: 'reject' as const, proposalId: proposalOf(one).proposalId, reason: 'earnings tonight' },
    ];
    const { decision, state } = next(one.state, { commands });
    expect(decision.ended).toMatchObject([{ status: 'rejected', why: 'earnings tonight', legs: [] }]);
    expect(decision).toMatchObject({ orders: [], proposal: null });
    expect(state.open).toBeNull();
  });
});

describe('mode auto', () => {
  test('approves in the same interval, once', () => {
    const one = first({ mode: 'auto' });
    expect(one.decision.orders.length).toBeGreaterThan(0);
    expect(one.decision.ended).toMatchObject([
      { status: 'approved', why: 'Approved by the desk in mode auto.' },
    ]);
    expect(one.state.open).toBeNull();
    const orders = new Set(one.decision.orders.map((order) => order.ticker));
    const two = next(one.state, { mode: 'auto' });
    expect(two.decision.orders.filter((order) => orders.has(order.ticker))).toEqual([]);
  });

  test('takes up a proposal that was open before', () => {
    const one = first();
    const { decision } = next(one.state, { mode: 'auto' });
    expect(decision.ended).toMatchObject([{ status: 'approved', proposal: { proposalId: 'k3x9-p1' } }]);
  });

  test('waits while orders are blocked', () => {
    const { decision, state } = first({ mode: 'auto', ordersBlocked: 'halted' });
    expect(decision.orders).toEqual([]);
    expect(state.open).not.toBeNull();
  });
});

describe('the clock', () => {
  const quietAt = (moment: EpochMs): Step => first({ at: moment });

  test.each([
    [
      'before the open',
      clock(8, 0),
      'The market is closed; the next session opens Tue 09:30 (exchange time).',
    ],
    [
      'after the close',
      clock(16, 0),
      'The market is closed; the next session opens Wed 09:30 (exchange time).',
    ],
    [
      'with no session known any more',
      clock(12, 0, addDays(today, 10)),
      'The market is closed; the broker has not said when the next session opens.',
    ],
    ['in the open clamp', clock(9, 34), 'Nothing trades in the first 5 minutes of the session.'],
  ])('%s nothing is proposed, and the drift is shown', (_, moment, quiet) => {
    const { decision } = quietAt(moment);
    expect(decision.quiet).toBe(quiet);
    expect(decision.proposal).toBeNull();
    expect(decision.drift.every((row) => row.block === 'FROZEN')).toBe(true);
    expect(decision.drift.filter((row) => row.z !== null)).toHaveLength(universe.length);
  });

  test('in the close clamp only reductions are proposed', () => {
    const one = quietAt(clock(15, 50));
    const { legs } = proposalOf(one);
    expect(legs.map((leg) => [leg.from, leg.to])).toEqual([['HOTL', null]]);
    const dropped = one.decision.drift.filter((row) => row.reasons.length > 0 && row.block === 'FROZEN');
    expect(dropped.length).toBeGreaterThan(1);
    expect(dropped[0]?.why).toContain('only reductions trade');
  });

  test('an approval after the close sends nothing and leaves the proposal open', () => {
    const one = quietAt(clock(15, 55));
    const two = next(one.state, { at: clock(16, 0), commands: approve(proposalOf(one)) });
    expect(two.decision.orders).toEqual([]);
    expect(two.state.open).not.toBeNull();
    expect(two.decision.quiet).toContain('The market is closed');
  });

  test('auto leaves a proposal with purchases alone in the close clamp', () => {
    const one = quietAt(clock(15, 49));
    const two = next(one.state, { at: clock(15, 51), mode: 'auto' });
    expect(two.decision.orders).toEqual([]);
    expect(two.state.open).not.toBeNull();
  });
});

describe('frozen names', () => {
  test('a name with an own order at work trades no more until that is finished', () => {
    const working = orderOf(intentOf(hotl, { orderId: orderId('dd-old-1-0'), side: 'SELL' }));
    const events = [...loaded(at), { kind: 'orders' as const, orders: [working] }];
    const one = first({ events });
    expect(driftOf(one, hotl)).toMatchObject({ block: 'FROZEN', target: driftOf(one, hotl).current });
    expect(driftOf(one, hotl).why).toContain('dd-old-1-0 (SELL 100) is working');
    const free = next(one.state, {
      at: later(at, 10),
      events: [freshQuotes(later(at, 10)), { kind: 'orders', orders: [] }],
    });
    expect(driftOf(free, hotl).reasons).toEqual(['CUT_SCORE']);
    expect(proposalOf(free).legs.some((leg) => leg.from === hotl)).toBe(true);
  });

  test('an own purchase at work counts against the caps as if it had filled', () => {
    const alfa = ticker('ALFA');
    const buying = orderOf(intentOf(alfa, { orderId: orderId('dd-old-1-0') }), {
      status: { state: 'sent', at },
    });
    const row = driftOf(first({ events: [...loaded(at), { kind: 'orders', orders: [buying] }] }), alfa);
    expect(row).toMatchObject({ shares: 0, current: 0, block: 'FROZEN' });
    expect(row.target).toBeCloseTo((100 * 114.1) / 1_000_000, 9);
  });

  test.each([
    [
      'a word of the desk',
      [{ kind: 'frozen' as const, names: [{ ticker: hotl, why: 'An order by hand.' }] }],
      'An order by hand.',
    ],
    [
      'a trading halt',
      [{ kind: 'quotes' as const, quotes: [quoteOf(hotl, at, { halted: true })] }],
      'Trading is halted.',
    ],
    [
      'an old quote',
      [{ kind: 'quotes' as const, quotes: [quoteOf(hotl, later(at, -1))] }],
      'The quote is 60.0 s old; the limit is 10.0 s.',
    ],
    [
      'a delayed quote',
      [{ kind: 'quotes' as const, quotes: [quoteOf(hotl, at, { kind: 'delayed' })] }],
      'only live ones',
    ],
    [
      'a wide spread',
      [{ kind: 'quotes' as const, quotes: [quoteOf(hotl, at, { bid: price(100), ask: price(101) })] }],
      'The spread is 99.5 bps; the limit is 50.0.',
    ],
    [
      'another currency',
      [{ kind: 'instruments' as const, instruments: [instrumentOf(hotl, { currency: 'EUR' })] }],
      'Trades in EUR',
    ],
  ])('%s', (_, events, why) => {
    const one = first({ events: [...loaded(at), ...events] });
    expect(driftOf(one, hotl).block).toBe('FROZEN');
    expect(driftOf(one, hotl).why).toContain(why);
    expect(proposalOf(one).trades.some((trade) => trade.ticker === hotl)).toBe(false);
  });

  test('a restricted name', () => {
    expect(driftOf(first({}, { ...settings, restricted: [hotl] }), hotl).why).toBe(
      'Restricted by the strategy.',
    );
  });

  test('a holding outside the universe is shown after it, counted and left alone', () => {
    const small = { ...settings, universe: universe.filter((name) => name !== golf) };
    const { decision } = first({}, small);
    expect(decision.drift.at(-1)).toMatchObject({ ticker: 'GOLF', block: 'FROZEN', z: null });
    expect(decision.drift.at(-1)?.current).toBeCloseTo(0.0999, 3);
    expect(decision.book?.gross).toBeCloseTo(first().decision.book?.gross ?? 0, 12);
    expect(decision.proposal?.trades.some((trade) => trade.ticker === golf)).toBe(false);
  });

  test('a short position is left alone and reported', () => {
    const { decision } = first({ events: loaded(at, [positionOf(hotl, -200), positionOf(golf, 900)]) });
    expect(decision.book?.unmet).toContain('short:HOTL');
    expect(decision.drift.find((row) => row.ticker === hotl)?.why).toContain('Short 200 shares');
  });
});

describe('a position that changes under an open proposal', () => {
  test('supersedes it: its sizes hold no longer', () => {
    const one = first();
    const positions = startPositions.map((position) =>
      position.ticker === hotl ? positionOf(hotl, 500) : position,
    );
    const two = next(one.state, {
      events: [freshQuotes(after), { kind: 'positions', positions }],
    });
    expect(two.decision.orders).toEqual([]);
    expect(two.decision.ended).toMatchObject([
      {
        status: 'superseded',
        why: 'The position in HOTL went from 949 to 500 shares since it was proposed.',
      },
    ]);
    expect(proposalOf(two).trades.find((trade) => trade.ticker === hotl)?.shares).toBe(-500);
  });
});

describe('what cannot be computed idles the interval, in words', () => {
  test.each([
    ['nothing loaded', [], 'Waiting for the account values.'],
    [
      'no contracts',
      [{ kind: 'account' as const, values: accountOf(at) }],
      'Waiting for the contracts of the universe.',
    ],
    [
      'no bars',
      [
        { kind: 'account' as const, values: accountOf(at) },
        { kind: 'instruments' as const, instruments: universe.map((name) => instrumentOf(name)) },
      ],
      'Waiting for daily bars.',
    ],
    [
      'no value',
      [...loaded(at), { kind: 'account' as const, values: accountOf(at, { nav: money(0) }) }],
      'The net asset value of the account is 0: no weights exist.',
    ],
    [
      'a price that is not a number',
      [...loaded(at), { kind: 'quotes' as const, quotes: [quoteOf(golf, at, { bid: price(Number.NaN) })] }],
      'The quote of GOLF holds a value that is not a number.',
    ],
    [
      'account values that are not numbers',
      [...loaded(at), { kind: 'account' as const, values: accountOf(at, { nav: money(Number.NaN) }) }],
      'The account values hold a value that is not a number.',
    ],
    [
      'a contract that comes twice',
      [
        ...loaded(at),
        { kind: 'instruments' as const, instruments: [golf, hotl, golf].map((name) => instrumentOf(name)) },
      ],
      'The contracts hold GOLF twice, at 0 and at 2.',
    ],
  ])('%s', (_, events, idle) => {
    const { decision, state } = step(initialState(null), inputAt(at, { events }), settings);
    expect(decision).toMatchObject({ idle, drift: [], book: null, proposal: null, orders: [], quiet: null });
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });

  test.each<[string, Partial<EngineSettings>, string]>([
    [
      'a name that stands in the universe twice',
      { universe: [...universe, golf] },
      'Nothing can be computed: settings.universe[12]: GOLF stands there twice, at 6 and at 12.',
    ],
    [
      'a hedge that is a name of the universe too',
      { hedge: { ticker: hotl } },
      'Nothing can be computed: settings.hedge: HOTL is in the universe too, at 7.',
    ],
  ])('%s', (_, change, idle) => {
    const { decision } = first({}, { ...settings, ...change });
    expect(decision).toMatchObject({ idle, drift: [], book: null, proposal: null, orders: [] });
    expect(first({}, { ...settings, ...change }).decision.idle).toBe(idle);
  });

  test('a setting that makes no sense', () => {
    expect(first({}, rotating({ kBuy: 9, kSell: 4 })).decision.idle).toContain(
      'settings.kBuy: must not exceed kSell',
    );
  });

  test('an approval in an idle interval sends nothing and leaves the proposal open; a rejection counts', () => {
    const one = first();
    const bad = [{ kind: 'quotes' as const, quotes: [quoteOf(golf, after, { last: price(Infinity) })] }];
    const two = next(one.state, { events: bad, commands: approve(proposalOf(one)) });
    expect(two.decision.orders).toEqual([]);
    expect(two.decision.quiet).toContain('Nothing is sent: The quote of GOLF');
    expect(two.state.open).toEqual(one.state.open);
    const commands = [{ kind: 'reject' as const, proposalId: proposalOf(one).proposalId, reason: 'no' }];
    expect(next(one.state, { events: bad, commands }).state.open).toBeNull();
  });

  test('the next interval goes on from what was known', () => {
    const bad = [{ kind: 'quotes' as const, quotes: [quoteOf(golf, after, { last: price(Infinity) })] }];
    const idle = next(first().state, { events: bad });
    expect(next(idle.state, { seq: 3, at: later(at, 2) }).decision.idle).toBeNull();
  });

  test('a missing benchmark makes betas 1, with a word', () => {
    const events = loaded(at).filter((event) => event.kind !== 'history' || event.ticker !== benchmark);
    const { decision } = first({ events });
    expect(decision.book?.notes).toEqual(['No daily bars of the benchmark: every beta is 1.']);
    expect(decision.book?.beta).toBeCloseTo(decision.book?.gross ?? 0, 12);
  });

  test('a name without bars has no signal and is not traded; one with few borrows its risk', () => {
    const events = loaded(at).map((event) =>
      event.kind === 'history' && event.ticker === golf ? { ...event, bars: barsOf(golf, 30) } : event,
    );
    const { decision } = first({
      events: events.filter((event) => event.kind !== 'history' || event.ticker !== hotl),
    });
    expect(decision.book?.thinHistory).toEqual(['GOLF', 'HOTL']);
    expect(decision.drift.find((row) => row.ticker === hotl)).toMatchObject({
      block: 'FROZEN',
      why: 'No daily volume is known.',
    });
  });
});

describe('determinism', () => {
  /** A morning: proposal, approval, fills, another proposal. */
  function story(restart: boolean): string[] {
    const said: string[] = [];
    let state = initialState(null);
    const ring = (input: EngineInput): Step => {
      const result = step(state, input, settings);
      state = result.state;
      said.push(JSON.stringify(result));
      return result;
    };
    const one = ring(inputAt(at, { events: loaded(at) }));
    const open = proposalOf(one);
    if (restart) {
      // What a restart loads again must give the same decision as what was there.
      state = { ...initialState(JSON.parse(JSON.stringify(savedPart(state)))) };
      ring(inputAt(after, { seq: 2, events: loaded(after), commands: approve(open) }));
    } else {
      ring(
        inputAt(after, { seq: 2, events: [freshQuotes(after), ...loaded(after)], commands: approve(open) }),
      );
    }
    const held = new Map<string, number>(startPositions.map(({ ticker, shares }) => [ticker, shares]));
    for (const { ticker, shares } of open.trades) held.set(ticker, (held.get(ticker) ?? 0) + shares);
    const positions = universe.map((name) => positionOf(name, held.get(name) ?? 0));
    const settled = later(at, 2);
    const facts = [
      freshQuotes(settled),
      { kind: 'positions' as const, positions },
      { kind: 'orders' as const, orders: [] },
    ];
    ring(inputAt(settled, { seq: 3, events: facts }));
    return said;
  }

  test('the same inputs give the same bytes', () => {
    expect(story(false)).toEqual(story(false));
  });

  test('a restart from the saved state gives the same bytes', () => {
    expect(story(true)).toEqual(story(false));
  });

  test('state and decision are JSON: nothing is lost on the way through it', () => {
    const one = first();
    const two = next(one.state, { commands: approve(proposalOf(one)) });
    for (const { state, decision } of [one, two]) {
      expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
      const revived = JSON.parse(JSON.stringify(state)) as EngineState;
      const [live, again] = [next(state, { seq: 3 }), next(revived, { seq: 3 })];
      expect(JSON.stringify(again)).toBe(JSON.stringify(live));
    }
  });
});
