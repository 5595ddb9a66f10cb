import { describe, expect, test } from 'vitest';
import { asProposed } from '#shared/domain/proposal.ts';
import type { LegSize, RotationProposal } from '#shared/domain/proposal.ts';
import { ticker } from '#shared/ids.ts';
import { money, shares } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { initialState, savedPart } from '#engine/fold.ts';
import type { Command, EngineEvent, EngineInput } from '#engine/input.ts';
import { previewOf } from '#engine/preview.ts';
import { tradesOfLegs } from '#engine/proposal.ts';
import type { EngineSettings } from '#engine/settings.ts';
import type { EngineState } from '#engine/state.ts';
import { step } from '#engine/step.ts';
import type { Step } from '#engine/step.ts';
import {
  accountOf,
  clock,
  freshQuotes,
  inputAt,
  later,
  loaded,
  movedQuote,
  positionOf,
  rotating,
  settings,
  startPositions,
  universe,
} from '#test/support/engine-builders.ts';
import { seededRandom } from '#test/support/random.ts';

// What an approval re-prices and re-checks before anything goes.

const at = clock(11, 0);
const hotl = ticker('HOTL');

const firstAt = (moment: EpochMs, with_: EngineSettings = settings): Step =>
  step(initialState(null), inputAt(moment, { events: loaded(moment) }), with_);
const next = (
  state: EngineState,
  moment: EpochMs,
  change: Partial<EngineInput> = {},
  with_: EngineSettings = settings,
): Step => step(state, inputAt(moment, { seq: 2, events: [freshQuotes(moment)], ...change }), with_);

const proposalOf = ({ decision }: Step): RotationProposal => {
  if (decision.proposal === null) throw new Error(`no proposal: ${decision.idle ?? decision.quiet}`);
  return decision.proposal;
};
const approve = (
  { proposalId }: RotationProposal,
  revision?: number,
  legs: readonly number[] | null = null,
): Command[] => [{ kind: 'approve', proposalId, legs, ...(revision === undefined ? {} : { revision }) }];
const quotesAt = (moment: EpochMs, moves: Readonly<Record<string, number>>): EngineEvent => ({
  kind: 'quotes',
  quotes: universe.map((name) => movedQuote(name, moment, moves[name] ?? 0)),
});

describe('an approval', () => {
  test('of a price that ran away by three percent is shown again, and goes when that is approved', () => {
    const one = firstAt(at);
    const bought = proposalOf(one).trades.find((trade) => trade.shares > 0);
    if (bought === undefined) throw new Error('nothing bought');
    const moves = { [bought.ticker]: 0.03 };
    const [second, third] = [later(at, 1), later(at, 2)];
    const events = [quotesAt(second, moves)];
    const two = next(one.state, second, { events, commands: approve(proposalOf(one)) });
    expect(two.decision).toMatchObject({ orders: [], refused: [], ended: [] });
    const shown = proposalOf(two);
    expect(shown).toMatchObject({ proposalId: proposalOf(one).proposalId, revision: 2, at: second });
    expect(shown.moved?.[0]).toMatchObject({ ticker: bought.ticker, field: 'price', before: bought.price });
    const now = shown.trades.find((trade) => trade.ticker === bought.ticker);
    expect((now?.price ?? 0) / bought.price).toBeCloseTo(1.03, 3);
    expect(now?.shares).toBeLessThan(bought.shares);
    const again = (revision?: number): Step =>
      next(two.state, third, {
        seq: 3,
        events: [quotesAt(third, moves)],
        commands: approve(shown, revision),
      });
    for (const stale of [undefined, 1, 3]) {
      expect(again(stale).decision).toMatchObject({ orders: [], proposal: { revision: 2 } });
      expect(again(stale).decision.quiet).toContain(`you decided on revision ${stale ?? 1}`);
    }
    expect(again(2).decision.orders).toHaveLength(shown.trades.length);
    const saved = JSON.parse(JSON.stringify(savedPart(two.state))) as ReturnType<typeof savedPart>;
    const restarted = step(
      initialState(saved),
      inputAt(third, {
        seq: 3,
        events: [...loaded(third), quotesAt(third, moves)],
        commands: approve(shown),
      }),
      settings,
    );
    expect(restarted.decision).toMatchObject({ orders: [], proposal: { revision: 2 } });
  });

  test('in the close clamp shows the purchases as gone before the rest goes', () => {
    const one = firstAt(clock(15, 49));
    const two = next(one.state, clock(15, 51), { commands: approve(proposalOf(one)) });
    expect(two.decision.orders).toEqual([]);
    expect(proposalOf(two).legs.map((leg) => [leg.index, leg.from, leg.to])).toEqual([[0, 'HOTL', null]]);
    expect(proposalOf(two).moved?.filter(({ field }) => field === 'clamp').length).toBeGreaterThan(0);
    const { decision } = next(two.state, clock(15, 52), { seq: 3, commands: approve(proposalOf(two), 2) });
    expect(decision.orders.map((order) => [order.ticker, order.side])).toEqual([['HOTL', 'SELL']]);
  });

  test('of a position that changed just then is shown it: nothing is sent', () => {
    const one = firstAt(at);
    const moment = later(at, 1);
    const positions = startPositions.map((held) => (held.ticker === hotl ? positionOf(hotl, 500) : held));
    const events = [freshQuotes(moment), { kind: 'positions' as const, positions }];
    const two = next(one.state, moment, { events, commands: approve(proposalOf(one)) });
    expect(two.decision).toMatchObject({ orders: [], ended: [] });
    expect(proposalOf(two).moved?.[0]).toEqual({
      ticker: hotl,
      field: 'position',
      before: 949,
      after: 500,
      tolerance: 0,
      words: 'The position in HOTL went from 949 to 500 shares since it was proposed.',
    });
    const trade = proposalOf(two).trades.find(({ ticker: name }) => name === hotl);
    expect(trade).toMatchObject({ shares: -500, target: 0 });
  });
});

describe('whatever the market does between the proposal and its approval', () => {
  const { priceTolerance } = settings.execution;
  test.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'seed %i: nothing goes outside the tolerances',
    (seed) => {
      const random = seededRandom(seed + 1);
      let state = firstAt(at).state;
      for (let turn = 1; turn <= 4; turn++) {
        const seen = state.open;
        if (seen === null) return;
        const moment = later(at, turn);
        const wild = random.uniform() < 0.5 ? 0.02 : 0.002;
        const moves = Object.fromEntries(universe.map((name) => [name, wild * random.normal()]));
        const legs =
          random.uniform() < 0.4
            ? seen.legs.map(({ index }) => index).filter(() => random.uniform() < 0.6)
            : null;
        const revision = random.uniform() < 0.8 ? (seen.revision ?? 1) : 1 + Math.floor(3 * random.uniform());
        const held = startPositions.map((position) =>
          random.uniform() < 0.02 ? positionOf(position.ticker, position.shares - 7) : position,
        );
        const events: EngineEvent[] = [quotesAt(moment, moves), { kind: 'positions', positions: held }];
        const input = { seq: turn + 1, events, commands: approve(seen, revision, legs) };
        const answer = next(state, moment, input);
        expect(JSON.stringify(next(state, moment, input))).toBe(JSON.stringify(answer));
        for (const order of answer.decision.orders) {
          const trade = seen.trades.find(({ ticker: name }) => name === order.ticker);
          expect(revision).toBe(seen.revision ?? 1);
          if (trade === undefined) throw new Error(`${order.ticker} was never proposed`);
          expect(order.side).toBe(trade.shares > 0 ? 'BUY' : 'SELL');
          expect(order.shares).toBeLessThanOrEqual(Math.abs(trade.shares));
          const mid = (order.decision.bid + order.decision.ask) / 2;
          expect(Math.abs(mid / trade.price - 1)).toBeLessThanOrEqual(priceTolerance);
          const limit = 'limit' in order.style ? order.style.limit : null;
          const worst =
            order.side === 'BUY' ? (limit ?? Infinity) / trade.price - 1 : 1 - (limit ?? 0) / trade.price;
          expect(worst).toBeLessThanOrEqual(priceTolerance + 1e-12);
          const position = held.find(({ ticker: name }) => name === order.ticker)?.shares ?? 0;
          expect(position).toBe(trade.target - trade.shares);
        }
        if (answer.decision.orders.length > 0) return;
        state = answer.state;
      }
    },
  );
});

describe('a part of a proposal', () => {
  /** Independent of the engine's own rules: what buys cost at the middle against cash and what sells bring. */
  const cashAfter = ({ decision }: Step, cash: number): number =>
    decision.orders.reduce(
      (left, { side, shares, decision: { bid, ask } }) =>
        left + ((side === 'SELL' ? 1 : -1) * shares * (bid + ask)) / 2,
      cash,
    );
  /** A book that is full: what it buys is paid by what it cuts. */
  const strict = rotating({ kSell: 4, zKeep: 0, zCut: 0 });
  const cash = 6000;
  const values = accountOf(at, { nav: money(600_000), cash: money(cash), availableFunds: money(cash) });
  const events: EngineEvent[] = [...loaded(at), { kind: 'account', values }];
  const one = step(initialState(null), inputAt(at, { events }), strict);

  test('of a full book: some go, and some are refused', () => {
    const open = proposalOf(one);
    const answers = open.legs.map(({ index }) =>
      next(one.state, later(at, 1), { commands: approve(open, 1, [index]) }, strict),
    );
    expect(answers.some(({ decision }) => decision.orders.length > 0)).toBe(true);
    expect(
      answers.some(({ decision }) => decision.quiet?.includes('These legs without the others') === true),
    ).toBe(true);
  });

  const open = proposalOf(one);
  const buys = open.legs.filter(({ from }) => from === null).map(({ index }) => index);
  const offered = previewOf(open, asProposed(buys), one.state, inputAt(at), strict).offers.find(
    ({ sizes }) => sizes.length > 0,
  );
  const sized = (sizes: readonly LegSize[] = offered?.sizes ?? []): Command[] => [
    { kind: 'approve', proposalId: open.proposalId, legs: buys, sizes },
  ];

  test('that lacks money goes with the sizes that fit: each order has its size, and the rest of the money is spent', () => {
    const answer = next(one.state, later(at, 1), { commands: sized() }, strict);
    const [ended] = answer.decision.ended;
    expect(ended).toMatchObject({ status: 'part-approved', sizes: offered?.sizes });
    expect(ended?.why).toContain('Smaller than proposed: ALFA buys ');
    const wanted = tradesOfLegs(open, { legs: buys, sizes: offered?.sizes ?? [] });
    expect(answer.decision.orders.map(({ ticker: name, shares: size }) => [name, size])).toEqual(
      wanted.map(({ ticker: name, shares: size }) => [name, size]),
    );
    const limits = answer.decision.orders.map(({ style }) => ('limit' in style ? (style.limit ?? 0) : 0));
    const spent = answer.decision.orders.reduce((sum, order, n) => sum + order.shares * (limits[n] ?? 0), 0);
    expect(spent).toBeLessThanOrEqual(cash);
    expect(cash - spent).toBeLessThan(Math.max(...limits));
    expect(JSON.stringify(next(one.state, later(at, 1), { commands: sized() }, strict))).toBe(
      JSON.stringify(answer),
    );
  });

  test('is held to its sizes: none larger than proposed, none that breaks a limit', () => {
    const proposed = open.legs.filter(({ index }) => buys.includes(index));
    const asked = (change: (buyShares: number) => number): LegSize[] =>
      proposed.map(({ index: leg, sellShares, buyShares }) => ({
        ...{ leg, sellShares, buyShares: shares(change(buyShares)) },
      }));
    for (const [sizes, words] of [
      [asked((size) => size + 1), 'Nothing is sent: sizes.0: leg'],
      [asked((size) => size - 1), 'These legs without the others break a limit'],
    ] as const) {
      const { decision } = next(one.state, later(at, 1), { commands: sized(sizes) }, strict);
      expect(decision).toMatchObject({ orders: [], ended: [], proposal: { legs: open.legs } });
      expect(decision.quiet).toContain(words);
    }
  });

  test('gives up what its limit has lost while the price moved silently, and says so; more is refused', () => {
    const moment = later(at, 1);
    const less = (free: number): EngineEvent => ({
      kind: 'account',
      values: { ...values, at: moment, availableFunds: money(free), cash: money(free) },
    });
    const wanted = offered?.sizes.at(-1)?.buyShares ?? 0;
    const asking = (free: number): Step =>
      next(one.state, moment, { events: [freshQuotes(moment), less(free)], commands: sized() }, strict);
    const [order] = asking(cash).decision.orders;
    const worst = order !== undefined && 'limit' in order.style ? (order.style.limit ?? 0) : 0;
    const { decision } = asking(wanted * worst - 1);
    expect(decision.orders.map(({ shares: size }) => size)).toEqual([wanted - 1]);
    expect(decision.ended[0]?.why).toContain(`buys ${wanted - 1} instead of`);
    expect(decision.ended[0]?.sizes?.at(-1)).toMatchObject({ buyShares: wanted - 1 });
    expect(asking(cash - 1000).decision).toMatchObject({ orders: [], ended: [] });
  });

  test('of which a price moved is shown again, whatever its sizes', () => {
    const moment = later(at, 1);
    const moves = Object.fromEntries(universe.map((name) => [name, 0.03]));
    const { decision } = next(
      one.state,
      moment,
      { events: [quotesAt(moment, moves)], commands: sized() },
      strict,
    );
    expect(decision).toMatchObject({ orders: [], ended: [], proposal: { revision: 2 } });
  });

  test.each(Array.from({ length: 30 }, (_, seed) => seed))(
    'seed %i: breaks no limit that the whole kept',
    (seed) => {
      const random = seededRandom(seed + 100);
      const open = proposalOf(one);
      const legs = open.legs.map(({ index }) => index).filter(() => random.uniform() < 0.4);
      const moment = later(at, 1);
      const answer = next(one.state, moment, { commands: approve(open, 1, legs) }, strict);
      const slack = strict.execution.collar * 600_000;
      expect(cashAfter(answer, cash)).toBeGreaterThanOrEqual(-slack);
      if (answer.decision.orders.length === 0) expect(answer.decision.quiet).toContain('Nothing is sent');
    },
  );
});
