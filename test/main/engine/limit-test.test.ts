import { expect, test } from 'vitest';
import { asProposed } from '#shared/domain/proposal.ts';
import { fold, initialState } from '#engine/fold.ts';
import { betasOf, limitTest } from '#engine/limit-test.ts';
import { measure } from '#engine/measure.ts';
import { step } from '#engine/step.ts';
import { clock, inputAt, loaded, settings } from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const { state } = fold(initialState(null), loaded(at), at);
const picture = measure(state, settings, at);

test('the betas are those of the risk model, one object as long as its bars are the same', () => {
  const betas = betasOf(picture);
  expect(Object.keys(betas)).toHaveLength(settings.universe.length);
  expect(betas['ALFA']).toBe(picture.beta[0]);
  expect(betasOf({ ...picture })).toBe(betas);
});

test('a proposal is tested whole or by some of its legs', () => {
  const { proposal } = step(initialState(null), inputAt(at, { events: loaded(at) }), settings).decision;
  if (proposal === null) throw new Error('no proposal');
  const test = limitTest(state, picture, inputAt(at), settings);
  expect(test('proposal', proposal, null).checks).toHaveLength(proposal.trades.length);
  const moved = test('proposal', proposal, null).checks.map(({ passed }) =>
    passed.find(([rule]) => rule === 'price-moved'),
  );
  expect(moved.every((entry) => entry !== undefined && Math.abs(entry[1] ?? 1) < 0.001)).toBe(true);
  const some = test('approval', proposal, asProposed([0])).checks;
  expect(some.length).toBeGreaterThan(0);
  expect(some.length).toBeLessThan(proposal.trades.length);
  expect(
    some.every(({ stage, proposalId }) => stage === 'approval' && proposalId === proposal.proposalId),
  ).toBe(true);
});
