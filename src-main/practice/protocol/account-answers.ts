/** Session and account messages of the server. Money in dollars. */
import { writeContract, tradingClass, type ContractLabel } from './contract-fields.ts';
import type { Value } from './framing.ts';

/** id -1: a notice about the connection as a whole. json: of an advanced rejection. */
export function notice(id: number, code: number, text: string, json = ''): Value[] {
  return [4, 2, id, code, text, json];
}

export function managedAccounts(account: string): Value[] {
  return [15, 1, account];
}

export function nextValidId(orderId: number): Value[] {
  return [9, 1, orderId];
}

export function currentTime(epochSeconds: number): Value[] {
  return [49, 1, epochSeconds];
}

export interface AccountValue {
  readonly key: string;
  readonly value: string;
  /** Empty for values that are no money. */
  readonly currency: string;
}

export function accountValue(account: string, v: AccountValue): Value[] {
  return [6, 2, v.key, v.value, v.currency, account];
}

export interface PortfolioLine {
  readonly label: ContractLabel;
  readonly shares: number;
  readonly price: number;
  readonly value: number;
  readonly avgCost: number;
  readonly unrealized: number;
  readonly realized: number;
}

export function portfolioValue(account: string, line: PortfolioLine): Value[] {
  const { conId, symbol, primaryExchange } = line.label;
  return [
    7,
    8,
    ...[conId, symbol, 'STK', '', 0, '0', '', primaryExchange, 'USD', symbol, tradingClass(line.label)],
    ...[line.shares, line.price, line.value, line.avgCost, line.unrealized, line.realized],
    account,
  ];
}

export function accountTime(hourMinute: string): Value[] {
  return [8, 1, hourMinute];
}

export function accountDownloadEnd(account: string): Value[] {
  return [54, 1, account];
}

/** TWS leaves the exchange of a position empty. */
export function position(account: string, line: PortfolioLine): Value[] {
  return [61, 3, account, ...writeContract(line.label, ''), line.shares, line.avgCost];
}

export const POSITIONS_END: readonly Value[] = [62, 1];

export function accountSummary(reqId: number, account: string, v: AccountValue): Value[] {
  return [63, 1, reqId, account, v.key, v.value, v.currency];
}

export function accountSummaryEnd(reqId: number): Value[] {
  return [64, 1, reqId];
}

export function positionMulti(reqId: number, account: string, line: PortfolioLine): Value[] {
  return [71, 1, reqId, account, ...writeContract(line.label, ''), line.shares, line.avgCost, ''];
}

export function positionMultiEnd(reqId: number): Value[] {
  return [72, 1, reqId];
}

export function accountUpdateMulti(reqId: number, account: string, v: AccountValue): Value[] {
  return [73, 1, reqId, account, '', v.key, v.value, v.currency];
}

export function accountUpdateMultiEnd(reqId: number): Value[] {
  return [74, 1, reqId];
}

export interface ProfitAndLoss {
  readonly daily: number;
  readonly unrealized: number;
  readonly realized: number;
}

export function pnl(reqId: number, p: ProfitAndLoss): Value[] {
  return [94, reqId, p.daily, p.unrealized, p.realized];
}

export function pnlSingle(reqId: number, shares: number, p: ProfitAndLoss, value: number): Value[] {
  return [95, reqId, shares, p.daily, p.unrealized, p.realized, value];
}

export function userInfo(reqId: number): Value[] {
  return [107, reqId, ''];
}

export function familyCodes(account: string): Value[] {
  return [78, 1, account, ''];
}

export function softDollarTiers(reqId: number): Value[] {
  return [77, reqId, 0];
}
