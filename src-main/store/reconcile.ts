import { conId, fillId, orderId, ticker } from '#shared/ids.ts';
import type { FillId } from '#shared/ids.ts';
import type { Fill, Side } from '#shared/domain/order.ts';
import type { Cause, ItemKind, OwnBook, OwnPosition, ReconcileItem } from '#shared/domain/reconcile.ts';
import { epochMs, money, price } from '#shared/units.ts';
import type { EpochMs, Money } from '#shared/units.ts';
import { append } from './audit.ts';
import { fromJson, ms, msOrNull, real, realOrNull, toJson } from './columns.ts';
import { toFill } from './fills.ts';
import type { FillRow } from './fills.ts';
import type { ReadableDb, WritableDb } from './open.ts';

interface ItemRow {
  readonly id: string;
  readonly key: string;
  readonly kind: ItemKind;
  readonly ticker: string | null;
  readonly order_id: string | null;
  readonly perm_id: number;
  readonly exec_id: string | null;
  readonly expected: string;
  readonly found: string;
  readonly evidence: string;
  readonly value_money: number | null;
  readonly opened_ms: number;
  readonly explained_ms: number | null;
  readonly explained_by: string | null;
  readonly cause: Cause | null;
  readonly note: string;
}

function toItem(row: ItemRow): ReconcileItem {
  return {
    id: row.id,
    key: row.key,
    kind: row.kind,
    ticker: row.ticker === null ? null : ticker(row.ticker),
    orderId: row.order_id === null ? null : orderId(row.order_id),
    permId: row.perm_id,
    execId: row.exec_id,
    expected: row.expected,
    found: row.found,
    evidence: row.evidence,
    value: row.value_money === null ? null : money(row.value_money),
    openedAt: epochMs(row.opened_ms),
    explainedAt: msOrNull(row.explained_ms),
    explainedBy: row.explained_by,
    cause: row.cause,
    note: row.note,
  };
}

const openItemsSql = 'SELECT * FROM reconcile_items WHERE explained_ms IS NULL ORDER BY opened_ms, id';
const closedItemsSql =
  'SELECT * FROM reconcile_items WHERE explained_ms IS NOT NULL ORDER BY explained_ms DESC, id LIMIT ?';
const itemUnderSql = 'SELECT * FROM reconcile_items WHERE key = ? ORDER BY opened_ms DESC, id LIMIT 1';

/** Oldest first. */
export const openItems = (db: ReadableDb): readonly ReconcileItem[] =>
  db.prepare<[], ItemRow>(openItemsSql).all().map(toItem);

/** The newest explained first. */
export const closedItems = (db: ReadableDb, limit: number): readonly ReconcileItem[] =>
  db
    .prepare<[number], ItemRow>(closedItemsSql)
    .all(Math.max(0, Math.trunc(limit)))
    .map(toItem);

/** The newest item about this, open or not; null = there never was one. */
export function itemUnder(db: ReadableDb, key: string): ReconcileItem | null {
  const row = db.prepare<[string], ItemRow>(itemUnderSql).get(key);
  return row === undefined ? null : toItem(row);
}

/** As it now reads, with a record in the audit. */
export function saveItem(db: WritableDb, item: ReconcileItem, at: EpochMs): void {
  const save = db.transaction(() => {
    const row: ItemRow = {
      id: item.id,
      key: item.key,
      kind: item.kind,
      ticker: item.ticker,
      order_id: item.orderId,
      perm_id: item.permId,
      exec_id: item.execId,
      expected: item.expected,
      found: item.found,
      evidence: item.evidence,
      value_money: realOrNull(item.value, 'the value of a difference'),
      opened_ms: ms(item.openedAt),
      explained_ms: item.explainedAt === null ? null : ms(item.explainedAt),
      explained_by: item.explainedBy,
      cause: item.cause,
      note: item.note,
    };
    db.prepare(saveSql).run(row);
    const who = item.explainedBy ?? 'desk';
    append(db, { at, kind: 'state', who, orderId: item.orderId, body: { reconcile: row } });
  });
  save.immediate();
}

const saveSql = `
  INSERT INTO reconcile_items (id, key, kind, ticker, order_id, perm_id, exec_id, expected, found, evidence, value_money, opened_ms,
    explained_ms, explained_by, cause, note)
  VALUES (@id, @key, @kind, @ticker, @order_id, @perm_id, @exec_id, @expected, @found, @evidence, @value_money, @opened_ms,
    @explained_ms, @explained_by, @cause, @note)
  ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, order_id = excluded.order_id, expected = excluded.expected,
    found = excluded.found, evidence = excluded.evidence, value_money = excluded.value_money,
    explained_ms = excluded.explained_ms, explained_by = excluded.explained_by, cause = excluded.cause, note = excluded.note`;

// ---- The own book

interface OwnBookRow {
  readonly at_ms: number;
  readonly fill_mark: number;
  readonly cash_money: number | null;
  readonly cash_mark: number | null;
  readonly positions_json: string;
}

/** null = this account was never compared. */
export function ownBook(db: ReadableDb): OwnBook | null {
  const row = db.prepare<[], OwnBookRow>('SELECT * FROM own_book').get();
  if (row === undefined) return null;
  const { cash_money: amount, cash_mark: mark } = row;
  const positions = fromJson(row.positions_json) as readonly OwnPosition[];
  return {
    at: epochMs(row.at_ms),
    fillMark: row.fill_mark,
    cash: amount === null || mark === null ? null : { amount: money(amount), fillMark: mark },
    positions: positions.map((each) => ({
      conId: conId(each.conId),
      ticker: ticker(each.ticker),
      shares: each.shares,
      avgCost: price(each.avgCost),
    })),
  };
}

export function saveOwnBook(db: WritableDb, { at, fillMark, cash, positions }: OwnBook): void {
  db.prepare(
    `INSERT INTO own_book (id, at_ms, fill_mark, cash_money, cash_mark, positions_json)
    VALUES (1, @at, @fillMark, @amount, @mark, @json)
    ON CONFLICT (id) DO UPDATE SET at_ms = excluded.at_ms, fill_mark = excluded.fill_mark, cash_money = excluded.cash_money,
      cash_mark = excluded.cash_mark, positions_json = excluded.positions_json`,
  ).run({
    at: ms(at),
    fillMark,
    amount: realOrNull(cash?.amount ?? null, 'cash'),
    mark: cash?.fillMark ?? null,
    json: toJson(positions, 'the own positions'),
  });
}

// ---- Fills, in the order in which they were heard

const markSql = 'SELECT coalesce(max(rowid), 0) AS mark FROM fills';
const afterSql = 'SELECT * FROM fills WHERE rowid > ? ORDER BY rowid';
const beforeSql = 'SELECT * FROM fills WHERE fill_id = ? AND revision < ? ORDER BY revision DESC LIMIT 1';

/** Every fill up to here is in the store. Rises with each new one. */
export const fillMark = (db: ReadableDb): number =>
  db.prepare<[], { mark: number }>(markSql).get()?.mark ?? 0;

/** Fills and corrections heard after a mark, in the order in which they were heard. */
export const fillsAfter = (db: ReadableDb, mark: number): readonly Fill[] =>
  db.prepare<[number], FillRow>(afterSql).all(mark).map(toFill);

/** The revision that this one replaces; null = it is the first. */
export function fillBefore(db: ReadableDb, id: FillId, revision: number): Fill | null {
  const row = db.prepare<[string, number], FillRow>(beforeSql).get(id, revision);
  return row === undefined ? null : toFill(row);
}

interface FlowRow {
  readonly rowid: number;
  readonly fill_id: string;
  readonly revision: number;
  readonly side: Side;
  readonly shares: number;
  readonly price: number;
  readonly amount_money: number | null;
  readonly currency: string | null;
}

const flowsSql = `
  SELECT f.rowid, f.fill_id, f.revision, f.side, f.shares, f.price, c.amount_money, c.currency
  FROM fills f LEFT JOIN commissions c ON c.exec_id = f.exec_id WHERE f.rowid > ? ORDER BY f.rowid`;

/** What the fills heard after a mark did to the cash; null = it cannot be said: a commission is missing, or is in another currency, or a fill was corrected. */
export function cashFlowAfter(db: ReadableDb, mark: number, currency: string): Money | null {
  let flow = 0;
  for (const row of db.prepare<[number], FlowRow>(flowsSql).iterate(mark)) {
    if (row.amount_money === null || row.currency !== currency) return null;
    if (row.revision > 1 && fillBefore(db, fillId(row.fill_id), row.revision) !== null) return null;
    flow += (row.side === 'BUY' ? -1 : 1) * row.shares * row.price - row.amount_money;
  }
  return money(real(flow, 'a flow of cash'));
}
