import { expect, test } from 'vitest';
import { smallerWords } from '#renderer/panes/outcome.tsx';
import { shares } from '#shared/units.ts';
import { sampleLeg } from '#test/support/sample-rows.ts';

const legs = [sampleLeg(), sampleLeg({ index: 1, from: null, to: 'IBM', sellShares: shares(0) })];

test.each([
  ['one side of a leg', 0, 49, 20, 'AAPL → MSFT: sell 49, buy 26 → 20'],
  ['what came to nothing', 1, 0, 0, 'IBM: buy 26 → 0'],
  ['a leg that is not there any more', 7, 0, 1, 'leg 7'],
])('%s is told as proposed → approved', (_, leg, sell, buy, words) => {
  const size = { leg, sellShares: shares(sell), buyShares: shares(buy) };
  expect(smallerWords({ legs }, size)).toBe(words);
});
