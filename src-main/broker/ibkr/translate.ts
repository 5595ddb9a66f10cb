import { SecType, type CommissionReport, type Contract, type Execution } from '@stoqey/ib';
import { conId, orderId, splitExecId, ticker, accountId, type OrderId, type Ticker } from '#shared/ids.ts';
import type { Bar } from '#shared/domain/market.ts';
import type { Commission, Fill, Side } from '#shared/domain/order.ts';
import type { AccountValues, Position } from '#shared/domain/portfolio.ts';
import { epochMs, money, price, shares, type EpochMs, type Money } from '#shared/units.ts';
import { parseDate, parseTime } from './zone-time.ts';

// IBKR's shapes → the domain. Nothing here trusts a number; null means that the message is nonsense and must be reported, not used.

/** References of this desk's orders; everything else was made elsewhere. */
const ownReference = /^dd-.+/;

export function ownOrderId(reference: string | undefined): OrderId | null {
  return reference !== undefined && ownReference.test(reference) ? orderId(reference) : null;
}

/** Stocks go by their symbol; anything else by its local symbol, so that an option on AAPL never looks like AAPL. */
export function tickerOf(contract: Contract): Ticker | null {
  const name = contract.secType === SecType.STK ? contract.symbol : (contract.localSymbol ?? contract.symbol);
  return name === undefined || name === '' ? null : ticker(name);
}

export function sideOf(text: string | undefined): Side | null {
  if (text === 'BUY' || text === 'BOT') return 'BUY';
  return text === 'SELL' || text === 'SLD' || text === 'SSHORT' ? 'SELL' : null;
}

/** An execution that the exchange took back comes again with no shares. `heardAt` stands in where the message carries no readable time. `knownId` where the order is ours but the message does not say so. */
export function toFill(
  contract: Contract,
  exec: Execution,
  heardAt: EpochMs,
  knownId: OrderId | null = null,
): Fill | null {
  const name = tickerOf(contract);
  const side = sideOf(exec.side);
  const size = Math.trunc(exec.shares ?? Number.NaN);
  if (name === null || side === null || exec.execId === undefined || exec.execId === '') return null;
  const revised = splitExecId(exec.execId);
  const isTakenBack = exec.shares === 0 && revised.revision > 1;
  if (!isId(contract.conId) || !isNumber(exec.price) || exec.price < 0) return null;
  if (!isTakenBack && !(isId(size) && isPositive(exec.price))) return null;
  return {
    ...revised,
    execId: exec.execId,
    orderId: ownOrderId(exec.orderRef) ?? knownId,
    permId: idOrZero(exec.permId),
    account: accountId(exec.acctNumber ?? ''),
    ticker: name,
    conId: conId(contract.conId),
    side,
    shares: shares(size),
    price: price(exec.price),
    exchange: exec.exchange ?? '',
    at: parseTime(exec.time ?? '') ?? heardAt,
  };
}

export function toCommission(report: CommissionReport): Commission | null {
  if (report.execId === undefined || report.execId === '' || !isNumber(report.commission)) return null;
  return {
    execId: report.execId,
    amount: money(report.commission),
    currency: report.currency ?? '',
    realizedPnl: isNumber(report.realizedPNL) ? money(report.realizedPNL) : null,
  };
}

/** Fractions of shares (from dividends) are cut off towards zero: they cannot be traded here. */
export function toPosition(
  contract: Contract,
  size: number | undefined,
  avgCost: number | undefined,
): Position | null {
  const name = tickerOf(contract);
  if (name === null || !isId(contract.conId) || !isNumber(size)) return null;
  if (!Number.isSafeInteger(Math.trunc(size))) return null;
  return {
    ticker: name,
    conId: conId(contract.conId),
    shares: shares(Math.trunc(size)),
    avgCost: price(isNumber(avgCost) ? avgCost : 0),
  };
}

/** Latest text of each key in the account's base currency; null until the figures that orders are judged by are all there. */
export function toAccountValues(
  account: string,
  currency: string,
  values: ReadonlyMap<string, string>,
  at: EpochMs,
): AccountValues | null {
  const nav = amount(values.get('NetLiquidation'));
  const cash = amount(values.get('TotalCashValue'));
  const buyingPower = amount(values.get('BuyingPower'));
  const availableFunds = amount(values.get('AvailableFunds'));
  if (nav === null || cash === null || buyingPower === null || availableFunds === null) return null;
  // a cash account without holdings has no such line
  const grossPositionValue = amount(values.get('GrossPositionValue')) ?? money(0);
  return {
    account: accountId(account),
    currency,
    nav,
    cash,
    grossPositionValue,
    buyingPower,
    availableFunds,
    at,
  };
}

/** `time` is `YYYYMMDD` for daily bars, epoch seconds otherwise. */
export function toBar(
  time: string,
  open: number | undefined,
  high: number | undefined,
  low: number | undefined,
  close: number | undefined,
  volume: number | undefined,
): Bar | null {
  const at = parseDate(time) ?? parseSeconds(time);
  if (at === null || !isPositive(open) || !isPositive(high) || !isPositive(low) || !isPositive(close))
    return null;
  if (high < Math.max(open, close, low) || low > Math.min(open, close)) return null;
  return {
    at,
    open: price(open),
    high: price(high),
    low: price(low),
    close: price(close),
    // -1 = not known
    volume: isNumber(volume) && volume > 0 ? volume : 0,
  };
}

export function isNumber(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}

export function isPositive(value: number | undefined): value is number {
  return isNumber(value) && value > 0;
}

/** A conId or another id that stands for something. */
export function isId(value: number | undefined): value is number {
  return isPositive(value) && Number.isSafeInteger(value);
}

export function idOrZero(value: number | undefined): number {
  return isId(value) ? value : 0;
}

function amount(text: string | undefined): Money | null {
  if (text === undefined || text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? money(value) : null;
}

function parseSeconds(text: string): EpochMs | null {
  return /^\d{9,11}$/.test(text) ? epochMs(Number(text) * 1_000) : parseTime(text);
}
