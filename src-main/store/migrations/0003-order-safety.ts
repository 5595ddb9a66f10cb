import type { WritableDb } from '../open.ts';

export const version = 3;

/** What makes orders safe to lose nothing of: one block of SQL per concern. */
export function up(db: WritableDb): void {
  for (const block of blocks) db.exec(block);
}

// Everything that happened, in the order in which it was written down. AUTOINCREMENT, so that no id is ever given twice.
const audit = `
ALTER TABLE identity ADD COLUMN created_ms INTEGER;
UPDATE identity SET created_ms = CAST(unixepoch('subsec') * 1000 AS INTEGER);
CREATE TRIGGER identity_is_dated AFTER INSERT ON identity WHEN NEW.created_ms IS NULL
BEGIN UPDATE identity SET created_ms = CAST(unixepoch('subsec') * 1000 AS INTEGER) WHERE id = NEW.id; END;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('command', 'decision', 'order', 'broker', 'fill', 'commission', 'verdict', 'setting', 'state')),
  who TEXT NOT NULL,
  order_id TEXT,
  body_json TEXT NOT NULL,
  prev_hash TEXT NOT NULL CHECK (length(prev_hash) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
CREATE INDEX audit_of_order ON audit (order_id, id) WHERE order_id IS NOT NULL;
CREATE INDEX audit_settings ON audit (id) WHERE kind = 'setting';

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'a record of the audit is never changed'); END;
CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'a record of the audit is never removed'); END;
`;

// Differences between the broker's books and the desk's, and what the desk last knew of its positions. Amounts in the account's currency.
const reconcile = `
CREATE TABLE reconcile_items (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) > 0),
  key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('manual-trade', 'missing-fill', 'unexplained', 'transfer', 'corporate-action', 'bust', 'correction',
    'unknown-order', 'foreign-order', 'order-changed', 'two-orders', 'overfilled', 'commission-missing', 'cash-difference',
    'other-contract')),
  ticker TEXT,
  order_id TEXT,
  perm_id INTEGER NOT NULL CHECK (perm_id >= 0),
  exec_id TEXT,
  expected TEXT NOT NULL,
  found TEXT NOT NULL,
  evidence TEXT NOT NULL,
  value_money REAL CHECK (value_money >= 0),
  opened_ms INTEGER NOT NULL,
  explained_ms INTEGER,
  explained_by TEXT,
  cause TEXT CHECK (cause IN ('manual-trade', 'missing-fill', 'corporate-action', 'transfer', 'liquidation', 'bust', 'correction',
    'cash-flow', 'other', 'settled', 'ignored', 'adopted', 'not-traded')),
  note TEXT NOT NULL,
  CHECK ((explained_ms IS NULL) = (explained_by IS NULL)),
  CHECK ((explained_ms IS NULL) = (cause IS NULL))
) STRICT;
CREATE UNIQUE INDEX reconcile_items_open ON reconcile_items (key) WHERE explained_ms IS NULL;
CREATE INDEX reconcile_items_by_key ON reconcile_items (key, opened_ms);
CREATE INDEX reconcile_items_by_end ON reconcile_items (explained_ms);

CREATE TABLE own_book (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at_ms INTEGER NOT NULL,
  fill_mark INTEGER NOT NULL CHECK (fill_mark >= 0),
  cash_money REAL,
  cash_mark INTEGER CHECK (cash_mark >= 0),
  positions_json TEXT NOT NULL,
  CHECK ((cash_money IS NULL) = (cash_mark IS NULL))
) STRICT;
`;

// Who stopped, armed and killed what, and why. The newest event says in which state the account is.
const safety = `
CREATE TABLE safety_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('halt', 'reduce', 'reset', 'trip', 'arm', 'disarm', 'kill', 'survivors', 'cap', 'note')),
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  reason TEXT NOT NULL,
  numbers_json TEXT NOT NULL,
  trip TEXT CHECK (trip IN ('day-loss', 'drawdown', 'data-loss', 'rejects', 'clock', 'sleep', 'orders', 'messages')),
  state TEXT NOT NULL CHECK (state IN ('active', 'reducing', 'halted')),
  CHECK ((kind = 'trip') = (trip IS NOT NULL))
) STRICT;
CREATE INDEX safety_events_by_time ON safety_events (at_ms);
CREATE TRIGGER safety_events_are_never_changed BEFORE UPDATE ON safety_events
BEGIN SELECT RAISE(ABORT, 'a safety event is never changed'); END;
CREATE TRIGGER safety_events_are_never_removed BEFORE DELETE ON safety_events
BEGIN SELECT RAISE(ABORT, 'a safety event is never removed'); END;

CREATE TABLE safety_days (
  date INTEGER PRIMARY KEY CHECK (date > 19000101),
  start_ms INTEGER NOT NULL,
  start_nav_money REAL NOT NULL,
  start_cash_money REAL NOT NULL,
  flow_money REAL NOT NULL,
  peak_money REAL NOT NULL CHECK (peak_money >= 0)
) STRICT;
`;

// Approved trades that are worked by child orders, one after the other. A child carries three quotes: at the approval, when the first child
// went, and when it went itself.
const works = `
CREATE TABLE works (
  work_id TEXT NOT NULL PRIMARY KEY CHECK (length(work_id) > 0),
  proposal_id TEXT NOT NULL REFERENCES proposals,
  ticker TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('BUY', 'SELL')),
  shares INTEGER NOT NULL CHECK (shares > 0),
  filled_shares INTEGER NOT NULL CHECK (filled_shares >= 0),
  stage TEXT NOT NULL CHECK (stage IN ('waiting', 'passive', 'mid', 'cross', 'auction', 'done', 'stopped')),
  since_ms INTEGER NOT NULL,
  deadline_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  work_json TEXT NOT NULL
) STRICT;
CREATE INDEX works_by_updated ON works (updated_ms);

ALTER TABLE orders ADD COLUMN work_id TEXT REFERENCES works;
ALTER TABLE orders ADD COLUMN work_shares INTEGER CHECK (work_shares > 0);
ALTER TABLE orders ADD COLUMN arrival_bid_price REAL CHECK (arrival_bid_price > 0);
ALTER TABLE orders ADD COLUMN arrival_ask_price REAL CHECK (arrival_ask_price > 0);
ALTER TABLE orders ADD COLUMN arrival_ms INTEGER;
ALTER TABLE orders ADD COLUMN send_bid_price REAL CHECK (send_bid_price > 0);
ALTER TABLE orders ADD COLUMN send_ask_price REAL CHECK (send_ask_price > 0);
ALTER TABLE orders ADD COLUMN send_ms INTEGER;
CREATE INDEX orders_of_work ON orders (work_id) WHERE work_id IS NOT NULL;
`;

// What the limits said, by order and proposal: the words and numbers stand in the audit. And the hard limits that refused something: they may
// not be made wider on the same day.
const verdicts = `
CREATE TABLE verdicts (
  audit_id INTEGER PRIMARY KEY REFERENCES audit,
  seq INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  stage TEXT NOT NULL CHECK (stage IN ('proposal', 'approval', 'send')),
  proposal_id TEXT NOT NULL,
  order_id TEXT,
  trades INTEGER NOT NULL CHECK (trades > 0),
  soft INTEGER NOT NULL CHECK (soft >= 0),
  hard INTEGER NOT NULL CHECK (hard >= 0),
  CHECK ((stage = 'send') = (order_id IS NOT NULL))
) STRICT;
CREATE INDEX verdicts_of_proposal ON verdicts (proposal_id, audit_id);
CREATE INDEX verdicts_of_order ON verdicts (order_id) WHERE order_id IS NOT NULL;

CREATE TABLE limit_hits (
  date INTEGER NOT NULL CHECK (date > 19000101),
  rule TEXT NOT NULL,
  ticker TEXT NOT NULL,
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  count INTEGER NOT NULL CHECK (count > 0),
  value REAL,
  limit_value REAL,
  words TEXT NOT NULL,
  PRIMARY KEY (date, rule, ticker)
) STRICT;
`;

// An execution that was taken back comes again with no shares. A CHECK cannot be changed in place, so the table is made anew; rows keep their
// numbers, by which the own book says how far it has counted.
const fills = `
CREATE TABLE fills_next (
  fill_id TEXT NOT NULL CHECK (length(fill_id) > 0),
  revision INTEGER NOT NULL,
  exec_id TEXT NOT NULL,
  order_id TEXT,
  perm_id INTEGER NOT NULL,
  account TEXT NOT NULL,
  ticker TEXT NOT NULL,
  con_id INTEGER NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('BUY', 'SELL')),
  shares INTEGER NOT NULL CHECK (shares > 0 OR shares = 0 AND revision > 1),
  price REAL NOT NULL CHECK (price >= 0),
  exchange TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (fill_id, revision)
) STRICT;
INSERT INTO fills_next
  (rowid, fill_id, revision, exec_id, order_id, perm_id, account, ticker, con_id, side, shares, price, exchange, at_ms)
  SELECT rowid, fill_id, revision, exec_id, order_id, perm_id, account, ticker, con_id, side, shares, price, exchange, at_ms
  FROM fills ORDER BY rowid;
DROP TABLE fills;
ALTER TABLE fills_next RENAME TO fills;
CREATE INDEX fills_by_time ON fills (at_ms, fill_id);
CREATE INDEX fills_of_ticker ON fills (ticker, at_ms, fill_id);
CREATE INDEX fills_of_order ON fills (order_id, at_ms, fill_id);
`;

const blocks: readonly string[] = [works, audit, safety, reconcile, verdicts, fills];
