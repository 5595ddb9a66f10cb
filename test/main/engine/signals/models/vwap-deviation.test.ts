import { expect, test } from 'vitest';
import { vwapDeviation } from '#engine/signals/models/vwap-deviation.ts';
import { historyOf, nowOf } from '#test/support/model-market.ts';
import { bar30 } from '#test/support/intraday.ts';

const scorer = vwapDeviation.prepare(historyOf([[100], [100], [100]]));

test('below the day’s average price scores high, above low; no bars, no score', () => {
  const bars = [bar30(0, 90, 1000), bar30(1, 110, 3000)];
  const [low, high, none] = scorer(nowOf([100, 110, 100], { intraday: [bars, bars, []] }));
  expect(low).toBeCloseTo(5 / 105, 12);
  expect(high).toBeCloseTo(-5 / 105, 12);
  expect(none).toBeNaN();
});

test('without intraday bars nobody has a score', () => {
  expect(scorer(nowOf([100, 110, 100])).every((x) => Number.isNaN(x))).toBe(true);
});
