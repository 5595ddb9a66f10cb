import { expect, test } from 'vitest';
import { parseStrategy } from '#app/settings.ts';
import { defaultExecutionSettings, venueCutoffs } from '#engine/execution/execution-settings.ts';

const executionOf = (execution: object) =>
  parseStrategy(JSON.stringify({ version: 1, name: 'x', universe: ['A'], execution })).settings?.execution;

test('the defaults are those of a strategy file that says nothing', () => {
  expect(executionOf({})).toEqual(defaultExecutionSettings);
});

test('a file’s own venue stands beside those that are known', () => {
  const LSE = { enterMin: 1, cancelMin: 2 };
  expect(executionOf({ auctionCutoffs: { LSE } })?.auctionCutoffs).toEqual({ ...venueCutoffs, LSE });
});
