import { expect, test } from 'vitest';
import { ensure } from '#shared/assert.ts';
import { orderId, ticker } from '#shared/ids.ts';
import { price } from '#shared/units.ts';
import { fold, initialState } from '#engine/fold.ts';
import { namesOf } from '#engine/names.ts';
import { freezeOf } from '#engine/policy/freeze.ts';
import type { EngineState } from '#engine/state.ts';
import {
  clock,
  instrumentOf,
  intentOf,
  loaded,
  orderOf,
  positionOf,
  quoteOf,
  settings,
} from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const alfa = ticker('ALFA');
const base = fold(initialState(null), loaded(at), at).state;
const withQuote = (change: Parameters<typeof quoteOf>[2]): EngineState => ({
  ...base,
  quotes: { ...base.quotes, ALFA: quoteOf(alfa, at, change) },
});
const working = orderOf(intentOf(alfa, { orderId: orderId('dd-1') }));

const freeze = (state: EngineState, adv = 1_000_000, with_ = settings, moment = at): string | null =>
  freezeOf(ensure(namesOf(state, with_, moment)[0], 'a name'), adv, state, with_, moment);

test('a name that everything is known of may trade', () => {
  expect(freeze(base)).toBeNull();
});

test('the same name in the close clamp may trade: it can be reduced', () => {
  const late = clock(15, 55);
  expect(freeze({ ...base, quotes: { ALFA: quoteOf(alfa, late) } }, 1_000_000, settings, late)).toBeNull();
});

test.each<[string, EngineState, string]>([
  ['an own order at work', { ...base, orders: [working] }, 'Own order dd-1 (BUY 100) is working.'],
  [
    'an own order that nobody can tell about',
    { ...base, orders: [{ ...working, status: { state: 'unresolved', since: at, why: '' } }] },
    'Own order dd-1 (BUY 100) is unresolved.',
  ],
  ['the desk’s word', { ...base, frozen: { ALFA: 'An order by hand.' } }, 'An order by hand.'],
  [
    'a short position',
    { ...base, positions: { ALFA: positionOf(alfa, -3) } },
    'Short 3 shares: a long-only strategy leaves it.',
  ],
  [
    'another currency',
    { ...base, instruments: { ...base.instruments, ALFA: instrumentOf(alfa, { currency: 'CAD' }) } },
    'Trades in CAD, the account counts in USD.',
  ],
  ['no quote', { ...base, quotes: {} }, 'No live bid and ask.'],
  ['a frozen quote', withQuote({ kind: 'frozen' }), 'The quote is frozen: only live ones are traded on.'],
  ['a halt', withQuote({ halted: true }), 'Trading is halted.'],
  ['a crossed market', withQuote({ bid: price(115), ask: price(114) }), 'The bid 115 is above the ask 114.'],
])('%s freezes', (_, state, why) => {
  expect(freeze(state)).toBe(why);
});

test('a finished order does not freeze', () => {
  expect(freeze({ ...base, orders: [{ ...working, status: { state: 'filled', at } }] })).toBeNull();
});

test('an unknown volume, a restriction and a closed market freeze', () => {
  expect(freeze(base, Number.NaN)).toBe('No daily volume is known.');
  expect(freeze(base, 1_000_000, { ...settings, restricted: [alfa] })).toBe('Restricted by the strategy.');
  expect(freeze(base, 1_000_000, settings, clock(16, 0))).toBe('The market is closed.');
  expect(freeze(base, 1_000_000, settings, clock(9, 31))).toBe(
    'Nothing trades in the first 5 minutes of the session.',
  );
});
