import { expect, test } from 'vitest';
import { session } from '#engine/execution/limits/session.ts';
import { price } from '#shared/units.ts';
import { clock } from '#test/support/engine-builders.ts';
import { buys, limitContext, sells, withState } from '#test/support/limit-cases.ts';

const kindAt = (hour: number, minute: number, intent = buys()): string =>
  session.check(intent, { ...limitContext, at: clock(hour, minute) }, []).refusal?.kind ?? 'passes';

test.each([
  [9, 29, 'market-closed', 'market-closed'],
  [9, 34, 'open-clamp', 'open-clamp'],
  [9, 35, 'passes', 'passes'],
  [15, 49, 'passes', 'passes'],
  [15, 50, 'close-clamp', 'passes'],
  [16, 0, 'market-closed', 'market-closed'],
])('%i:%i', (hour, minute, bought, sold) => {
  expect(kindAt(hour, minute)).toBe(bought);
  expect(kindAt(hour, minute, sells(500))).toBe(sold);
});

test('an order for the auction goes until the venue’s cut-off less the desk’s margin, and no later', () => {
  const auction = sells(100, { style: { type: 'LOC', limit: price(50) } });
  // NYSE ends at 15:50; the margin is five minutes.
  expect(kindAt(15, 45, auction)).toBe('passes');
  expect(kindAt(15, 46, auction)).toBe('auction-closed');
  expect(kindAt(15, 46, sells(100))).toBe('passes');
});

test('a name whose contract is not loaded has no session', () => {
  expect(session.check(buys(), withState({ instruments: {} }), []).refusal?.kind).toBe('market-closed');
});
