import type { WritableDb } from '../open.ts';

export const version = 1;

/** Written into the file's header, so that a database of another program is recognised ("Drft"). */
export const applicationId = 0x44726674;

/**
 * Times are whole milliseconds since 1970 UTC, prices are per share in the contract's currency, money is in the account's currency.
 * Shares are positive; `side` carries the sign. Bulky values that are only ever read whole are JSON.
 */
export function up(db: WritableDb): void {
  db.pragma(`application_id = ${applicationId}`);
  db.exec(journal);
  db.exec(orders);
  db.exec(facts);
}

const journal = `
CREATE TABLE identity (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  kind TEXT NOT NULL CHECK (kind IN ('practice', 'paper', 'live')),
  account TEXT NOT NULL CHECK (length(account) > 0)
) STRICT;

CREATE TABLE intervals (
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  at_ms INTEGER NOT NULL,
  input_json TEXT NOT NULL,
  decision_json TEXT NOT NULL
) STRICT;

CREATE TABLE saved_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL REFERENCES intervals (seq),
  state_json TEXT NOT NULL
) STRICT;

CREATE TABLE proposals (
  proposal_id TEXT NOT NULL PRIMARY KEY CHECK (length(proposal_id) > 0),
  at_ms INTEGER NOT NULL,
  proposal_json TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'approved', 'part-approved', 'rejected', 'expired', 'superseded')),
  decided_ms INTEGER,
  decided_by TEXT,
  why TEXT NOT NULL,
  legs_json TEXT NOT NULL
) STRICT;
CREATE INDEX proposals_by_time ON proposals (at_ms);

CREATE TABLE commands (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  who TEXT NOT NULL,
  name TEXT NOT NULL,
  input_json TEXT NOT NULL
) STRICT;
`;

// An API order id only means something within one client id and may start again when TWS is reset,
// so it is unique among the orders that are still open, not for ever.
const orders = `
CREATE TABLE orders (
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
    'TRIM_GROSS', 'ROTATE_GREEN', 'ROTATE_RED', 'BUY_CASH', 'HEDGE_BETA')),
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
CREATE INDEX orders_open ON orders (created_ms) WHERE live = 1;
CREATE UNIQUE INDEX orders_open_by_api_id ON orders (api_order_id) WHERE live = 1;
CREATE INDEX orders_by_updated ON orders (updated_ms);
`;

const facts = `
CREATE TABLE fills (
  fill_id TEXT NOT NULL CHECK (length(fill_id) > 0),
  revision INTEGER NOT NULL,
  exec_id TEXT NOT NULL,
  order_id TEXT,
  perm_id INTEGER NOT NULL,
  account TEXT NOT NULL,
  ticker TEXT NOT NULL,
  con_id INTEGER NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('BUY', 'SELL')),
  shares INTEGER NOT NULL CHECK (shares > 0),
  price REAL NOT NULL CHECK (price >= 0),
  exchange TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (fill_id, revision)
) STRICT;
CREATE INDEX fills_by_time ON fills (at_ms, fill_id);
CREATE INDEX fills_of_ticker ON fills (ticker, at_ms, fill_id);
CREATE INDEX fills_of_order ON fills (order_id, at_ms, fill_id);

CREATE TABLE commissions (
  exec_id TEXT NOT NULL PRIMARY KEY CHECK (length(exec_id) > 0),
  amount_money REAL NOT NULL,
  currency TEXT NOT NULL,
  realized_pnl_money REAL
) STRICT;

CREATE TABLE bars (
  con_id INTEGER NOT NULL,
  size TEXT NOT NULL CHECK (size IN ('1 day', '30 mins', '5 mins', '1 min')),
  at_ms INTEGER NOT NULL,
  open_price REAL NOT NULL,
  high_price REAL NOT NULL,
  low_price REAL NOT NULL,
  close_price REAL NOT NULL,
  volume_shares REAL NOT NULL CHECK (volume_shares >= 0),
  PRIMARY KEY (con_id, size, at_ms)
) STRICT, WITHOUT ROWID;
`;
