import { expect, test } from 'vitest';
import { beta } from '#engine/execution/limits/beta.ts';
import { rotating } from '#test/support/engine-builders.ts';
import { atAndUnder, buys, limitContext, sells, withHard, withState } from '#test/support/limit-cases.ts';

const shorting = { ...limitContext, settings: rotating({ longShort: true }) };

test('passes at its limit and not over it', () => {
  const [at, under] = atAndUnder(beta, 'beta', buys(), withState({ betas: { ALFA: 3, GOLF: 1 } }));
  expect([at.passed, under.passed]).toEqual([true, false]);
});

test('what moves it towards zero is held to the other side', () => {
  const high = withHard('beta', 0.01, shorting);
  expect(beta.check(sells(500), high, []).passed).toBe(true);
  expect(beta.check(sells(505), high, []).passed).toBe(true);
  expect(beta.check(buys(), high, []).passed).toBe(false);
  const inverse = withState({ betas: { ALFA: -1 } }, high);
  expect(beta.check(buys(), inverse, []).passed).toBe(true);
});
