import { expect, test } from 'vitest';
import { lastHourDrift } from '#engine/signals/models/last-hour-drift.ts';
import { clock } from '#test/support/engine-builders.ts';
import { bar30 } from '#test/support/intraday.ts';
import { historyOf, nowOf } from '#test/support/model-market.ts';

const scorer = lastHourDrift.prepare(historyOf([[100], [100]]));
/** Half-hour bars: the first one closes at 103; the second name's first bar is missing. */
const intraday = [[bar30(0, 103, 10), bar30(1, 90, 10)], [bar30(1, 90, 10)]];

test('in the last hour, the first half hour as it closed, from yesterday on', () => {
  const [score, missing] = scorer(nowOf([95, 95], { at: clock(15, 0), intraday }));
  expect(score).toBeCloseTo(0.03, 12);
  expect(missing).toBeNaN();
});

test.each([
  ['before the last hour', { at: clock(14, 59), intraday }],
  ['outside a session', { at: clock(15, 0), session: null, intraday }],
  ['without intraday bars', { at: clock(15, 0) }],
])('no scores %s', (_, change) => {
  expect(scorer(nowOf([95, 95], change)).every((x) => Number.isNaN(x))).toBe(true);
});
