import { expect, test } from 'vitest';
import { residualReversal } from '#engine/signals/models/residual-reversal.ts';
import { flat, historyOf, nowOf } from '#test/support/model-market.ts';

const four = [flat(5, 100), flat(5, 100), flat(5, 100), flat(5, 100)];
const sectors = ['A', 'A', 'B', 'B'];

test('what the market and the sector did is no signal', () => {
  // The market rose by 10 %, sector B by another 5 %, the second and the fourth name by 2 % more than the first and the third.
  const history = historyOf(four, {
    sectors,
    benchmark: Float64Array.from(flat(5, 400)),
    beta: Float64Array.of(1, 1, 2, 2),
  });
  const scores = residualReversal.prepare(history)(nowOf([110, 112, 125, 127], { benchmark: 440 }));
  expect(Array.from(scores, (x) => Number(x.toFixed(12)))).toEqual([0.01, -0.01, 0.01, -0.01]);
});

test('without a benchmark the mean name stands for the market; a missing price is passed over', () => {
  const scores = residualReversal.prepare(historyOf(four, { sectors }))(nowOf([110, 120, 90, Number.NaN]));
  expect(Array.from(scores, (x) => Number(x.toFixed(12)))).toEqual([0.05, -0.05, 0, Number.NaN]);
});
