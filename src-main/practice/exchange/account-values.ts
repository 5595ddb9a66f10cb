/** The account as TWS lists it: keys, values as text, currencies. */
import type { AccountValue } from '../protocol/account-answers.ts';
import type { Valuation } from './valuation.ts';

export function accountValues(account: string, v: Valuation): AccountValue[] {
  return [
    plain('AccountCode', account),
    plain('AccountOrGroup', account),
    plain('AccountReady', 'true'),
    plain('AccountType', 'INDIVIDUAL'),
    plain('Currency', 'USD', 'USD'),
    plain('Currency', 'BASE', 'BASE'),
    plain('Cushion', (v.equity === 0 ? 0 : v.excessLiquidity / v.equity).toFixed(6)),
    plain('DayTradesRemaining', '-1'),
    plain('ExchangeRate', '1.00', 'USD'),
    plain('Leverage-S', (v.equity === 0 ? 0 : v.grossValue / v.equity).toFixed(2)),
    plain('LookAheadNextChange', '0'),
    plain('TradingType-S', 'STKNOPT'),
    ...Object.entries(moneyOf(v)).map(([key, amount]) => money(key, amount, 'USD')),
    ...Object.entries(ledgerOf(v)).flatMap(([key, amount]) => [
      money(key, amount, 'USD'),
      money(key, amount, 'BASE'),
    ]),
  ];
}

function moneyOf(v: Valuation): Record<string, number> {
  return {
    AccruedDividend: 0,
    AvailableFunds: v.availableFunds,
    Billable: 0,
    BuyingPower: v.buyingPower,
    EquityWithLoanValue: v.equity,
    ExcessLiquidity: v.excessLiquidity,
    FullAvailableFunds: v.availableFunds,
    FullExcessLiquidity: v.excessLiquidity,
    FullInitMarginReq: v.initialMargin,
    FullMaintMarginReq: v.maintenanceMargin,
    GrossPositionValue: v.grossValue,
    InitMarginReq: v.initialMargin,
    LookAheadAvailableFunds: v.availableFunds,
    LookAheadExcessLiquidity: v.excessLiquidity,
    LookAheadInitMarginReq: v.initialMargin,
    LookAheadMaintMarginReq: v.maintenanceMargin,
    MaintMarginReq: v.maintenanceMargin,
    NetLiquidation: v.equity,
    PreviousDayEquityWithLoanValue: v.previousEquity,
    RegTEquity: v.equity,
    RegTMargin: v.initialMargin,
    SMA: v.availableFunds,
    TotalCashValue: v.cash,
  };
}

/** Kept per currency: TWS sends each in dollars and once more in the base currency. */
function ledgerOf(v: Valuation): Record<string, number> {
  return {
    AccruedCash: 0,
    CashBalance: v.cash,
    NetLiquidationByCurrency: v.equity,
    RealizedPnL: v.realized,
    StockMarketValue: v.stockValue,
    TotalCashBalance: v.cash,
    UnrealizedPnL: v.unrealized,
  };
}

function plain(key: string, value: string, currency = ''): AccountValue {
  return { key, value, currency };
}

function money(key: string, amount: number, currency: string): AccountValue {
  return { key, value: amount.toFixed(2), currency };
}
