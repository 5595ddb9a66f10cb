import type { WritableDb } from '#store/open.ts';
import { account, t0 } from '../builders.ts';

// Rows as builds before the audit wrote them.

export function insertOldProposal(db: WritableDb): void {
  db.prepare("INSERT INTO intervals VALUES (1, ?, '{}', '{}')").run(t0);
  db.prepare("INSERT INTO proposals VALUES ('p-1', ?, '{}', 'open', NULL, NULL, '', '[]')").run(t0);
}

export function insertOldOrder(db: WritableDb, id: string, apiId: number, reason = 'ROTATE_RED'): void {
  db.prepare(
    `INSERT INTO orders (order_id, seq, proposal_id, account, ticker, con_id, side, shares, style, limit_price, tif, reason,
      decision_bid_price, decision_ask_price, decision_ms, api_order_id, perm_id, state, filled_shares, created_ms, updated_ms)
    VALUES (@id, 1, 'p-1', @account, 'AAPL', 265598, 'SELL', 100, 'LMT', 201.37, 'DAY', @reason,
      201.1, 201.3, @at, @apiId, 0, 'journalled', 0, @at, @at)`,
  ).run({ id, account, reason, at: t0, apiId });
}

export function insertOldFill(db: WritableDb, id: string, orderId: string | null): void {
  db.prepare(
    `INSERT INTO fills (fill_id, revision, exec_id, order_id, perm_id, account, ticker, con_id, side, shares, price, exchange, at_ms)
    VALUES (@id, 1, @id || '.01', @orderId, 7, @account, 'AAPL', 265598, 'SELL', 40, 201.2, 'ISLAND', @at)`,
  ).run({ id, orderId, account, at: t0 });
}
