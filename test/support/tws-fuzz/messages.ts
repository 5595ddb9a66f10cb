import * as account from '#practice/protocol/account-answers.ts';
import type { Value } from '#practice/protocol/framing.ts';
import * as market from '#practice/protocol/market-answers.ts';
import * as orders from '#practice/protocol/order-answers.ts';
import { newOrder, type Execution, type Order } from '#practice/exchange/order.ts';
import { orderRequest } from '#test/main/practice/order-request.ts';
import { account as accountName } from '../scripted-tws.ts';

// One of each message that the practice TWS can make, about requests and orders that the fuzzed desk really has.

/** Numbers of the fuzzed session. */
export interface Ids {
  readonly clientId: number;
  /** Of an order that was sent. */
  readonly orderId: number;
  readonly orderRef: string;
  /** Of a preview under way. */
  readonly previewId: number;
  /** Requests that are open: quotes, history, contract, executions. */
  readonly requests: readonly number[];
}

const label = { conId: 265598, symbol: 'AAPL', primaryExchange: 'NASDAQ' };
const at = Date.UTC(2026, 6, 27, 15, 0);
const figure = { key: 'NetLiquidation', value: '1000000.50', currency: 'USD' };
const line = {
  ...{ label, shares: 100, price: 252.1, value: 25_210, avgCost: 250.25 },
  ...{ unrealized: 185, realized: 0 },
};
const profit = { daily: 100.5, unrealized: 185, realized: 3.25 };
const whatIf = {
  ...{ initBefore: 1000, maintBefore: 800, equityBefore: 50_000 },
  ...{ initAfter: 1250, maintAfter: 1000, equityAfter: 49_999, commission: 1 },
};
const bar = {
  date: '20260724',
  open: 10,
  high: 11,
  low: 9,
  close: 10.5,
  volume: 1000,
  average: 10.2,
  count: 7,
};

export interface Samples {
  readonly data: readonly (readonly Value[])[];
  /** A broken one of these ends its connection, so they come less often. */
  readonly books: readonly (readonly Value[])[];
}

export const messagesOf = (ids: Ids): Samples => ({
  data: ids.requests.flatMap(dataMessages),
  books: [...orderMessages(ids), ...accountMessages(ids), ...ids.requests.flatMap(dataNotices)],
});

const dataMessages = (id: number): Value[][] => [
  market.tickPrice(id, 1, 252.11, 500),
  market.tickPrice(id, 67, 252.13, 300),
  market.tickSize(id, 8, 1_234_567),
  market.tickGeneric(id, 49, 0),
  market.tickString(id, 45, '1785160800'),
  market.tickReqParams(id, 0.01),
  market.snapshotEnd(id),
  market.marketDataType(id, 1),
  market.bars(id, '20260720  00:00:00', '20260727  16:00:00', [bar, bar, bar]),
  market.barUpdate(id, bar),
  market.symbolSamples(id, [
    { conId: 265598, symbol: 'AAPL', primaryExchange: 'NASDAQ', description: 'APPLE' },
  ]),
  market.headTimestamp(id, '19801212-14:30:00'),
  market.contractData(id, contract),
  market.contractDataEnd(id),
  account.accountSummary(id, accountName, figure),
  account.accountSummaryEnd(id),
  account.positionMulti(id, accountName, line),
  account.positionMultiEnd(id),
  account.accountUpdateMulti(id, accountName, figure),
  account.accountUpdateMultiEnd(id),
  account.pnl(id, profit),
  account.pnlSingle(id, 100, profit, 25_210),
  account.userInfo(id),
  account.softDollarTiers(id),
  [...orders.executionsEnd(id)],
];

const dataNotices = (id: number): Value[][] => [
  account.notice(id, 200, 'No security definition has been found for the request'),
  account.notice(id, 162, 'Historical Market Data Service error message:HMDS query returned no data'),
  account.notice(id, 10197, 'No market data during competing live session'),
  account.notice(id, 101, 'Max number of tickers has been reached'),
];

const contract = {
  ...{ conId: 265598, symbol: 'AAPL', name: 'APPLE INC', exchange: 'SMART', primaryExchange: 'NASDAQ' },
  ...{ tradingClass: 'NMS', industry: 'Technology', category: 'Computers', subcategory: 'Computers' },
  ...{ stockType: 'COMMON', orderTypes: 'LMT,MKT', validExchanges: 'SMART,NASDAQ', marketRuleIds: '26,26' },
  ...{ minTick: 0.01, timeZone: 'US/Eastern', tradingHours: '20260727:0400-20260727:2000' },
  liquidHours: '20260727:0930-20260727:1600;20260728:CLOSED',
};

function orderMessages({ clientId, orderId, orderRef, previewId }: Ids): Value[][] {
  const request = orderRequest({ type: 'LMT', limit: 10.5, account: accountName, orderRef });
  const ours = newOrder(clientId, orderId, 900_001, label, request, at);
  const typed = newOrder(0, 0, 900_002, label, orderRequest({ account: accountName, orderRef: '' }), at);
  const algo = orderRequest({
    ...{ account: accountName, orderRef: 'dd-other-1', algoStrategy: 'Adaptive' },
    algoParams: [{ tag: 'adaptivePriority', value: 'Normal' }],
  });
  const other = newOrder(clientId, orderId + 1, 900_003, label, algo, at);
  const preview = newOrder(
    clientId,
    previewId,
    0,
    label,
    { ...request, orderRef: 'preview', whatIf: true },
    at,
  );
  const done: Order = {
    ...ours,
    status: 'Filled',
    filled: 100,
    completedAt: at,
    completedStatus: 'Filled Size: 100',
  };
  const fill: Execution = {
    ...{ execId: '0000e0d5.6a0b1c2d.01.01', at, clientId, orderId, permId: 900_001, ...label },
    ...{ exchange: 'NASDAQ', account: accountName, orderRef, side: 'BOT', shares: 100, price: 252.12 },
    ...{ cumQty: 100, avgPrice: 252.12, liquidity: 2, commission: 1, realizedPnl: null },
  };
  return [
    ...[ours, typed, other].flatMap((order) => [orders.openOrder(order, null), orders.orderStatus(order)]),
    orders.orderStatus({ ...ours, status: 'Submitted' }),
    orders.orderStatus({ ...ours, status: 'Inactive' }),
    orders.openOrder(preview, whatIf),
    orders.completedOrder(done),
    orders.execution(-1, fill, 178),
    orders.execution(-1, { ...fill, orderRef: '', clientId: 0, orderId: 0, permId: 900_002 }, 178),
    orders.commissionReport(fill),
    [...orders.OPEN_ORDERS_END],
    [...orders.COMPLETED_ORDERS_END],
    account.notice(orderId, 201, 'Order rejected', '{"reject":{"code":"x"}}'),
    account.notice(orderId, 202, 'Order cancelled'),
    account.notice(orderId, 110, 'The price does not conform to the minimum price variation'),
    account.notice(orderId, 98_765, 'A code that nobody knows'),
    account.notice(previewId, 201, 'Order rejected'),
  ];
}

const accountMessages = ({ orderId }: Ids): Value[][] => [
  account.nextValidId(orderId + 5),
  account.managedAccounts(accountName),
  account.currentTime(Math.floor(at / 1_000)),
  account.accountValue(accountName, figure),
  account.accountValue(accountName, { ...figure, key: 'AccountReady', value: 'true', currency: '' }),
  account.portfolioValue(accountName, line),
  account.accountTime('11:03'),
  account.accountDownloadEnd(accountName),
  account.position(accountName, line),
  [...account.POSITIONS_END],
  account.familyCodes(accountName),
  market.marketRule(26, [
    { lowEdge: 0, increment: 0.0001 },
    { lowEdge: 1, increment: 0.01 },
  ]),
  account.notice(-1, 2104, 'Market data farm connection is OK:usfarm'),
  account.notice(-1, 2103, 'Market data farm connection is broken:usfarm'),
  account.notice(-1, 1100, 'Connectivity between IB and TWS has been lost.'),
  account.notice(-1, 1102, 'Connectivity restored - data maintained.'),
  account.notice(2_147_483_647, 321, 'The API interface is currently in Read-Only mode.'),
];
