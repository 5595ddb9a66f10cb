/** Every request the practice TWS answers, and how it is read off the wire at server versions 177 and 178. */
import { readContract, type ContractQuery } from './contract-fields.ts';
import { FieldReader, UnreadableRequest } from './field-reader.ts';
import { NotTheProtocol } from './framing.ts';
import { readPlaceOrder, type PlaceOrder } from './place-order.ts';

export interface ExecutionFilter {
  /** 0: any client. */
  readonly clientId: number;
  readonly account: string;
  readonly time: string;
  readonly symbol: string;
  readonly secType: string;
  readonly exchange: string;
  readonly side: string;
}

export interface HistoryQuery {
  readonly end: string;
  readonly barSize: string;
  readonly duration: string;
  readonly useRth: boolean;
  readonly whatToShow: string;
  /** 2: intraday bars are stamped in epoch seconds. */
  readonly formatDate: number;
  readonly keepUpToDate: boolean;
}

/** Requests without fields that matter. */
type Plain<Topic, Kind> = Kind extends string ? { readonly topic: Topic; readonly kind: Kind } : never;
/** Requests that carry their id and no more. */
type ById<Topic, Kind> = Kind extends string
  ? { readonly topic: Topic; readonly kind: Kind; readonly reqId: number }
  : never;

export type OrderMessage =
  | PlaceOrder
  | { readonly topic: 'orders'; readonly kind: 'cancel-order'; readonly orderId: number }
  | {
      readonly topic: 'orders';
      readonly kind: 'executions';
      readonly reqId: number;
      readonly filter: ExecutionFilter;
    }
  | Plain<
      'orders',
      | 'open-orders'
      | 'all-open-orders'
      | 'auto-open-orders'
      | 'global-cancel'
      | 'completed-orders'
      | 'next-order-id'
    >;

export type DataMessage =
  | {
      readonly topic: 'data';
      readonly kind: 'market-data';
      readonly reqId: number;
      readonly contract: ContractQuery;
      readonly genericTicks: string;
      readonly snapshot: boolean;
    }
  | {
      readonly topic: 'data';
      readonly kind: 'contract-details';
      readonly reqId: number;
      readonly contract: ContractQuery;
    }
  | {
      readonly topic: 'data';
      readonly kind: 'history';
      readonly reqId: number;
      readonly contract: ContractQuery;
      readonly query: HistoryQuery;
    }
  | {
      readonly topic: 'data';
      readonly kind: 'head-timestamp';
      readonly reqId: number;
      readonly contract: ContractQuery;
      readonly formatDate: number;
    }
  | { readonly topic: 'data'; readonly kind: 'market-data-type'; readonly type: number }
  | {
      readonly topic: 'data';
      readonly kind: 'symbol-search';
      readonly reqId: number;
      readonly pattern: string;
    }
  | { readonly topic: 'data'; readonly kind: 'market-rule'; readonly ruleId: number }
  | ById<'data', 'cancel-market-data' | 'cancel-history' | 'cancel-head-timestamp'>;

export type AccountMessage =
  | { readonly topic: 'account'; readonly kind: 'account-updates'; readonly subscribe: boolean }
  | {
      readonly topic: 'account';
      readonly kind: 'account-summary';
      readonly reqId: number;
      readonly tags: readonly string[];
    }
  | {
      readonly topic: 'account';
      readonly kind: 'pnl-single';
      readonly reqId: number;
      readonly conId: number;
    }
  | ById<
      'account',
      | 'positions-multi'
      | 'account-updates-multi'
      | 'pnl'
      | 'cancel-account-summary'
      | 'cancel-positions-multi'
      | 'cancel-account-updates-multi'
      | 'cancel-pnl'
      | 'cancel-pnl-single'
      | 'user-info'
      | 'soft-dollar-tiers'
    >
  | Plain<'account', 'positions' | 'cancel-positions' | 'managed-accounts' | 'current-time' | 'family-codes'>;

export interface StartApi {
  readonly topic: 'start';
  readonly clientId: number;
}

export type Request = OrderMessage | DataMessage | AccountMessage | StartApi;

type Reader = (fields: FieldReader) => Request;

const plain =
  (request: Request): Reader =>
  () =>
    request;

/** Most requests carry a version before the id, the newer ones do not. */
const versioned =
  (read: (reqId: number, fields: FieldReader) => Request): Reader =>
  (fields) => {
    fields.integer('version');
    return read(fields.integer('reqId'), fields);
  };
const unversioned =
  (read: (reqId: number, fields: FieldReader) => Request): Reader =>
  (fields) =>
    read(fields.integer('reqId'), fields);

const READERS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [1, versioned(readMarketData)],
  [2, versioned((reqId) => ({ topic: 'data', kind: 'cancel-market-data', reqId }))],
  [3, readPlaceOrder],
  [4, versioned((orderId) => ({ topic: 'orders', kind: 'cancel-order', orderId }))],
  [5, plain({ topic: 'orders', kind: 'open-orders' })],
  [6, readAccountUpdates],
  [7, versioned(readExecutions)],
  [8, plain({ topic: 'orders', kind: 'next-order-id' })],
  [9, versioned(readContractDetails)],
  [15, plain({ topic: 'orders', kind: 'auto-open-orders' })],
  [16, plain({ topic: 'orders', kind: 'all-open-orders' })],
  [17, plain({ topic: 'account', kind: 'managed-accounts' })],
  [20, unversioned(readHistory)],
  [25, versioned((reqId) => ({ topic: 'data', kind: 'cancel-history', reqId }))],
  [49, plain({ topic: 'account', kind: 'current-time' })],
  [58, plain({ topic: 'orders', kind: 'global-cancel' })],
  [59, versioned((type) => ({ topic: 'data', kind: 'market-data-type', type }))],
  [61, plain({ topic: 'account', kind: 'positions' })],
  [62, versioned(readAccountSummary)],
  [63, versioned((reqId) => ({ topic: 'account', kind: 'cancel-account-summary', reqId }))],
  [64, plain({ topic: 'account', kind: 'cancel-positions' })],
  [71, versioned((clientId) => ({ topic: 'start', clientId }))],
  [74, versioned((reqId) => ({ topic: 'account', kind: 'positions-multi', reqId }))],
  [75, versioned((reqId) => ({ topic: 'account', kind: 'cancel-positions-multi', reqId }))],
  [76, versioned((reqId) => ({ topic: 'account', kind: 'account-updates-multi', reqId }))],
  [77, versioned((reqId) => ({ topic: 'account', kind: 'cancel-account-updates-multi', reqId }))],
  [79, unversioned((reqId) => ({ topic: 'account', kind: 'soft-dollar-tiers', reqId }))],
  [80, plain({ topic: 'account', kind: 'family-codes' })],
  [81, unversioned(readSymbolSearch)],
  [87, unversioned(readHeadTimestamp)],
  [90, unversioned((reqId) => ({ topic: 'data', kind: 'cancel-head-timestamp', reqId }))],
  [91, unversioned((ruleId) => ({ topic: 'data', kind: 'market-rule', ruleId }))],
  [92, unversioned((reqId) => ({ topic: 'account', kind: 'pnl', reqId }))],
  [93, unversioned((reqId) => ({ topic: 'account', kind: 'cancel-pnl', reqId }))],
  [94, unversioned(readPnlSingle)],
  [95, unversioned((reqId) => ({ topic: 'account', kind: 'cancel-pnl-single', reqId }))],
  [99, plain({ topic: 'orders', kind: 'completed-orders' })],
  [104, unversioned((reqId) => ({ topic: 'account', kind: 'user-info', reqId }))],
]);

/**
 * null: a request this server does not know. Throws UnreadableRequest when a known one cannot be read, and
 * NotTheProtocol when the message does not even begin with a number.
 */
export function readRequest(message: readonly string[]): Request | null {
  if (!/^\d{1,9}$/.test(message[0] ?? '')) throw new NotTheProtocol('a message without a number');
  const read = READERS.get(Number(message[0]));
  return read === undefined ? null : read(new FieldReader(message.slice(1)));
}

/** The id that an error about an unreadable request should carry; -1 where it has none. */
export function idOfRequest(message: readonly string[]): number {
  const [type, first, second] = message;
  const withoutVersion = ['3', '20', '79', '81', '87', '92', '94', '104'];
  const id = Number(withoutVersion.includes(type ?? '') ? first : second);
  return Number.isInteger(id) && id > 0 ? id : -1;
}

function readMarketData(reqId: number, f: FieldReader): Request {
  const contract = readContract(f);
  if (contract.secType.toUpperCase() === 'BAG') f.skip(4 * f.integer('comboLegs'), 'comboLeg');
  if (f.flag('deltaNeutral')) f.skip(3, 'deltaNeutral');
  const genericTicks = f.text('genericTicks');
  const snapshot = f.flag('snapshot');
  return { topic: 'data', kind: 'market-data', reqId, contract, genericTicks, snapshot };
}

/** Version, subscribe, account; the account counts for advisors only. */
function readAccountUpdates(f: FieldReader): Request {
  f.integer('version');
  return { topic: 'account', kind: 'account-updates', subscribe: f.flag('subscribe') };
}

function readExecutions(reqId: number, f: FieldReader): Request {
  const filter = {
    clientId: f.integer('clientId'),
    account: f.text('account'),
    time: f.text('time'),
    symbol: f.text('symbol'),
    secType: f.text('secType'),
    exchange: f.text('exchange'),
    side: f.text('side'),
  };
  return { topic: 'orders', kind: 'executions', reqId, filter };
}

function readContractDetails(reqId: number, f: FieldReader): Request {
  return { topic: 'data', kind: 'contract-details', reqId, contract: readContract(f) };
}

function readHistory(reqId: number, f: FieldReader): Request {
  const contract = readContract(f);
  f.flag('includeExpired');
  const end = f.text('endDateTime');
  const barSize = f.text('barSize');
  const duration = f.text('duration');
  const useRth = f.flag('useRTH');
  const whatToShow = f.text('whatToShow').toUpperCase();
  const formatDate = f.integer('formatDate');
  if (contract.secType.toUpperCase() === 'BAG') throw new UnreadableRequest('No bars for combinations');
  const keepUpToDate = f.flag('keepUpToDate');
  const query = { end, barSize, duration, useRth, whatToShow, formatDate, keepUpToDate };
  return { topic: 'data', kind: 'history', reqId, contract, query };
}

function readAccountSummary(reqId: number, f: FieldReader): Request {
  f.text('group');
  const tags = f
    .text('tags')
    .split(',')
    .map((tag) => tag.trim());
  return { topic: 'account', kind: 'account-summary', reqId, tags: tags.filter((tag) => tag !== '') };
}

function readSymbolSearch(reqId: number, f: FieldReader): Request {
  return { topic: 'data', kind: 'symbol-search', reqId, pattern: f.text('pattern') };
}

function readHeadTimestamp(reqId: number, f: FieldReader): Request {
  const contract = readContract(f);
  f.skip(3, 'includeExpired, useRTH, whatToShow');
  return { topic: 'data', kind: 'head-timestamp', reqId, contract, formatDate: f.integer('formatDate') };
}

function readPnlSingle(reqId: number, f: FieldReader): Request {
  f.skip(2, 'account, modelCode');
  return { topic: 'account', kind: 'pnl-single', reqId, conId: f.integer('conId') };
}
