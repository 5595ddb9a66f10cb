import { expect, test } from 'vitest';
import { hedgeTarget } from '#engine/policy/hedge.ts';

const settings = { betaBand: 0.05, hedgeMax: 0.5 };

test.each([
  // beta of the names at weight 1, hedge beta, hedge weight, target, reason
  ['inside the band it stays', 0.3, 1, -0.28, -0.28, null],
  ['outside it goes to neutral', 0.3, 1, -0.2, -0.3, 'HEDGE_BETA'],
  ['a hedge of beta two needs half', 0.3, 2, 0, -0.15, 'HEDGE_BETA'],
  ['an inverse hedge is bought', 0.3, -1, 0, 0.3, 'HEDGE_BETA'],
  ['no further than its limit', 0.9, 1, 0, -0.5, 'HEDGE_BETA'],
  ['a book without beta needs none', 0, 1, -0.2, 0, 'HEDGE_BETA'],
])('%s', (_, names, beta, wCur, target, reason) => {
  const got = hedgeTarget({ beta, wCur }, Float64Array.of(names), Float64Array.of(1), settings);
  expect(got).toEqual({ target, reason });
});
