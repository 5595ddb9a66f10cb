import { expect, test } from 'vitest';
import { money } from '#shared/units.ts';
import { fold, initialState } from '#engine/fold.ts';
import { idleBecause, idleStep } from '#engine/idle.ts';
import { accountOf, clock, inputAt, loaded, settings } from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const { state } = fold(initialState(null), loaded(at), at);

test.each([
  ['all is known', state, settings, [], null],
  ['an empty universe', state, { ...settings, universe: [] }, [], 'The strategy names no universe.'],
  ['no account', { ...state, account: null }, settings, [], 'Waiting for the account values.'],
  [
    'a negative value',
    { ...state, account: accountOf(at, { nav: money(-5) }) },
    settings,
    [],
    'The net asset value of the account is -5: no weights exist.',
  ],
  ['no contracts', { ...state, instruments: {} }, settings, [], 'Waiting for the contracts of the universe.'],
  ['no bars', { ...state, history: {} }, settings, [], 'Waiting for daily bars.'],
  ['bad numbers', state, settings, ['One.', 'Two.'], 'One. Two.'],
])('%s', (_, known, strategy, problems, why) => {
  expect(idleBecause(known, strategy, problems)).toBe(why);
});

test('an idle interval keeps the facts and says only why', () => {
  const { state: after, decision } = idleStep(state, inputAt(at), 'Waiting.', settings);
  expect(after).toEqual(state);
  expect(decision).toEqual({
    seq: 1,
    at,
    pace: 'interval',
    idle: 'Waiting.',
    drift: [],
    outcomes: [],
    book: null,
    shadow: null,
    proposal: null,
    ended: [],
    orders: [],
    refused: [],
    cancel: [],
    previews: [],
    works: [],
    checks: [],
    quiet: null,
  });
});
