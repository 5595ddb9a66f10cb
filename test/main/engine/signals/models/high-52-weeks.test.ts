import { expect, test } from 'vitest';
import { high52 } from '#engine/signals/models/high-52-weeks.ts';
import { flat, historyOf, nowOf } from '#test/support/model-market.ts';

test('the price over the year’s high; a new high is one', () => {
  const highs = flat(260, 80).map((price, t) => (t === 5 ? 999 : t === 100 ? 100 : price));
  const scorer = high52.prepare(historyOf([highs, highs]));
  expect(Array.from(scorer(nowOf([75, 120])))).toEqual([0.75, 1]);
});

test('days without a bar are passed over; half a year of bars is needed', () => {
  const half = flat(126, Number.NaN, ...flat(126, 100));
  const less = flat(127, Number.NaN, ...flat(125, 100));
  expect(Array.from(high52.prepare(historyOf([half, less]))(nowOf([50, 50])))).toEqual([0.5, Number.NaN]);
});
