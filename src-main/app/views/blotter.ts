import type { BlotterRow, FillRow } from '#shared/contract/rows.ts';
import type { Order } from '#shared/domain/order.ts';
import { fraction, money, price, shares } from '#shared/units.ts';
import type { TradeLogEntry } from '../ports.ts';
import { stateWords, styleWords } from './words.ts';

export function blotterRow(order: Order): BlotterRow {
  const { intent, status } = order;
  const { type, limit } = styleWords(intent.style);
  const mid = price((intent.decision.bid + intent.decision.ask) / 2);
  const worse = intent.side === 'BUY' ? 1 : -1;
  return {
    id: intent.orderId,
    proposalId: intent.proposalId,
    ticker: intent.ticker,
    side: intent.side,
    shares: intent.shares,
    filled: order.filled,
    remaining: shares(Math.max(0, intent.shares - order.filled)),
    type,
    limit: limit === null ? null : price(limit),
    tif: intent.tif,
    state: status.state,
    stateText: stateWords(order),
    avgPrice: order.avgFillPrice,
    commission: order.commission,
    decisionMid: mid,
    slippage: order.avgFillPrice === null ? null : fraction((worse * (order.avgFillPrice - mid)) / mid),
    reason: intent.reason,
    permId: order.permId,
    apiOrderId: order.apiOrderId,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
  };
}

export function fillRow({
  fill,
  commission,
  realizedPnl,
  reason,
  proposalId,
  apiOrderId,
}: TradeLogEntry): FillRow {
  return {
    id: fill.fillId,
    execId: fill.execId,
    at: fill.at,
    ticker: fill.ticker,
    side: fill.side,
    shares: fill.shares,
    price: fill.price,
    value: money(fill.shares * fill.price),
    commission,
    realizedPnl,
    exchange: fill.exchange,
    reason,
    orderId: fill.orderId,
    proposalId,
    apiOrderId,
    permId: fill.permId,
    conId: fill.conId,
    account: fill.account,
  };
}
