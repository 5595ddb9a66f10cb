/** How a contract is asked for, and how it is written into answers. The practice market has US shares only. */
import type { FieldReader } from './field-reader.ts';
import type { Value } from './framing.ts';

/** As a client names it: any part may be empty; conId 0 means not given. */
export interface ContractQuery {
  readonly conId: number;
  readonly symbol: string;
  readonly secType: string;
  readonly exchange: string;
  readonly primaryExchange: string;
  readonly currency: string;
  readonly localSymbol: string;
}

/** What answers need to know of a share. */
export interface ContractLabel {
  readonly conId: number;
  readonly symbol: string;
  readonly primaryExchange: string;
}

/** conId, symbol, secType, expiry, strike, right, multiplier, exchange, primaryExch, currency, localSymbol, tradingClass. */
export function readContract(fields: FieldReader): ContractQuery {
  const conId = fields.integer('conId');
  const symbol = fields.text('symbol');
  const secType = fields.text('secType');
  fields.skip(4, 'derivative');
  const query = {
    conId,
    symbol,
    secType,
    exchange: fields.text('exchange'),
    primaryExchange: fields.text('primaryExchange'),
    currency: fields.text('currency'),
    localSymbol: fields.text('localSymbol'),
  };
  fields.text('tradingClass');
  return query;
}

/** conId … tradingClass without primaryExch; right is `?` in open orders and empty elsewhere. */
export function writeContract(label: ContractLabel, exchange: string, right = ''): Value[] {
  return [
    label.conId,
    label.symbol,
    'STK',
    '',
    0,
    right,
    '',
    exchange,
    'USD',
    label.symbol,
    tradingClass(label),
  ];
}

/** NMS for Nasdaq-listed shares, else the symbol itself. */
export function tradingClass(label: ContractLabel): string {
  return label.primaryExchange === 'NASDAQ' ? 'NMS' : label.symbol;
}
