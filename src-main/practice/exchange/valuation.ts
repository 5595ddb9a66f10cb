/** What the account is worth and what it may do, at given prices. Reg T-like margin: dollars throughout. */
import type { Holding, Ledger } from './ledger.ts';

const INITIAL_MARGIN = 0.5;
const MAINTENANCE_LONG = 0.25;
const MAINTENANCE_SHORT = 0.3;

/** Last price and previous session's close of a contract, dollars. */
export interface Mark {
  readonly last: number;
  readonly close: number;
}

export type Marks = (conId: number) => Mark;

export interface HoldingValue {
  readonly holding: Holding;
  readonly price: number;
  readonly value: number;
  readonly unrealized: number;
  readonly realized: number;
  readonly daily: number;
}

export interface Valuation {
  readonly cash: number;
  readonly stockValue: number;
  readonly grossValue: number;
  readonly longValue: number;
  readonly shortValue: number;
  /** Net asset value: cash and positions. */
  readonly equity: number;
  readonly initialMargin: number;
  readonly maintenanceMargin: number;
  readonly availableFunds: number;
  readonly excessLiquidity: number;
  readonly buyingPower: number;
  readonly unrealized: number;
  readonly realized: number;
  readonly daily: number;
  /** Net asset value at the previous close. */
  readonly previousEquity: number;
}

export function valueHolding(holding: Holding, mark: Mark): HoldingValue {
  const value = holding.shares * mark.last;
  return {
    holding,
    price: mark.last,
    value,
    unrealized: holding.shares * (mark.last - holding.avgCost),
    realized: holding.realizedToday,
    daily: value + holding.dayCash - holding.dayStartShares * mark.close,
  };
}

export function valueLedger(ledger: Ledger, marks: Marks): Valuation {
  const lines = ledger.holdings().map((holding) => valueHolding(holding, marks(holding.conId)));
  const sum = (of: (line: HoldingValue) => number) => lines.reduce((total, line) => total + of(line), 0);
  const longValue = sum((line) => Math.max(line.value, 0));
  const shortValue = sum((line) => Math.min(line.value, 0));
  const equity = ledger.cash + longValue + shortValue;
  const { initial, maintenance } = marginOf(longValue, shortValue);
  const daily = sum((line) => line.daily);
  return {
    cash: ledger.cash,
    stockValue: longValue + shortValue,
    grossValue: longValue - shortValue,
    longValue,
    shortValue,
    equity,
    initialMargin: initial,
    maintenanceMargin: maintenance,
    availableFunds: equity - initial,
    excessLiquidity: equity - maintenance,
    buyingPower: Math.max(0, (equity - initial) / INITIAL_MARGIN),
    unrealized: sum((line) => line.unrealized),
    realized: sum((line) => line.realized),
    daily,
    previousEquity: equity - daily,
  };
}

/** shortValue is negative or zero. */
export function marginOf(longValue: number, shortValue: number): { initial: number; maintenance: number } {
  return {
    initial: INITIAL_MARGIN * (longValue - shortValue),
    maintenance: MAINTENANCE_LONG * longValue - MAINTENANCE_SHORT * shortValue,
  };
}
