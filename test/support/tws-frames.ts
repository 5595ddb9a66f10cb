/** Messages of a TWS at server version 178, field by field, for a scripted one. Kept apart from the practice TWS, which is tested on its own. */

export type Field = string | number;

export interface StockFields {
  readonly conId: number;
  readonly symbol: string;
}

export interface OrderFields extends StockFields {
  readonly orderId: number;
  readonly clientId: number;
  readonly permId: number;
  readonly action: 'BUY' | 'SELL';
  readonly size: number;
  readonly status: string;
  readonly account: string;
  readonly orderRef: string;
}

const repeat = (n: number, field: Field = ''): Field[] => Array.from({ length: n }, () => field);

const contract11 = ({ conId, symbol }: StockFields): Field[] => [
  conId, symbol, 'STK', '', '0', '?', '', 'SMART', 'USD', symbol, 'NMS',
]; // prettier-ignore

export const error = (id: number, code: number, text: string, json = ''): Field[] => [
  4,
  2,
  id,
  code,
  text,
  json,
];
export const nextValidId = (id: number): Field[] => [9, 1, id];
export const managedAccounts = (list: string): Field[] => [15, 1, list];
export const currentTime = (seconds: number): Field[] => [49, 1, seconds];
export const accountValue = (key: string, value: string, account: string): Field[] => [
  6,
  2,
  key,
  value,
  'USD',
  account,
];
export const accountEnd = (account: string): Field[] => [54, 1, account];
export const position = (account: string, stock: StockFields, size: Field, avgCost: Field): Field[] => [
  61, 3, account, ...contract11(stock), size, avgCost,
]; // prettier-ignore
export const positionEnd = (): Field[] => [62, 1];
export const openOrderEnd = (): Field[] => [53, 1];
export const completedEnd = (): Field[] => [102];
export const executionEnd = (reqId: number): Field[] => [55, 1, reqId];
export const marketDataType = (reqId: number, type: number): Field[] => [58, 1, reqId, type];
export const tickPrice = (reqId: number, tick: number, price: Field, size: Field): Field[] => [
  1,
  6,
  reqId,
  tick,
  price,
  size,
  0,
];
export const tickSize = (reqId: number, tick: number, size: Field): Field[] => [2, 6, reqId, tick, size];
export const tickGeneric = (reqId: number, tick: number, value: Field): Field[] => [
  45,
  6,
  reqId,
  tick,
  value,
];

export const orderStatus = (order: OrderFields, status: string, filled = 0, whyHeld = ''): Field[] => [
  3, order.orderId, status, filled, order.size - filled, 0, order.permId, 0, 0, order.clientId, whyHeld, 0,
]; // prettier-ignore

/** 135 fields. */
export const openOrder = (order: OrderFields): Field[] => [
  5, order.orderId, ...contract11(order),
  order.action, order.size, 'LMT', '10.5', '', 'DAY', '', order.account, '', 0, order.orderRef, order.clientId, order.permId,
  0, 0, 0, '', '', '', '', '', '', '', '', '', '', // outsideRth .. percentOffset
  0, '', -1, 0, '', '', '', '', '', // short sale, auction, box
  0, 0, 0, 0, '', 3, 0, 0, '', 0, 0, // display .. triggerMethod
  '', 0, 'None', '', 0, '', '', '', '?', 0, 0, '', // volatility
  0, 0, '', '', '', '', '', 0, 0, 0, '', '', '', '', // trail, basis, combos, scale, hedge
  0, '', 'IB', 0, 0, '', 0, 0, // opt out, clearing, not held, delta neutral, algo, solicited, what-if
  order.status, ...repeat(13), '', 0, 0, 0, // status, margins and commissions, warning, randomize, conditions
  'None', '', '', '', '', '', '', 0, // adjusted
  '', '', '', 0, 0, 0, 0, 0, 2_147_483_647, 2_147_483_647, 0, ...repeat(5),
]; // prettier-ignore

/** 100 fields; knows neither order id nor client id. */
export const completedOrder = (order: OrderFields, completedStatus: string): Field[] => [
  101, ...contract11(order),
  order.action, order.size, 'LMT', '10.5', '', 'DAY', '', order.account, '', 0, order.orderRef, order.permId,
  0, 0, 0, '', '', '', '', '', '', '', '', '', // outsideRth .. percentOffset, settling firm
  0, '', -1, '', '', '', '', '', 0, 0, 0, '', 3, 0, // short sale, box, display .. triggerMethod
  '', 0, '', '', 0, 0, '', '', '', 0, 0, 0, '', '', '', '', // volatility, trail, combos, scale, hedge
  '', 'IB', 0, 0, '', 0, order.status, 0, 0, 0, '', '', // clearing .. conditions, stop price, offset
  0, 0, 0, '', 0, 2_147_483_647, 0, '', 0, 0, '9223372036854775807', // cashQty .. parentPermId
  '20260727 15:30:00 US/Eastern', completedStatus, ...repeat(5),
]; // prettier-ignore

export interface ExecutionFields extends OrderFields {
  readonly execId: string;
  readonly shares: Field;
  readonly price: Field;
  readonly time?: string;
}

export const execution = (reqId: number, exec: ExecutionFields): Field[] => [
  11, reqId, exec.orderId, ...contract11(exec), exec.execId, exec.time ?? '20260727 10:30:00 US/Eastern', exec.account, 'NASDAQ',
  exec.action === 'BUY' ? 'BOT' : 'SLD', exec.shares, exec.price, exec.permId, exec.clientId, 0, exec.shares, exec.price, exec.orderRef,
  '', '', '', 1, 0,
]; // prettier-ignore

export const commission = (execId: string, amount: Field, realized: Field): Field[] => [
  59,
  1,
  execId,
  amount,
  'USD',
  realized,
  '',
  '',
];

export interface ContractFields extends StockFields {
  readonly liquidHours: string;
  readonly timeZone?: string;
  readonly marketRules?: string;
}

export const contractDetails = (reqId: number, stock: ContractFields): Field[] => [
  10, reqId, stock.symbol, 'STK', '', 0, '', 'SMART', 'USD', stock.symbol, 'NMS', 'NMS', stock.conId, '0.0001', '',
  'LMT,MKT,MIDPRICE', 'AMEX,SMART,NASDAQ', 1, 0, `${stock.symbol} INC`, 'NASDAQ', '', 'Technology', 'Software', 'Applications',
  stock.timeZone ?? 'US/Eastern', '', stock.liquidHours, '', 0, 0, 1, '', '', stock.marketRules ?? '7,26,7', '', 'COMMON',
  '0.0001', '0.0001', '100',
]; // prettier-ignore
export const contractEnd = (reqId: number): Field[] => [52, 1, reqId];
export const marketRule = (rule: number, ...pairs: number[]): Field[] => [
  93,
  rule,
  pairs.length / 2,
  ...pairs,
];

/** Each bar: date, open, high, low, close, volume. */
export const bars = (reqId: number, rows: readonly (readonly Field[])[]): Field[] => [
  17, reqId, '20260720  00:00:00', '20260727  16:00:00', rows.length, ...rows.flatMap((row) => [...row, 0, 0]),
]; // prettier-ignore
