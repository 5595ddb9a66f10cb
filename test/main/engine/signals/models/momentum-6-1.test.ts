import { expect, test } from 'vitest';
import { momentum6 } from '#engine/signals/models/momentum-6-1.ts';
import { flat, historyOf, nowOf } from '#test/support/model-market.ts';

test('the return from half a year ago to a month ago', () => {
  const closes = flat(126, 60).map((price, t) => (t === 0 ? 50 : t === 105 ? 75 : price));
  expect(Array.from(momentum6.prepare(historyOf([closes]))(nowOf([1])))).toEqual([0.5]);
  expect(Array.from(momentum6.prepare(historyOf([closes.slice(1)]))(nowOf([1])))).toEqual([Number.NaN]);
});
