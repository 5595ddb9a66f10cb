import type { RawInput } from '#shared/contract/contract.ts';
import type { FillRow, Reason, Side } from '#shared/contract/rows.ts';
import { type Money, money } from '#shared/units.ts';
import type { z } from 'zod';
import { startOfDate } from '../exchange-time.ts';
import { exchangeZone } from '../format.ts';

/** As typed; empty = any. Dates are exchange dates, both included. */
export interface TradeLogFilter {
  readonly from: string;
  readonly to: string;
  readonly ticker: string;
  readonly side: z.output<typeof Side> | '';
  readonly reason: z.output<typeof Reason> | '';
}

export const noFilter: TradeLogFilter = { from: '', to: '', ticker: '', side: '', reason: '' };

/** The contract's `to` excludes, so it is the start of the day after. */
export const queryOf = (filter: TradeLogFilter): RawInput<'trade-log.list'> => ({
  from: startOfDate(filter.from, exchangeZone),
  to: startOfDate(filter.to, exchangeZone, 1),
  ticker: filter.ticker.trim() === '' ? null : filter.ticker.trim().toUpperCase(),
  side: filter.side === '' ? null : filter.side,
  reason: filter.reason === '' ? null : filter.reason,
});

/** What is filtered, in words, one entry a filter. */
export function activeFilters(filter: TradeLogFilter): readonly string[] {
  const words = {
    from: `from ${filter.from}`,
    to: `to ${filter.to}`,
    ticker: `name ${filter.ticker.trim().toUpperCase()}`,
    side: filter.side,
    reason: filter.reason,
  };
  return (Object.keys(words) as (keyof TradeLogFilter)[])
    .filter((key) => filter[key].trim() !== '')
    .map((key) => words[key]);
}

export interface Totals {
  readonly bought: Money;
  readonly sold: Money;
  readonly commission: Money;
  /** Fills whose commission has not been reported. */
  readonly unreported: number;
}

export function totalsOf(fills: readonly FillRow[]): Totals {
  return {
    bought: sum(
      fills.filter((row) => row.side === 'BUY'),
      (row) => Math.abs(row.value),
    ),
    sold: sum(
      fills.filter((row) => row.side === 'SELL'),
      (row) => Math.abs(row.value),
    ),
    commission: sum(fills, (row) => row.commission ?? 0),
    unreported: fills.filter((row) => row.commission === null).length,
  };
}

const sum = (rows: readonly FillRow[], of: (row: FillRow) => number): Money =>
  money(rows.reduce((total, row) => total + of(row), 0));
