import type { WritableDb } from '../open.ts';

export const version = 2;

/** The rebalance engine and the short book have reasons of their own. A CHECK cannot be changed in place, so the table is made anew. */
export function up(db: WritableDb): void {
  db.exec(widened);
}

const columns = `
  order_id, seq, proposal_id, account, ticker, con_id, side, shares, style, limit_price, priority,
  tif, reason, decision_bid_price, decision_ask_price, decision_ms, api_order_id, perm_id, state,
  state_ms, state_why, state_code, state_perm_id, filled_shares, avg_fill_price, commission_money,
  created_ms, updated_ms
`;

const widened = `
CREATE TABLE orders_next (
  order_id TEXT NOT NULL PRIMARY KEY CHECK (length(order_id) BETWEEN 1 AND 40),
  seq INTEGER NOT NULL REFERENCES intervals (seq),
  proposal_id TEXT NOT NULL REFERENCES proposals (proposal_id),
  account TEXT NOT NULL,
  ticker TEXT NOT NULL,
  con_id INTEGER NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('BUY', 'SELL')),
  shares INTEGER NOT NULL CHECK (shares > 0),
  style TEXT NOT NULL CHECK (style IN ('MKT', 'LMT', 'MIDPRICE', 'ADAPTIVE', 'MOC', 'LOC')),
  limit_price REAL CHECK (limit_price > 0),
  priority TEXT CHECK (priority IN ('Patient', 'Normal', 'Urgent')),
  tif TEXT NOT NULL CHECK (tif IN ('DAY', 'GTC')),
  reason TEXT NOT NULL CHECK (reason IN ('CUT_SCORE', 'CUT_LOSER', 'CUT_DEAD_MONEY', 'TRIM_NAME', 'TRIM_SECTOR',
    'TRIM_GROSS', 'ROTATE_GREEN', 'ROTATE_RED', 'BUY_CASH', 'HEDGE_BETA', 'REBALANCE', 'CUT_SCORE_SHORT',
    'CUT_LOSER_SHORT', 'CUT_DEAD_MONEY_SHORT', 'TRIM_NAME_SHORT', 'TRIM_SECTOR_SHORT', 'TRIM_GROSS_SHORT',
    'ROTATE_GREEN_SHORT', 'ROTATE_RED_SHORT', 'BUY_CASH_SHORT')),
  decision_bid_price REAL NOT NULL CHECK (decision_bid_price > 0),
  decision_ask_price REAL NOT NULL CHECK (decision_ask_price > 0),
  decision_ms INTEGER NOT NULL,
  api_order_id INTEGER CHECK (api_order_id >= 0),
  perm_id INTEGER NOT NULL CHECK (perm_id >= 0),
  state TEXT NOT NULL CHECK (state IN ('journalled', 'sent', 'held', 'working', 'cancelling', 'filled', 'cancelled',
    'rejected', 'unresolved', 'never-sent')),
  state_ms INTEGER,
  state_why TEXT,
  state_code INTEGER,
  state_perm_id INTEGER,
  live INTEGER NOT NULL GENERATED ALWAYS AS (state NOT IN ('filled', 'cancelled', 'rejected', 'never-sent')) VIRTUAL,
  filled_shares INTEGER NOT NULL CHECK (filled_shares >= 0),
  avg_fill_price REAL CHECK (avg_fill_price >= 0),
  commission_money REAL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  CHECK (style NOT IN ('LMT', 'LOC') OR limit_price IS NOT NULL),
  CHECK (style NOT IN ('MKT', 'MOC') OR limit_price IS NULL),
  CHECK ((style = 'ADAPTIVE') = (priority IS NOT NULL)),
  CHECK ((state_ms IS NOT NULL) = (state IN ('sent', 'cancelling', 'filled', 'cancelled', 'rejected', 'unresolved'))),
  CHECK ((state_why IS NOT NULL) = (state IN ('held', 'cancelled', 'rejected', 'unresolved', 'never-sent'))),
  CHECK ((state_code IS NOT NULL) = (state = 'rejected')),
  CHECK ((state_perm_id IS NOT NULL) = (state = 'working'))
) STRICT;

INSERT INTO orders_next (${columns}) SELECT ${columns} FROM orders ORDER BY rowid;
DROP TABLE orders;
ALTER TABLE orders_next RENAME TO orders;
CREATE INDEX orders_open ON orders (created_ms) WHERE live = 1;
CREATE UNIQUE INDEX orders_open_by_api_id ON orders (api_order_id) WHERE live = 1;
CREATE INDEX orders_by_updated ON orders (updated_ms);
`;
