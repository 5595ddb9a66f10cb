import { expect, test } from 'vitest';
import type { EngineInput } from '#engine/input.ts';
import type { Quote } from '#shared/domain/market.ts';
import { price } from '#shared/units.ts';
import { obstacleFor } from '#engine/execution/working/obstacles.ts';
import { quoteOf } from '#test/support/engine-builders.ts';
import { aScene, aWork, alfa, approvedAt, secondsLater, workInput } from '#test/support/work-builders.ts';

const met = (
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
  expect(met({})).toBeNull();
});

test.each([
  ['halted', met({ halted: true }), 'market'],
  ['delayed', met({ kind: 'delayed' }), 'market'],
  ['one-sided', met({ bid: null }), 'market'],
  ['old', met({ at: secondsLater(-11) }), 'market'],
  ['crossed', met({ bid: price(120) }), 'market'],
  ['too wide', met({ ask: price(120) }), 'market'],
  ['a name that the desk froze', met({}, {}, { ALFA: 'an order by hand' }), 'frozen'],
  ['orders blocked', met({}, { ordersBlocked: 'halted' }), 'blocked'],
  ['a desk that only observes', met({}, { mode: 'observe' }), 'blocked'],
  ['the same for one order at once', met({}, { mode: 'observe' }, {}, 'LMT'), 'blocked'],
])('%s', (_, obstacle, what) => {
  expect(obstacle?.for).toBe(what);
});

test('one order at once is for the guard alone to judge', () => {
  expect(met({ halted: true }, { ordersBlocked: 'halted' }, { ALFA: 'x' }, 'LMT')).toBeNull();
});
