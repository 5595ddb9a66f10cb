import { expect, test } from 'vitest';
import type { EngineInput } from '#engine/input.ts';
import type { Quote } from '#shared/domain/market.ts';
import { price } from '#shared/units.ts';
import { obstacleFor } from '#engine/execution/working/obstacles.ts';
import { quoteOf } from '#test/support/engine-builders.ts';
import { aScene, aWork, alfa, approvedAt, secondsLater, workInput } from '#test/support/work-builders.ts';

const with_ = (
  quote: Partial<Quote>,
  input: Partial<EngineInput> = {},
  frozen = {},
  style: 'SHORT_HORIZON' | 'LMT' = 'SHORT_HORIZON',
) => {
  const scene = aScene(approvedAt, []);
  const quotes = { ALFA: quoteOf(alfa, approvedAt, quote) };
  return obstacleFor(aWork(alfa, { style }), {
    ...scene,
    state: { ...scene.state, quotes, frozen },
    input: workInput(approvedAt, input),
  });
};

test('nothing is in the way of a live quote', () => {
  expect(with_({})).toBeNull();
});

test.each([
  ['halted', with_({ halted: true }), 'market'],
  ['delayed', with_({ kind: 'delayed' }), 'market'],
  ['one-sided', with_({ bid: null }), 'market'],
  ['old', with_({ at: secondsLater(-11) }), 'market'],
  ['crossed', with_({ bid: price(120) }), 'market'],
  ['too wide', with_({ ask: price(120) }), 'market'],
  ['a name that the desk froze', with_({}, {}, { ALFA: 'an order by hand' }), 'frozen'],
  ['orders blocked', with_({}, { ordersBlocked: 'halted' }), 'blocked'],
  ['a desk that only observes', with_({}, { mode: 'observe' }), 'blocked'],
  ['the same for one order at once', with_({}, { mode: 'observe' }, {}, 'LMT'), 'blocked'],
])('%s', (_, obstacle, what) => {
  expect(obstacle?.for).toBe(what);
});

test('one order at once is for the guard alone to judge', () => {
  expect(with_({ halted: true }, { ordersBlocked: 'halted' }, { ALFA: 'x' }, 'LMT')).toBeNull();
});
