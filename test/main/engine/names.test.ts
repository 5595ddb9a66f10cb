import { expect, test } from 'vitest';
import { conId, ticker } from '#shared/ids.ts';
import { price } from '#shared/units.ts';
import { fold, initialState } from '#engine/fold.ts';
import { namesOf, priceOf } from '#engine/names.ts';
import {
  barsOf,
  clock,
  instrumentOf,
  loaded,
  positionOf,
  quoteOf,
  settings,
  universe,
} from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const alfa = ticker('ALFA');
const state = fold(initialState(null), loaded(at), at).state;

test.each([
  ['the middle of bid and ask', {}, 114.1],
  ['the last trade where a side is missing', { bid: null, last: price(113) }, 113],
  ['the close where nothing traded', { ask: null, last: null, close: price(112) }, 112],
  ['never zero', { bid: price(0), last: price(0), close: price(112) }, 112],
  ['nothing', { bid: null, last: null, close: null }, null],
])('a price is %s', (_, change, expected) => {
  const found = priceOf(quoteOf(alfa, at, change));
  if (expected === null) expect(found).toBeNull();
  else expect(found).toBeCloseTo(expected, 9);
});

test('a name without a quote is valued at its last bar, and without bars at its cost', () => {
  const barsOnly = namesOf({ ...state, quotes: {} }, settings, at);
  expect(barsOnly[0]?.price).toBe(barsOf(alfa).at(-1)?.close);
  const positions = { ALFA: positionOf(alfa, 10, 33) };
  expect(namesOf({ ...state, positions, quotes: {}, history: {} }, settings, at)[0]?.price).toBe(33);
});

test('the universe in its order, then holdings that it does not know, by ticker', () => {
  const zeta = { ...positionOf(alfa, 5, 20), ticker: ticker('ZETA'), conId: conId(9) };
  const beta = { ...zeta, ticker: ticker('BETA') };
  const names = namesOf({ ...state, positions: { ZETA: zeta, BETA: beta } }, settings, at);
  expect(names.map((name) => name.ticker)).toEqual([...universe, 'BETA', 'ZETA']);
  expect(names.at(-1)).toMatchObject({
    inUniverse: false,
    instrument: null,
    shares: 5,
    price: 20,
    sector: '(ZETA)',
  });
});

test('a name of the universe without a contract is left out, unless it is held', () => {
  const { ALFA: _, ...rest } = state.instruments;
  expect(namesOf({ ...state, instruments: rest }, settings, at)).toHaveLength(11);
  const held = { ...state, instruments: rest, positions: { ALFA: positionOf(alfa, 10) } };
  expect(namesOf(held, settings, at).at(-1)).toMatchObject({ ticker: 'ALFA', inUniverse: false });
});

test('a name without a sector is a sector of its own', () => {
  const instruments = { ...state.instruments, ALFA: instrumentOf(alfa, { sector: '' }) };
  expect(namesOf({ ...state, instruments }, settings, at)[0]?.sector).toBe('(ALFA)');
});
