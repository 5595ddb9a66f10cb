import { describe, expect, test } from 'vitest';
import { ensure } from '#shared/assert.ts';
import { clock, instrumentOf, later } from '#test/support/engine-builders.ts';
import { alfa, workSettings } from '#test/support/work-builders.ts';
import { auctionCutoff, timesOf } from '#engine/execution/working/auction.ts';

const { execution } = workSettings;
const on = (primaryExchange: string) => instrumentOf(alfa, { primaryExchange });
const session = ensure(instrumentOf(alfa).sessions[0], 'a session');

test.each([
  ['NYSE', 15, 45],
  ['NASDAQ', 15, 45],
  ['ARCA', 15, 45],
])('orders for the auction on %s leave by %i:%i', (exchange, hour, minute) => {
  expect(auctionCutoff(on(exchange), session, execution)).toBe(clock(hour, minute));
});

test('a cut-off is the earlier of entry and cancel, and the margin before it', () => {
  const cutoffs = {
    ...execution,
    auctionCutoffs: { LSE: { enterMin: 3, cancelMin: 20 } },
    auctionMarginMin: 2,
  };
  expect(auctionCutoff(on('LSE'), session, cutoffs)).toBe(clock(15, 38));
});

describe('when a work is over', () => {
  const hour = 3_600_000;
  test('after its window', () => {
    expect(timesOf(on('NYSE'), clock(11, 0), 60_000, execution)).toEqual({
      ...{ deadline: later(clock(11, 0), 1), auctionAt: null },
    });
  });
  test('at the close at the latest, where the auction takes no more', () => {
    expect(timesOf(on('NYSE'), clock(15, 50), hour, execution)).toEqual({
      ...{ deadline: clock(16, 0), auctionAt: null },
    });
  });
  test('after the auction, where its window ends at the close', () => {
    expect(timesOf(on('NYSE'), clock(15, 30), hour, execution)).toEqual({
      ...{ deadline: clock(16, 2), auctionAt: later(clock(15, 45), -0.5) },
    });
    expect(
      timesOf(on('NYSE'), clock(15, 30), hour, { ...execution, closingAuction: false }).auctionAt,
    ).toBeNull();
  });
  test('one order at once has until the session is over', () => {
    expect(timesOf(on('NYSE'), clock(11, 0), 60_000, { ...execution, style: 'LMT' }).deadline).toBe(
      clock(16, 2),
    );
  });
  test('outside a session nothing is known of a close', () => {
    expect(timesOf(on('NYSE'), clock(8, 0), 60_000, execution).deadline).toBe(later(clock(8, 0), 1));
  });
});
