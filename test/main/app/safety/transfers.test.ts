import { describe, expect, test } from 'vitest';
import { Transfers } from '#app/safety/transfers.ts';
import type { Fill } from '#shared/domain/order.ts';
import { accountId } from '#shared/ids.ts';
import { epochMs, money } from '#shared/units.ts';
import { aFlow, flowStore } from '#test/support/flow-store.ts';

const begin = Date.parse('2026-11-23T15:00:00Z');
const seconds = (n: number) => epochMs(begin + n * 1000);

/** A book of a million, 400,000 of it cash. */
function desk(fills: Fill[] = []) {
  let tied = true;
  const transfers = new Transfers(flowStore(fills), () => tied);
  const seen = (cash: number, nav: number, at: number): number =>
    transfers.seen(
      {
        ...{ account: accountId('U1'), currency: 'USD', nav: money(nav), cash: money(cash) },
        ...{ grossPositionValue: money(0), buyingPower: money(0), availableFunds: money(0), at: seconds(at) },
      },
      seconds(at),
    );
  const buys = (value: number, at: number): unknown =>
    fills.push(aFlow('BUY', value / 100, 100, seconds(at)));
  const sells = (value: number, at: number): unknown =>
    fills.push(aFlow('SELL', value / 100, 100, seconds(at)));
  seen(400_000, 1_000_000, 0);
  return { seen, buys, sells, fills, transfers, untie: () => (tied = false) };
}

describe('while fills come', () => {
  test('a deposit is told apart from purchases that cash shows, and that it does not show yet', () => {
    const { seen, buys } = desk();
    buys(30_000, 10);
    buys(20_000, 11);
    expect(seen(400_000, 1_000_000, 12)).toBe(0);
    expect(seen(470_000, 1_100_000, 13)).toBe(100_000);
    expect(seen(450_000, 1_100_000, 14)).toBe(0);
    expect(seen(450_000, 1_100_000, 300)).toBe(0);
  });

  test('a withdrawal too', () => {
    const { seen, sells } = desk();
    sells(40_000, 10);
    expect(seen(300_000, 900_000, 12)).toBe(-100_000);
    expect(seen(340_000, 900_000, 14)).toBe(0);
    expect(seen(340_000, 900_000, 300)).toBe(0);
  });

  test('no fill is a transfer, however long cash lags and whatever the market does', () => {
    const { seen, buys, sells } = desk();
    let told = 0;
    for (let n = 1; n <= 20; n++) {
      if (n % 2 === 0) sells(30_000, n * 10);
      else buys(50_000, n * 10);
      const shown = Math.max(0, n - (n % 4));
      const cash = 400_000 - Math.ceil(shown / 2) * 50_000 + Math.floor(shown / 2) * 30_000;
      told += Math.abs(seen(cash, 1_000_000 + ((n % 5) - 2) * 20_000, n * 10 + 5));
    }
    expect(told).toBe(0);
  });

  test('commissions are part of the result', () => {
    const { seen, buys } = desk();
    buys(30_000, 10);
    expect([seen(369_650, 999_650, 12), seen(369_650, 999_650, 400)]).toEqual([0, 0]);
  });

  test('a correction moves cash by what it changes', () => {
    const { seen, fills } = desk();
    const first = aFlow('BUY', 500, 100, seconds(5));
    fills.push(first);
    expect(seen(350_000, 1_000_000, 10)).toBe(0);
    fills.push(aFlow('BUY', 300, 100, seconds(5), { fillId: first.fillId, revision: 2 }));
    expect([seen(370_000, 1_000_000, 250), seen(370_000, 1_000_000, 700)]).toEqual([0, 0]);
  });
});

describe('where the market moves as much in the same moment', () => {
  test('a deposit is believed once every fill must have been shown', () => {
    const { seen, transfers } = desk();
    expect([seen(450_000, 1_010_000, 10), transfers.isOdd]).toEqual([0, true]);
    expect([seen(450_000, 1_011_000, 209), seen(450_000, 1_011_000, 210)]).toEqual([0, 50_000]);
    expect([seen(450_000, 1_011_000, 600), transfers.isOdd]).toEqual([0, false]);
  });

  test('a withdrawal counts as a loss', () => {
    const { seen, transfers } = desk();
    expect([seen(350_000, 990_000, 10), seen(350_000, 990_000, 300)]).toEqual([0, 0]);
    expect(transfers.isOdd).toBe(false);
  });

  test('of two that are possible the one is taken that leaves no gain', () => {
    const { seen, buys } = desk();
    buys(40_000, 5);
    // 100,000 with the purchase not shown, or 140,000 with it: net liquidation says 120,000.
    expect(seen(500_000, 1_120_000, 10)).toBe(140_000);
  });
});

test('cash that a fill moved which nobody has heard of is no deposit while positions and fills differ', () => {
  const { seen, untie, fills } = desk();
  untie();
  expect([seen(500_000, 1_000_000, 10), seen(500_000, 1_000_000, 400)]).toEqual([0, 0]);
  fills.push(aFlow('SELL', 1_000, 100, seconds(8)));
  expect(seen(500_000, 1_000_000, 410)).toBe(0);
});

test('it begins where cash shows every fill', () => {
  const fills = [aFlow('BUY', 1_000, 100, seconds(-100))];
  const { seen } = desk(fills);
  expect([seen(300_000, 1_000_000, 10), seen(300_000, 1_000_000, 150)]).toEqual([0, 0]);
  expect(seen(400_000, 1_100_000, 160)).toBe(100_000);
});
