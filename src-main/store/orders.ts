import { StoreError } from '#app/ports.ts';
import { accountId, conId, orderId, proposalId, ticker, workId } from '#shared/ids.ts';
import type { OrderId } from '#shared/ids.ts';
import { unreachable, ensure } from '#shared/assert.ts';
import type { ChildMarks, Order, OrderIntent, OrderStyle, Side } from '#shared/domain/order.ts';
import type { Reason } from '#shared/domain/proposal.ts';
import { epochMs, money, price, shares } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { append } from './audit.ts';
import { ms, real, realOrNull } from './columns.ts';
import type { ReadableDb, WritableDb } from './open.ts';
import { fromOrderState, toOrderState } from './order-state.ts';
import type { OrderStateRow } from './order-state.ts';
import { prepared } from './prepared.ts';
import { codeOf } from './store-error.ts';

interface OrderRow extends OrderStateRow {
  readonly order_id: string;
  readonly proposal_id: string;
  readonly account: string;
  readonly ticker: string;
  readonly con_id: number;
  readonly side: Side;
  readonly shares: number;
  readonly style: OrderStyle['type'];
  readonly limit_price: number | null;
  readonly priority: 'Patient' | 'Normal' | 'Urgent' | null;
  readonly tif: 'DAY' | 'GTC';
  readonly reason: Reason;
  readonly decision_bid_price: number;
  readonly decision_ask_price: number;
  readonly decision_ms: number;
  readonly work_id: string | null;
  readonly work_shares: number | null;
  readonly arrival_bid_price: number | null;
  readonly arrival_ask_price: number | null;
  readonly arrival_ms: number | null;
  readonly send_bid_price: number | null;
  readonly send_ask_price: number | null;
  readonly send_ms: number | null;
  readonly api_order_id: number | null;
  readonly perm_id: number;
  readonly filled_shares: number;
  readonly avg_fill_price: number | null;
  readonly commission_money: number | null;
  readonly created_ms: number;
  readonly updated_ms: number;
}

function toOrder(row: OrderRow): Order {
  return {
    intent: toIntent(row),
    account: accountId(row.account),
    status: toOrderState(row),
    permId: row.perm_id,
    apiOrderId: row.api_order_id,
    filled: shares(row.filled_shares),
    avgFillPrice: row.avg_fill_price === null ? null : price(row.avg_fill_price),
    commission: row.commission_money === null ? null : money(row.commission_money),
    createdAt: epochMs(row.created_ms),
    updatedAt: epochMs(row.updated_ms),
  };
}

function toIntent(row: OrderRow): OrderIntent {
  return {
    orderId: orderId(row.order_id),
    proposalId: proposalId(row.proposal_id),
    ticker: ticker(row.ticker),
    conId: conId(row.con_id),
    side: row.side,
    shares: shares(row.shares),
    style: toStyle(row),
    tif: row.tif,
    reason: row.reason,
    decision: {
      bid: price(row.decision_bid_price),
      ask: price(row.decision_ask_price),
      at: epochMs(row.decision_ms),
    },
    child: toChild(row),
  };
}

function toChild(row: OrderRow): ChildMarks | null {
  if (row.work_id === null) return null;
  const there = (n: number | null): number => ensure(n, `the quotes of order ${row.order_id}`);
  return {
    workId: workId(row.work_id),
    of: shares(there(row.work_shares)),
    arrival: {
      bid: price(there(row.arrival_bid_price)),
      ask: price(there(row.arrival_ask_price)),
      at: epochMs(there(row.arrival_ms)),
    },
    send: {
      bid: price(there(row.send_bid_price)),
      ask: price(there(row.send_ask_price)),
      at: epochMs(there(row.send_ms)),
    },
  };
}

function toStyle(row: OrderRow): OrderStyle {
  const limit = row.limit_price === null ? null : price(row.limit_price);
  switch (row.style) {
    case 'MKT':
    case 'MOC':
      return { type: row.style };
    case 'LMT':
    case 'LOC':
      return { type: row.style, limit: ensure(limit, `limit_price of a ${row.style} order`) };
    case 'MIDPRICE':
      return { type: 'MIDPRICE', limit };
    case 'ADAPTIVE':
      return { type: 'ADAPTIVE', priority: ensure(row.priority, 'priority of an ADAPTIVE order'), limit };
    default:
      return unreachable(row.style);
  }
}

const orderSql = 'SELECT * FROM orders WHERE order_id = ?';
const openOrdersSql = 'SELECT * FROM orders WHERE live = 1 ORDER BY created_ms, rowid';
const ordersSinceSql = 'SELECT * FROM orders WHERE updated_ms >= ? ORDER BY created_ms DESC, rowid DESC';
const cancelsSinceSql = `
  SELECT order_id FROM orders WHERE updated_ms >= ? AND EXISTS (
    SELECT 1 FROM audit WHERE audit.order_id = orders.order_id AND kind = 'order' AND json_extract(body_json, '$.state') = 'cancelling')`;

export function orderById(db: ReadableDb, id: OrderId): Order | null {
  const row = db.prepare<[string], OrderRow>(orderSql).get(id);
  return row === undefined ? null : toOrder(row);
}

/** Oldest first. */
export function openOrders(db: ReadableDb): readonly Order[] {
  return db.prepare<[], OrderRow>(openOrdersSql).all().map(toOrder);
}

/** Orders of which anything happened since then, the newest made first. */
export function ordersSince(db: ReadableDb, at: EpochMs): readonly Order[] {
  return db.prepare<[number], OrderRow>(ordersSinceSql).all(ms(at)).map(toOrder);
}

/** Those of them whose cancel was asked at any time, whatever became of it. */
export function cancelsSince(db: ReadableDb, at: EpochMs): readonly OrderId[] {
  const rows = db.prepare<[number], Pick<OrderRow, 'order_id'>>(cancelsSinceSql).all(ms(at));
  return rows.map((row) => orderId(row.order_id));
}

/** Throws where the order id is known, or the API id belongs to an order that is still open. Call inside the journal's transaction. */
export function insertOrder(db: WritableDb, seq: number, order: Order): void {
  try {
    prepared(db, insertSql).run({ seq, ...intentColumns(order), ...statusColumns(order) });
    auditOrder(db, order);
  } catch (error) {
    throw refusalOf(error, db, order);
  }
}

/** The intent never changes once journalled; everything that the broker decides does. */
export function saveOrder(db: WritableDb, order: Order): void {
  const save = db.transaction(() => {
    const { changes } = prepared(db, updateSql).run(statusColumns(order));
    if (changes !== 1) {
      throw new StoreError(`${db.name} has no order ${order.intent.orderId}: it was never journalled.`);
    }
    auditOrder(db, order);
  });
  save.immediate();
}

/** The record is the row as the file now holds it. */
function auditOrder(db: WritableDb, { intent, updatedAt }: Order): void {
  const row = prepared<[string], OrderRow>(db, orderSql).get(intent.orderId);
  append(db, { at: updatedAt, kind: 'order', who: 'desk', orderId: intent.orderId, body: row });
}

const insertSql = `
  INSERT INTO orders (order_id, seq, proposal_id, account, ticker, con_id, side, shares, style, limit_price, priority, tif, reason,
    decision_bid_price, decision_ask_price, decision_ms, work_id, work_shares, arrival_bid_price, arrival_ask_price, arrival_ms,
    send_bid_price, send_ask_price, send_ms, api_order_id, perm_id, state, state_ms, state_why, state_code,
    state_perm_id, filled_shares, avg_fill_price, commission_money, created_ms, updated_ms)
  VALUES (@order_id, @seq, @proposal_id, @account, @ticker, @con_id, @side, @shares, @style, @limit_price, @priority, @tif, @reason,
    @decision_bid_price, @decision_ask_price, @decision_ms, @work_id, @work_shares, @arrival_bid_price, @arrival_ask_price, @arrival_ms,
    @send_bid_price, @send_ask_price, @send_ms, @api_order_id, @perm_id, @state, @state_ms, @state_why, @state_code,
    @state_perm_id, @filled_shares, @avg_fill_price, @commission_money, @created_ms, @updated_ms)`;

const updateSql = `
  UPDATE orders SET api_order_id = @api_order_id, perm_id = @perm_id, state = @state, state_ms = @state_ms, state_why = @state_why,
    state_code = @state_code, state_perm_id = @state_perm_id, filled_shares = @filled_shares, avg_fill_price = @avg_fill_price,
    commission_money = @commission_money, updated_ms = @updated_ms
  WHERE order_id = @order_id`;

function intentColumns({ intent, account, createdAt }: Order): object {
  const { style, decision } = intent;
  return {
    proposal_id: intent.proposalId,
    account,
    ticker: intent.ticker,
    con_id: intent.conId,
    side: intent.side,
    shares: intent.shares,
    style: style.type,
    limit_price: realOrNull('limit' in style ? style.limit : null, 'a limit price'),
    priority: 'priority' in style ? style.priority : null,
    tif: intent.tif,
    reason: intent.reason,
    decision_bid_price: real(decision.bid, 'the bid at decision'),
    decision_ask_price: real(decision.ask, 'the ask at decision'),
    decision_ms: ms(decision.at),
    ...childColumns(intent.child),
    created_ms: ms(createdAt),
  };
}

function childColumns(child: ChildMarks | null): object {
  return {
    work_id: child?.workId ?? null,
    work_shares: child?.of ?? null,
    arrival_bid_price: realOrNull(child?.arrival.bid ?? null, 'the bid at arrival'),
    arrival_ask_price: realOrNull(child?.arrival.ask ?? null, 'the ask at arrival'),
    arrival_ms: child === null ? null : ms(child.arrival.at),
    send_bid_price: realOrNull(child?.send.bid ?? null, 'the bid when it was sent'),
    send_ask_price: realOrNull(child?.send.ask ?? null, 'the ask when it was sent'),
    send_ms: child === null ? null : ms(child.send.at),
  };
}

function statusColumns(order: Order): object {
  return {
    order_id: order.intent.orderId,
    api_order_id: order.apiOrderId,
    perm_id: order.permId,
    ...fromOrderState(order.status),
    filled_shares: order.filled,
    avg_fill_price: realOrNull(order.avgFillPrice, 'an average price'),
    commission_money: realOrNull(order.commission, 'a commission'),
    updated_ms: ms(order.updatedAt),
  };
}

function refusalOf(error: unknown, db: ReadableDb, { intent, apiOrderId }: Order): unknown {
  const refuse = (why: string): StoreError =>
    new StoreError(`${db.name}: ${why} Nothing of this interval was written.`, { cause: error });
  switch (codeOf(error)) {
    case 'SQLITE_CONSTRAINT_PRIMARYKEY':
      return refuse(`order ${intent.orderId} is journalled already and must not be sent again.`);
    case 'SQLITE_CONSTRAINT_UNIQUE':
      return refuse(
        `API order id ${String(apiOrderId)} of order ${intent.orderId} belongs to another order that is still open.`,
      );
    case 'SQLITE_CONSTRAINT_FOREIGNKEY':
      return refuse(
        `order ${intent.orderId} comes from proposal ${intent.proposalId}, which was never recorded.`,
      );
    default:
      return error;
  }
}
