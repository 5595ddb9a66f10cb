import type { TradeLogEntry, TradeLogFilter } from '#app/ports.ts';
import { proposalId } from '#shared/ids.ts';
import type { OrderId } from '#shared/ids.ts';
import type { Reason } from '#shared/domain/proposal.ts';
import { money } from '#shared/units.ts';
import { ms } from './columns.ts';
import { toFill } from './fills.ts';
import type { FillRow } from './fills.ts';
import type { ReadableDb } from './open.ts';

interface TradeLogRow extends FillRow {
  readonly amount_money: number | null;
  readonly currency: string | null;
  readonly realized_pnl_money: number | null;
  readonly reason: Reason | null;
  readonly proposal_id: string | null;
  readonly api_order_id: number | null;
  readonly decision_bid_price: number | null;
  readonly decision_ask_price: number | null;
}

function toEntry(row: TradeLogRow): TradeLogEntry {
  const { amount_money: amount, realized_pnl_money: pnl, proposal_id: proposal } = row;
  const { decision_bid_price: bid, decision_ask_price: ask } = row;
  return {
    fill: toFill(row),
    commission: amount === null ? null : money(amount),
    commissionCurrency: row.currency,
    realizedPnl: pnl === null ? null : money(pnl),
    reason: row.reason,
    proposalId: proposal === null ? null : proposalId(proposal),
    apiOrderId: row.api_order_id,
    decisionMid: bid === null || ask === null ? null : (bid + ask) / 2,
  };
}

/** Every fill at its highest revision, with what its order and its commission report know. */
const latestFills = `
  SELECT f.*, c.amount_money, c.currency, c.realized_pnl_money,
    o.reason, o.proposal_id, o.api_order_id, o.decision_bid_price, o.decision_ask_price
  FROM fills f
  LEFT JOIN orders o ON o.order_id = f.order_id
  LEFT JOIN commissions c ON c.exec_id = f.exec_id
  WHERE NOT EXISTS (SELECT 1 FROM fills newer WHERE newer.fill_id = f.fill_id AND newer.revision > f.revision)`;

const fillsOfSql = `${latestFills} AND f.order_id = ? ORDER BY f.at_ms, f.fill_id`;

// Bounds are always there, so that the range is read from an index; the ticker is one query more for the same reason.
const inRange = `${latestFills} AND f.at_ms >= @from AND f.at_ms < @to
  AND (@side IS NULL OR f.side = @side) AND (@reason IS NULL OR o.reason = @reason)`;
const tradeLogSql = `${inRange} ORDER BY f.at_ms, f.fill_id`;
const tradeLogOfTickerSql = `${inRange} AND f.ticker = @ticker ORDER BY f.at_ms, f.fill_id`;

/** Oldest first; one that was taken back has no shares. */
export function fillsOf(db: ReadableDb, id: OrderId): readonly TradeLogEntry[] {
  return db.prepare<[string], TradeLogRow>(fillsOfSql).all(id).map(toEntry);
}

/** Oldest first; one that was taken back has no shares. */
export function tradeLog(db: ReadableDb, filter: TradeLogFilter): readonly TradeLogEntry[] {
  const sql = filter.ticker === null ? tradeLogSql : tradeLogOfTickerSql;
  const bounds = {
    from: filter.from === null ? Number.MIN_SAFE_INTEGER : ms(filter.from),
    to: filter.to === null ? Number.MAX_SAFE_INTEGER : ms(filter.to),
  };
  return db
    .prepare<[object], TradeLogRow>(sql)
    .all({ ...filter, ...bounds })
    .map(toEntry);
}
