/** Market messages of the server: ticks, bars, rules, search results. Prices in dollars, sizes in shares. */
import type { Value } from './framing.ts';

export function tickPrice(reqId: number, type: number, price: number, size: number): Value[] {
  // Attribute bit 0: can be executed automatically, which holds for bid and ask only.
  const isQuote = type === 1 || type === 2 || type === 66 || type === 67;
  return [1, 6, reqId, type, price, size, isQuote ? 1 : 0];
}

export function tickSize(reqId: number, type: number, size: number): Value[] {
  return [2, 6, reqId, type, size];
}

export function tickGeneric(reqId: number, type: number, value: number): Value[] {
  return [45, 6, reqId, type, value];
}

export function tickString(reqId: number, type: number, value: string): Value[] {
  return [46, 6, reqId, type, value];
}

/** bboExchange and snapshot permissions as a subscriber with full rights sees them. */
export function tickReqParams(reqId: number, minTick: number): Value[] {
  return [81, reqId, minTick, '9c0001', 3];
}

export function snapshotEnd(reqId: number): Value[] {
  return [57, 1, reqId];
}

/** 1 live, 2 frozen, 3 delayed, 4 delayed and frozen. */
export function marketDataType(reqId: number, type: number): Value[] {
  return [58, 1, reqId, type];
}

export interface WireBar {
  readonly date: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** -1 where the data has none, as for midpoints. */
  readonly volume: number;
  readonly average: number;
  readonly count: number;
}

export function bars(reqId: number, start: string, end: string, list: readonly WireBar[]): Value[] {
  const rows = list.flatMap((b) => [b.date, b.open, b.high, b.low, b.close, b.volume, b.average, b.count]);
  return [17, reqId, start, end, list.length, ...rows];
}

/** One bar of a kept-up-to-date history; mind the order: open, close, high, low. */
export function barUpdate(reqId: number, b: WireBar): Value[] {
  return [90, reqId, b.count, b.date, b.open, b.close, b.high, b.low, b.average, b.volume];
}

export interface PriceIncrement {
  readonly lowEdge: number;
  readonly increment: number;
}

export function marketRule(ruleId: number, increments: readonly PriceIncrement[]): Value[] {
  return [93, ruleId, increments.length, ...increments.flatMap((i) => [i.lowEdge, i.increment])];
}

export interface SymbolSample {
  readonly conId: number;
  readonly symbol: string;
  readonly primaryExchange: string;
  readonly description: string;
}

export function symbolSamples(reqId: number, samples: readonly SymbolSample[]): Value[] {
  const rows = samples.flatMap((s) => [
    ...[s.conId, s.symbol, 'STK', s.primaryExchange, 'USD', 1, 'OPT'],
    ...[s.description, ''],
  ]);
  return [79, reqId, samples.length, ...rows];
}

export function headTimestamp(reqId: number, text: string): Value[] {
  return [88, reqId, text];
}

export interface ContractFacts {
  readonly conId: number;
  readonly symbol: string;
  readonly name: string;
  readonly exchange: string;
  readonly primaryExchange: string;
  readonly tradingClass: string;
  readonly industry: string;
  readonly category: string;
  readonly subcategory: string;
  readonly stockType: string;
  readonly orderTypes: string;
  readonly validExchanges: string;
  /** Parallel to validExchanges. */
  readonly marketRuleIds: string;
  readonly minTick: number;
  readonly timeZone: string;
  readonly tradingHours: string;
  readonly liquidHours: string;
}

export function contractData(reqId: number, c: ContractFacts): Value[] {
  return [
    10,
    reqId,
    ...[c.symbol, 'STK', '', 0, '', c.exchange, 'USD', c.symbol],
    ...[c.tradingClass, c.tradingClass, c.conId, c.minTick, ''],
    ...[c.orderTypes, c.validExchanges, 1, 0, c.name, c.primaryExchange, ''],
    ...[c.industry, c.category, c.subcategory, c.timeZone, c.tradingHours, c.liquidHours],
    ...['', '', 0, 1, '', '', c.marketRuleIds, '', c.stockType],
    ...[1, 1, 100],
  ];
}

export function contractDataEnd(reqId: number): Value[] {
  return [52, 1, reqId];
}
