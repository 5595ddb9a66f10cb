import { describe, expect, test } from 'vitest';
import { Ledger } from '#practice/exchange/ledger.ts';
import { valueHolding, valueLedger } from '#practice/exchange/valuation.ts';

const ID = 1_000_001;
const empty = () => new Ledger({ cash: 10_000, holdings: [] });

describe('booking', () => {
  test('a purchase raises the cost by its commission and realises nothing', () => {
    const ledger = empty();
    expect(ledger.book(ID, 100, 50, 1)).toBeNull();
    expect(ledger.holdingOf(ID)).toMatchObject({ shares: 100, avgCost: 50.01 });
    expect(ledger.cash).toBe(10_000 - 5001);
  });

  test('a sale realises against the average cost, less its commission', () => {
    const ledger = empty();
    ledger.book(ID, 100, 50, 1);
    expect(ledger.book(ID, -40, 51, 0.5)).toBeCloseTo(40 * (51 - 50.01) - 0.5, 10);
    expect(ledger.holdingOf(ID)).toMatchObject({ shares: 60, avgCost: 50.01 });
  });

  test('a sale through zero closes the long part and opens a short one', () => {
    const ledger = empty();
    ledger.book(ID, 100, 50, 0);
    expect(ledger.book(ID, -150, 52, 3)).toBeCloseTo(100 * 2 - 2, 10);
    expect(ledger.holdingOf(ID)?.shares).toBe(-50);
    // A short position's cost is what it brought in, less the commission.
    expect(ledger.holdingOf(ID)?.avgCost).toBeCloseTo(52 - 1 / 50, 10);
    expect(ledger.book(ID, 50, 51, 0)).toBeCloseTo(50 * (52 - 0.02 - 51), 10);
    expect(ledger.sharesOf(ID)).toBe(0);
  });
});

test("the day's profit of all names is the change of the equity since the last close", () => {
  const holding = { conId: ID, shares: 100, avgCost: 45, dayStartShares: 100, dayCash: 0, realizedToday: 0 };
  const ledger = new Ledger({ cash: 10_000, holdings: [holding] });
  const marks = () => ({ last: 52, close: 50 });
  const before = 10_000 + 100 * 50;
  ledger.book(ID, -30, 51, 0.4);
  ledger.book(ID, 10, 51.5, 0.35);
  const value = valueLedger(ledger, marks);
  expect(value.daily).toBeCloseTo(value.equity - before, 8);
  expect(value.previousEquity).toBeCloseTo(before, 8);
  const after = ledger.holdingOf(ID);
  expect(after && valueHolding(after, marks()).unrealized).toBeCloseTo(80 * (52 - (after?.avgCost ?? 0)), 8);
  ledger.newDay();
  expect(valueLedger(ledger, () => ({ last: 52, close: 52 })).daily).toBe(0);
});

test('a position closed today is forgotten the next morning', () => {
  const ledger = empty();
  ledger.book(ID, 10, 50, 0);
  ledger.book(ID, -10, 50, 0);
  expect(ledger.holdings()).toHaveLength(1);
  ledger.newDay();
  expect(ledger.holdings()).toHaveLength(0);
});
