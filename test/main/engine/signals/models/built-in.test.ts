import { expect, test } from 'vitest';
import { builtInModels } from '#engine/signals/models/built-in.ts';
import { historyOf, nowOf } from '#test/support/model-market.ts';

test('each has its own name, a horizon and a source', () => {
  expect(new Set(builtInModels.map(({ id }) => id)).size).toBe(builtInModels.length);
  expect(builtInModels.map(({ id, horizonMin }) => [id, horizonMin])).toEqual([
    ['vwap-deviation', 60],
    ['last-hour-drift', 60],
    ['reversal-1d', 390],
    ['reversal-5d', 1950],
    ['residual-reversal-5d', 1950],
    ['momentum-12-1', 7800],
    ['momentum-6-1', 7800],
    ['high-52-weeks', 7800],
    ['low-volatility', 7800],
    ['volume-shock', 7800],
  ]);
  for (const { source } of builtInModels) expect(source).toMatch(/ (19|20)\d\d, "/);
});

test.each(builtInModels.map((model) => [model.id, model] as const))(
  '%s answers for every name, even without any history',
  (_, model) => {
    expect(model.prepare(historyOf([]))(nowOf([]))).toHaveLength(0);
    const scores = model.prepare(historyOf([[], []]))(nowOf([Number.NaN, 100]));
    expect(Array.from(scores)).toEqual([Number.NaN, Number.NaN]);
  },
);
