/** Finds the contract a client means and describes it as TWS does. */
import type { ContractFacts, PriceIncrement } from '../protocol/market-answers.ts';
import { tradingClass, type ContractLabel, type ContractQuery } from '../protocol/contract-fields.ts';
import { exchangeTimeOf, TIME_ZONE } from './exchange-time.ts';
import { closeMinute, formatDay, OPEN_MINUTE, sessionIndex, type Day } from './trading-days.ts';
import { indexOfConId, indexOfSymbol, nameAt, type Name } from './universe.ts';

const EXCHANGES = [
  'SMART',
  'AMEX',
  'NYSE',
  'CBOE',
  'ARCA',
  'NASDAQ',
  'BATS',
  'IEX',
  'EDGX',
  'MEMX',
  'IBKRATS',
];
const ORDER_TYPES =
  'ACTIVETIM,AD,ADJUST,ALERT,ALGO,ALLOC,AVGCOST,DAY,GTC,IOC,LIT,LMT,LOC,MIDPX,MKT,MOC,NONALGO,SMARTSTG,SNAPMID,WHATIF';
/** The API's own rule for US shares: a hundredth of a cent below a dollar, a cent above. */
export const MARKET_RULE_ID = 26;
export const MARKET_RULE: readonly PriceIncrement[] = [
  { lowEdge: 0, increment: 0.0001 },
  { lowEdge: 1, increment: 0.01 },
];
/** Error 200 in TWS's words. */
export const NO_CONTRACT = 'No security definition has been found for the request';
const DAYS_OF_HOURS = 9;
/** Trading before the session from 04:00, and for four hours after it. */
const EXTENDED_OPEN_MINUTE = 240;
const EXTENDED_AFTER_MINUTES = 240;

/** Place of the name; null: no such contract, or not enough said to tell which. */
export function findContract(query: ContractQuery): number | null {
  const symbol = query.symbol === '' ? query.localSymbol : query.symbol;
  const name = query.conId > 0 ? indexOfConId(query.conId) : indexOfSymbol(symbol);
  if (name === null) return null;
  return fits(query, nameAt(name)) ? name : null;
}

function fits(query: ContractQuery, name: Name): boolean {
  const { secType, currency, exchange, primaryExchange, symbol } = query;
  const isOneOf = (value: string, allowed: readonly string[]) =>
    value === '' || allowed.includes(value.toUpperCase());
  return (
    isOneOf(symbol, [name.symbol]) &&
    isOneOf(secType, ['STK']) &&
    isOneOf(currency, ['USD']) &&
    isOneOf(exchange, EXCHANGES) &&
    isOneOf(primaryExchange, [name.exchange, 'SMART'])
  );
}

export function labelOf(index: number): ContractLabel {
  const { conId, symbol, exchange } = nameAt(index);
  return { conId, symbol, primaryExchange: exchange };
}

/** exchange: as asked for, SMART when left open. */
export function contractFacts(index: number, exchange: string, now: number): ContractFacts {
  const name = nameAt(index);
  const today = exchangeTimeOf(now).day;
  return {
    ...labelOf(index),
    name: name.name,
    exchange: exchange === '' ? 'SMART' : exchange,
    tradingClass: tradingClass(labelOf(index)),
    industry: name.sector ?? '',
    category: name.industry ?? '',
    subcategory: name.industry ?? '',
    stockType: name.sector === null ? 'ETF' : 'COMMON',
    orderTypes: ORDER_TYPES,
    validExchanges: EXCHANGES.join(','),
    marketRuleIds: EXCHANGES.map(() => MARKET_RULE_ID).join(','),
    minTick: 0.01,
    timeZone: TIME_ZONE,
    tradingHours: hoursFrom(today, EXTENDED_OPEN_MINUTE, EXTENDED_AFTER_MINUTES),
    liquidHours: hoursFrom(today, OPEN_MINUTE, 0),
  };
}

/** From today on: each day from a minute of the day until so many minutes after the close. */
function hoursFrom(today: Day, open: number, after: number): string {
  return Array.from({ length: DAYS_OF_HOURS }, (_, i) => {
    const day = today + i;
    const date = formatDay(day);
    if (sessionIndex(day) === null) return `${date}:CLOSED`;
    return `${date}:${clock(open)}-${date}:${clock(closeMinute(day) + after)}`;
  }).join(';');
}

function clock(minute: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}${two(minute % 60)}`;
}
