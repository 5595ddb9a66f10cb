import { describe, expect, test } from 'vitest';
import { DayResult } from '#app/safety/day-result.ts';
import type { DayStore } from '#app/safety/day-result.ts';
import type { AccountValues } from '#shared/domain/portfolio.ts';
import type { SafetyDay, SafetyStore } from '#shared/domain/safety.ts';
import type { Fill } from '#shared/domain/order.ts';
import { accountId } from '#shared/ids.ts';
import { epochMs, money } from '#shared/units.ts';
import { aFlow, flowStore } from '#test/support/flow-store.ts';

const start = Date.parse('2026-11-23T14:30:00Z');
const minutes = (n: number) => epochMs(start + n * 60_000);

function kept(): DayStore & { readonly days: Map<number, SafetyDay>; readonly fills: Fill[] } {
  const days = new Map<number, SafetyDay>();
  const fills: Fill[] = [];
  const safety: SafetyStore = {
    record: (event) => ({ ...event, id: 1 }),
    events: () => [],
    eventsSince: () => [],
    eventsSinceReset: () => [],
    day: (date) => days.get(date) ?? null,
    saveDay: (day) => void days.set(day.date, day),
    firstOwnFill: () => null,
  };
  return { days, safety, ...flowStore(fills), fills };
}

const valuesOf = (nav: number, cash: number): AccountValues => ({
  account: accountId('U1'),
  currency: 'USD',
  nav: money(nav),
  cash: money(cash),
  grossPositionValue: money(nav - cash),
  buyingPower: money(cash),
  availableFunds: money(cash),
  at: minutes(0),
});

function day(store = kept()) {
  const result = new DayResult(() => true);
  result.use(store);
  return { result, store };
}

describe("the day's result", () => {
  test('is the change of net liquidation since the first values of the day', () => {
    const { result } = day();
    expect(result.loss).toBeNull();
    result.values(valuesOf(1_000_000, 400_000), minutes(0));
    result.values(valuesOf(970_000, 400_000), minutes(5));
    expect(result.day).toMatchObject({ result: -30_000, startNav: 1_000_000, flow: 0 });
    expect(result.loss).toBeCloseTo(0.03);
  });

  test('is measured from its peak too', () => {
    const { result } = day();
    for (const [i, nav] of [1_000_000, 1_020_000, 990_000].entries())
      result.values(valuesOf(nav, 400_000), minutes(i));
    expect(result.loss).toBeCloseTo(0.01);
    expect(result.drawdown).toBeCloseTo(0.03);
  });

  test('leaves a withdrawal and a deposit out', () => {
    const { result } = day();
    result.values(valuesOf(1_000_000, 400_000), minutes(0));
    result.values(valuesOf(900_000, 300_000), minutes(5));
    expect(result.day).toMatchObject({ result: 0, flow: -100_000 });
    result.values(valuesOf(1_090_000, 500_000), minutes(10));
    expect(result.day).toMatchObject({ result: -10_000, flow: 100_000 });
    expect(result.drawdown).toBeCloseTo(0.01);
  });

  test('takes what a deposit added to the peak back, and no gain before it', () => {
    const { result } = day();
    result.values(valuesOf(1_000_000, 400_000), minutes(0));
    result.values(valuesOf(1_010_000, 400_000), minutes(1));
    // The market fell by as much as came: believed later.
    result.values(valuesOf(1_040_000, 500_000), minutes(2));
    expect(result.day).toMatchObject({ flow: 0, peak: 40_000 });
    result.values(valuesOf(1_040_000, 500_000), minutes(6));
    expect(result.day).toMatchObject({ flow: 100_000, result: -60_000, peak: 10_000 });
  });

  test('leaves out what had come before the first values of a new day', () => {
    const { result } = day();
    result.values(valuesOf(1_000_000, 400_000), minutes(0));
    result.values(valuesOf(1_200_000, 600_000), minutes(24 * 60));
    expect(result.day).toMatchObject({ result: 0, flow: 0 });
  });

  test('does not take the cash of a fill for a transfer', () => {
    const { result, store } = day();
    result.values(valuesOf(1_000_000, 400_000), minutes(0));
    store.fills.push(aFlow('BUY', 1_000, 100, minutes(4)));
    result.values(valuesOf(999_000, 300_000), minutes(5));
    expect(result.day).toMatchObject({ result: -1_000, flow: 0 });
  });

  test('counts interest and fees as result', () => {
    const { result } = day();
    result.values(valuesOf(1_000_000, 400_000), minutes(0));
    result.values(valuesOf(999_500, 399_500), minutes(5));
    expect(result.day).toMatchObject({ result: -500, flow: 0 });
  });

  test('goes on after a restart, and begins anew on the next date', () => {
    const { result, store } = day();
    result.values(valuesOf(1_000_000, 400_000), minutes(0));
    result.values(valuesOf(1_010_000, 400_000), minutes(1));
    const again = day(store).result;
    again.values(valuesOf(980_000, 400_000), minutes(10));
    expect(again.day).toMatchObject({ result: -20_000, peak: 10_000 });
    again.values(valuesOf(980_000, 400_000), minutes(24 * 60));
    expect(again.day).toMatchObject({ result: 0, peak: 0, date: 20261124 });
    expect(store.days.size).toBe(2);
  });
});
