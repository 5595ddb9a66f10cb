import { expect, test } from 'vitest';
import { reversal5 } from '#engine/signals/models/reversal-5d.ts';
import { historyOf, nowOf } from '#test/support/model-market.ts';

test('what fell since five sessions ago scores high, what rose low', () => {
  const history = historyOf([
    [1, 100, 99, 98, 97, 96],
    [1, 100, 99, 98, 97, 96],
    [1, Number.NaN, 99, 98, 97, 96],
  ]);
  const [up, down, missing] = reversal5.prepare(history)(nowOf([90, 125, 90]));
  expect(up).toBeCloseTo(0.1, 15);
  expect(down).toBeCloseTo(-0.25, 15);
  expect(missing).toBeNaN();
});
