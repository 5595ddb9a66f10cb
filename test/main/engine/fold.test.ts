import { describe, expect, test } from 'vitest';
import type { Work } from '#shared/domain/work.ts';
import { ticker } from '#shared/ids.ts';
import { price, shares } from '#shared/units.ts';
import { fold, initialState, savedPart } from '#engine/fold.ts';
import type { EngineState } from '#engine/state.ts';
import {
  accountOf,
  barsOf,
  clock,
  instrumentOf,
  later,
  positionOf,
  quoteOf,
} from '#test/support/engine-builders.ts';
import { aWork } from '#test/support/work-builders.ts';

const at = clock(11, 0);
const alfa = ticker('ALFA');
const brav = ticker('BRAV');
const empty = initialState(null);
const after = (state: EngineState, events: Parameters<typeof fold>[1], moment = at): EngineState =>
  fold(state, events, moment).state;
const positions = (...list: ReturnType<typeof positionOf>[]) => ({
  kind: 'positions' as const,
  positions: list,
});

describe('facts', () => {
  test('quotes and contracts add to what is known; books and lists replace it', () => {
    const one = after(empty, [
      { kind: 'instruments', instruments: [instrumentOf(alfa)] },
      { kind: 'quotes', quotes: [quoteOf(alfa, at)] },
      { kind: 'account', values: accountOf(at) },
      { kind: 'frozen', names: [{ ticker: alfa, why: 'by hand' }] },
      positions(positionOf(alfa, 10)),
    ]);
    const two = after(one, [
      { kind: 'instruments', instruments: [instrumentOf(brav)] },
      { kind: 'quotes', quotes: [quoteOf(brav, at)] },
      { kind: 'frozen', names: [] },
      positions(positionOf(brav, 10)),
    ]);
    expect(Object.keys(two.instruments)).toEqual(['ALFA', 'BRAV']);
    expect(Object.keys(two.quotes)).toEqual(['ALFA', 'BRAV']);
    expect(one.frozen).toEqual({ ALFA: 'by hand' });
    expect(two.frozen).toEqual({});
    expect(Object.keys(two.positions)).toEqual(['BRAV']);
  });

  test('history stays the same object until bars come', () => {
    const one = after(empty, [{ kind: 'history', ticker: alfa, bars: barsOf(alfa, 3) }]);
    expect(after(one, [{ kind: 'quotes', quotes: [quoteOf(alfa, at)] }]).history).toBe(one.history);
    expect(after(one, [{ kind: 'history', ticker: alfa, bars: [] }]).history).not.toBe(one.history);
  });

  test('an empty batch changes nothing', () => {
    expect(fold(empty, [], at)).toEqual({ state: empty, problems: [] });
  });
});

describe('when a name was entered', () => {
  const one = after(empty, [positions(positionOf(alfa, 10))]);
  const tomorrow = later(at, 24 * 60);
  test.each([
    ['first seen held', one, at],
    ['still held, more of it', after(one, [positions(positionOf(alfa, 30))], tomorrow), at],
    ['turned from long to short', after(one, [positions(positionOf(alfa, -5))], tomorrow), tomorrow],
    [
      'sold and bought again',
      after(after(one, [positions()]), [positions(positionOf(alfa, 5))], tomorrow),
      tomorrow,
    ],
    ['flat in the broker’s list', after(one, [positions(positionOf(alfa, 0))]), undefined],
  ])('%s', (_, state, entered) => {
    expect(state.entries['ALFA']).toBe(entered);
  });

  test('a restart keeps it', () => {
    const restored = initialState(savedPart(one));
    expect(after(restored, [positions(positionOf(alfa, 10))], tomorrow).entries).toEqual({ ALFA: at });
  });
});

describe('what is no number', () => {
  test.each([
    [
      'a quote',
      { kind: 'quotes' as const, quotes: [quoteOf(alfa, at, { ask: price(Infinity) })] },
      'The quote of ALFA',
    ],
    [
      'a bar',
      {
        kind: 'history' as const,
        ticker: alfa,
        bars: barsOf(alfa, 2).map((bar) => ({ ...bar, high: price(Number.NaN) })),
      },
      'Daily bar 0 of ALFA',
    ],
    ['a position', positions({ ...positionOf(alfa, 1), avgCost: price(Number.NaN) }), 'The position in ALFA'],
    [
      'half a share',
      positions({ ...positionOf(alfa, 1), shares: 0.5 as ReturnType<typeof shares> }),
      'The position in ALFA',
    ],
  ])('%s is left out, in words; the rest of the batch stands', (_, event, words) => {
    const { state, problems } = fold(empty, [event, { kind: 'account', values: accountOf(at) }], at);
    expect(problems).toEqual([expect.stringContaining(words)]);
    expect(state).toEqual({ ...empty, account: accountOf(at) });
  });

  test('the other quotes of the batch are taken', () => {
    const quotes = [quoteOf(alfa, at, { last: price(Number.NaN) }), quoteOf(brav, at)];
    expect(Object.keys(after(empty, [{ kind: 'quotes', quotes }]).quotes)).toEqual(['BRAV']);
  });
});

test('what is saved is what cannot be loaded again', () => {
  const kept = ['entries', 'zoo', 'solver', 'open', 'works', 'purse', 'rejected', 'cuts'];
  expect(Object.keys(savedPart(empty))).toEqual(kept);
  expect(initialState(savedPart(empty))).toEqual(empty);
});

test('works that an earlier version saved know where their position stood', () => {
  const work = aWork(alfa, { from: shares(20), target: shares(120) });
  const { from: _, ...old } = work;
  const restored = (each: unknown) => initialState({ ...savedPart(empty), works: [each as Work] }).works;
  expect(restored(old)).toEqual([work]);
  expect(restored({ ...old, side: 'SELL' })[0]?.from).toBe(220);
  expect(restored(work)).toEqual([work]);
});

describe('bars of the running session', () => {
  const bar = (moment: typeof at, close: number) => ({
    at: moment,
    open: price(close),
    high: price(close),
    low: price(close),
    close: price(close),
    volume: 100,
  });
  const told = (...bars: ReturnType<typeof bar>[]) => ({ kind: 'intraday' as const, ticker: alfa, bars });
  const open = clock(9, 30);

  test('replace those known from their first one on, and nothing of an earlier session stays', () => {
    const one = after(empty, [told(bar(open, 10), bar(later(open, 5), 11))]);
    const two = after(one, [told(bar(later(open, 5), 12), bar(later(open, 10), 13))]);
    expect(two.intraday['ALFA']?.map(({ close }) => close)).toEqual([10, 12, 13]);
    const tomorrow = after(two, [told(bar(later(open, 24 * 60), 20))]);
    expect(tomorrow.intraday['ALFA']?.map(({ close }) => close)).toEqual([20]);
  });

  test('one that is no number is left out, by its place', () => {
    const { state, problems } = fold(empty, [told(bar(open, 10), bar(later(open, 5), Number.NaN))], at);
    expect(problems).toEqual(['Intraday bar 1 of ALFA holds a value that is not a number.']);
    expect(state.intraday).toEqual({});
  });
});

test('what own fills cost replaces what was known; what is no number is left out', () => {
  const costs = (realised: number) => ({
    kind: 'own-costs' as const,
    names: [{ ticker: alfa, realised, predicted: 1, fills: 3 }],
  });
  const one = after(empty, [costs(2)]);
  expect(one.ownCosts['ALFA']).toMatchObject({ realised: 2, predicted: 1, fills: 3 });
  const { state, problems } = fold(one, [costs(Number.NaN)], at);
  expect(problems).toEqual(['The costs of own fills in ALFA are not numbers.']);
  expect(state.ownCosts['ALFA']).toMatchObject({ realised: 2 });
});

test('orders of others replace what was known of them', () => {
  const told = (...names: { ticker: typeof alfa; buy: number; sell: number }[]) => ({
    kind: 'foreign' as const,
    names,
  });
  const one = after(empty, [told({ ticker: alfa, buy: 5, sell: 0 })]);
  expect(one.foreign).toEqual({ ALFA: { buy: 5, sell: 0 } });
  expect(after(one, [told()]).foreign).toEqual({});
});

test('fills that no position shows yet replace what was known', () => {
  const one = after(empty, [{ kind: 'unshown', names: [{ ticker: alfa, shares: -30 }] }]);
  expect(one.unshown).toEqual({ ALFA: -30 });
  expect(after(one, [{ kind: 'unshown', names: [] }]).unshown).toEqual({});
});
