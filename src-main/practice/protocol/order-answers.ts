/** Order messages of the server: status, open order, completed order, execution, commission. Field by field as at 178. */
import { remaining, type Execution, type Order, type OrderStatus } from '../exchange/order.ts';
import { formatStamp } from '../market/exchange-time.ts';
import { writeContract } from './contract-fields.ts';
import type { Value } from './framing.ts';
import type { TagValue } from './place-order.ts';

const UNSET_INT = 2_147_483_647;
const UNSET_LONG = '9223372036854775807';

/** Margin and commission as a what-if answers them; dollars. */
export interface WhatIf {
  readonly initBefore: number;
  readonly maintBefore: number;
  readonly equityBefore: number;
  readonly initAfter: number;
  readonly maintAfter: number;
  readonly equityAfter: number;
  readonly commission: number;
}

export function orderStatus(order: Order): Value[] {
  return [
    3,
    order.orderId,
    order.status,
    order.filled,
    remaining(order),
    order.avgFillPrice,
    order.permId,
    order.request.parentId,
    order.lastFillPrice,
    order.clientId,
    order.whyHeld,
    0,
  ];
}

export function openOrder(order: Order, whatIf: WhatIf | null): Value[] {
  const { request } = order;
  return [
    5,
    order.orderId,
    ...writeContract(order, 'SMART', '?'),
    ...mainFields(order),
    order.clientId,
    order.permId,
    ...[request.outsideRth, request.hidden, 0, request.goodAfterTime],
    '',
    ...['', '', '', request.modelCode, request.goodTillDate, '', null, ''],
    ...[0, '', -1],
    0,
    ...[null, null, null, null, null],
    request.displaySize ?? 0,
    ...[false, false, request.allOrNone, request.minQty],
    ...[3, false, false, null],
    ...[request.parentId, 0],
    // Volatility, then TWS's `None` with its eight companions.
    ...[null, 0, 'None', null, 0, '', '', '', '?', false, 0, '', 0, 0],
    ...[null, null],
    ...[null, null],
    ...['', 0, 0, 0],
    ...[null, null, null],
    '',
    false,
    ...['', 'IB', false, false],
    ...algoFields(request.algoStrategy, request.algoParams),
    false,
    ...[request.whatIf, order.status],
    ...whatIfFields(whatIf),
    ...[false, false],
    0,
    ...['None', null, null, null, null, null, null, 0],
    ...['', '', ''],
    0,
    ...[false, false, false],
    // usePriceMgmtAlgo, duration, postToAts, autoCancelParent
    ...[0, UNSET_INT, UNSET_INT, false],
    ...[null, null, null, null, null],
  ];
}

/** A completed order knows neither its order id nor its client: permId and orderRef tell whose it is. */
export function completedOrder(order: Order): Value[] {
  const { request } = order;
  return [
    101,
    ...writeContract(order, 'SMART'),
    ...mainFields(order),
    order.permId,
    ...[request.outsideRth, request.hidden, 0, request.goodAfterTime],
    ...['', '', '', request.modelCode, request.goodTillDate, '', null, ''],
    ...[0, '', -1],
    ...[null, null, null, null, null],
    request.displaySize ?? 0,
    ...[false, request.allOrNone, request.minQty, 3, 0],
    ...[null, 0, 'None', null, 0, false, 0, '', 0, 0],
    ...[null, null],
    ...['', 0, 0, 0],
    ...[null, null, null],
    '',
    ...['', 'IB', false, false],
    ...algoFields(request.algoStrategy, request.algoParams),
    false,
    completedState(order.status),
    ...[false, false],
    0,
    ...[null, null],
    0,
    ...[false, false, ''],
    ...[order.filled, 0, false],
    ...['', false, false, UNSET_LONG],
    ...[formatStamp(order.completedAt ?? order.placedAt), order.completedStatus],
    ...[null, null, null, null, null],
  ];
}

/** reqId is -1 for a fill reported as it happens. Clients of version 177 do not know the last field. */
export function execution(reqId: number, e: Execution, version: number): Value[] {
  const fields: Value[] = [
    11,
    reqId,
    e.orderId,
    ...writeContract(e, e.exchange),
    e.execId,
    formatStamp(e.at),
    e.account,
    e.exchange,
    e.side,
    e.shares,
    e.price,
    e.permId,
    e.clientId,
    0,
    e.cumQty,
    e.avgPrice,
    e.orderRef,
    ...['', '', ''],
    e.liquidity,
  ];
  return version >= 178 ? [...fields, false] : fields;
}

export function executionsEnd(reqId: number): Value[] {
  return [55, 1, reqId];
}

export function commissionReport(e: Execution): Value[] {
  const unset = Number.MAX_VALUE.toString().toUpperCase().replace('E+', 'E');
  return [59, 1, e.execId, e.commission, 'USD', e.realizedPnl ?? unset, unset, 0];
}

export const OPEN_ORDERS_END: readonly Value[] = [53, 1];
export const COMPLETED_ORDERS_END: readonly Value[] = [102];

/** action … orderRef, the same in open and completed orders. */
function mainFields({ request }: Order): Value[] {
  return [
    request.action,
    request.quantity,
    request.type,
    request.limit ?? 0,
    request.aux ?? 0,
    request.tif,
    request.ocaGroup,
    request.account,
    request.openClose,
    request.origin,
    request.orderRef,
  ];
}

function algoFields(strategy: string, params: readonly TagValue[]): Value[] {
  if (strategy === '') return [''];
  return [strategy, params.length, ...params.flatMap(({ tag, value }) => [tag, value])];
}

/** Nine margin fields (before, change, after), three of commission, its currency, and a warning. */
function whatIfFields(w: WhatIf | null): Value[] {
  if (w === null) return [...Array.from({ length: 12 }, () => null), '', ''];
  const change = (after: number, before: number) => Number((after - before).toFixed(2));
  return [
    ...[w.initBefore, w.maintBefore, w.equityBefore],
    ...[change(w.initAfter, w.initBefore), change(w.maintAfter, w.maintBefore)],
    change(w.equityAfter, w.equityBefore),
    ...[w.initAfter, w.maintAfter, w.equityAfter],
    ...[w.commission, null, null],
    ...['USD', ''],
  ];
}

function completedState(status: OrderStatus): OrderStatus {
  return status === 'Inactive' ? 'Cancelled' : status;
}
