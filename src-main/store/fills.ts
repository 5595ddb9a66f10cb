import type { FillOutcome } from '#app/ports.ts';
import { accountId, conId, fillId, orderId, splitExecId, ticker } from '#shared/ids.ts';
import type { OrderId } from '#shared/ids.ts';
import type { Commission, Fill, Side } from '#shared/domain/order.ts';
import { epochMs, price, shares } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { append, lastAuditMs } from './audit.ts';
import { ms, real, realOrNull } from './columns.ts';
import type { WritableDb } from './open.ts';
import { prepared } from './prepared.ts';

export interface FillRow {
  readonly fill_id: string;
  readonly revision: number;
  readonly exec_id: string;
  readonly order_id: string | null;
  readonly perm_id: number;
  readonly account: string;
  readonly ticker: string;
  readonly con_id: number;
  readonly side: Side;
  readonly shares: number;
  readonly price: number;
  readonly exchange: string;
  readonly at_ms: number;
}

export function toFill(row: FillRow): Fill {
  return {
    fillId: fillId(row.fill_id),
    revision: row.revision,
    execId: row.exec_id,
    orderId: row.order_id === null ? null : orderId(row.order_id),
    permId: row.perm_id,
    account: accountId(row.account),
    ticker: ticker(row.ticker),
    conId: conId(row.con_id),
    side: row.side,
    shares: shares(row.shares),
    price: price(row.price),
    exchange: row.exchange,
    at: epochMs(row.at_ms),
  };
}

/**
 * `corrected`: a higher revision of a fill that is known; it counts from now on, the older ones stay.
 * `known`: nothing that counts has changed. A fill that was recorded as nobody's takes the order id that a later report brings.
 */
export function recordFill(db: WritableDb, fill: Fill, heardAt: EpochMs = fill.at): FillOutcome {
  const record = db.transaction((): FillOutcome => {
    const highest =
      prepared<[string], { revision: number | null }>(
        db,
        'SELECT max(revision) AS revision FROM fills WHERE fill_id = ?',
      ).get(fill.fillId)?.revision ?? null;
    if (insertFill(db, fill)) auditFill(db, fill, heardAt);
    if (highest === null) return 'new';
    return fill.revision > highest ? 'corrected' : 'known';
  });
  return record.immediate();
}

/** False = it is there already as it is. */
function insertFill(db: WritableDb, fill: Fill): boolean {
  const { changes } = prepared(
    db,
    `INSERT INTO fills (fill_id, revision, exec_id, order_id, perm_id, account, ticker, con_id, side, shares, price, exchange, at_ms)
    VALUES (@fillId, @revision, @execId, @orderId, @permId, @account, @ticker, @conId, @side, @shares, @price, @exchange, @at)
    ON CONFLICT (fill_id, revision) DO UPDATE SET order_id = excluded.order_id
      WHERE order_id IS NULL AND excluded.order_id IS NOT NULL`,
  ).run({ ...fill, price: real(fill.price, 'the price of a fill'), at: ms(fill.at) });
  return changes === 1;
}

/** The record is the row as the file now holds it. */
function auditFill(db: WritableDb, { fillId, revision }: Fill, at: EpochMs): void {
  const row = prepared<[string, number], FillRow>(
    db,
    'SELECT * FROM fills WHERE fill_id = ? AND revision = ?',
  ).get(fillId, revision);
  append(db, { at, kind: 'fill', who: 'broker', orderId: orderIdOf(row?.order_id), body: row });
}

const orderIdOf = (text: string | null | undefined): OrderId | null =>
  text === null || text === undefined ? null : orderId(text);

/** False = nothing new. A report that leaves out the realised P&L does not erase it. */
export function recordCommission(db: WritableDb, commission: Commission, heardAt?: EpochMs): boolean {
  const record = db.transaction((): boolean => {
    if (!insertCommission(db, commission)) return false;
    auditCommission(db, commission.execId, heardAt ?? epochMs(lastAuditMs(db) ?? 0));
    return true;
  });
  return record.immediate();
}

function insertCommission(db: WritableDb, commission: Commission): boolean {
  const { changes } = prepared(
    db,
    `INSERT INTO commissions (exec_id, amount_money, currency, realized_pnl_money)
      VALUES (@execId, @amount, @currency, @realizedPnl)
      ON CONFLICT (exec_id) DO UPDATE SET amount_money = excluded.amount_money, currency = excluded.currency,
        realized_pnl_money = coalesce(excluded.realized_pnl_money, realized_pnl_money)
      WHERE amount_money <> excluded.amount_money OR currency <> excluded.currency
        OR excluded.realized_pnl_money IS NOT NULL AND realized_pnl_money IS NOT excluded.realized_pnl_money`,
  ).run({
    ...commission,
    amount: real(commission.amount, 'a commission'),
    realizedPnl: realOrNull(commission.realizedPnl, 'a realised P&L'),
  });
  return changes === 1;
}

function auditCommission(db: WritableDb, execId: string, at: EpochMs): void {
  const row = prepared<[string], object>(db, 'SELECT * FROM commissions WHERE exec_id = ?').get(execId);
  const owner = prepared<[string], { order_id: string | null }>(
    db,
    'SELECT order_id FROM fills WHERE fill_id = ? AND order_id IS NOT NULL',
  ).get(splitExecId(execId).fillId);
  append(db, { at, kind: 'commission', who: 'broker', orderId: orderIdOf(owner?.order_id), body: row });
}
