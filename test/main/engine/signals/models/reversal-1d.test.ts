import { expect, test } from 'vitest';
import { reversal1 } from '#engine/signals/models/reversal-1d.ts';
import { historyOf, nowOf } from '#test/support/model-market.ts';

test('minus the return since yesterday, as the price is now', () => {
  const scorer = reversal1.prepare(
    historyOf([
      [50, 100],
      [50, 100],
    ]),
  );
  expect(Array.from(scorer(nowOf([125, 75])))).toEqual([-0.25, 0.25]);
  expect(Array.from(scorer(nowOf([100, Number.NaN])))).toEqual([0, Number.NaN]);
});
