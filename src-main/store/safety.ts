import type { SafetyDay, SafetyEvent, SafetyStore } from '#shared/domain/safety.ts';
import { epochMs, money } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { append } from './audit.ts';
import { fromJson, ms, real, toJson } from './columns.ts';
import type { ReadableDb, WritableDb } from './open.ts';

interface EventRow {
  readonly id: number;
  readonly at_ms: number;
  readonly kind: SafetyEvent['kind'];
  readonly who: string;
  readonly what: string;
  readonly reason: string;
  readonly numbers_json: string;
  readonly trip: SafetyEvent['trip'];
  readonly state: SafetyEvent['state'];
}

interface DayRow {
  readonly date: number;
  readonly start_ms: number;
  readonly start_nav_money: number;
  readonly start_cash_money: number;
  readonly flow_money: number;
  readonly peak_money: number;
}

const toEvent = (row: EventRow): SafetyEvent => ({
  id: row.id,
  at: epochMs(row.at_ms),
  kind: row.kind,
  who: row.who,
  what: row.what,
  reason: row.reason,
  numbers: fromJson(row.numbers_json) as Readonly<Record<string, number>>,
  trip: row.trip,
  state: row.state,
});

const toDay = (row: DayRow): SafetyDay => ({
  date: row.date,
  startAt: epochMs(row.start_ms),
  startNav: money(row.start_nav_money),
  startCash: money(row.start_cash_money),
  flow: money(row.flow_money),
  peak: money(row.peak_money),
});

/** The safety record of an open file; `using` turns what fails into a StoreError. */
export const safetyOver = (db: WritableDb, using: <T>(use: () => T) => T): SafetyStore => ({
  record: (event) => using(() => recordSafetyEvent(db, event)),
  events: (limit) => using(() => safetyEvents(db, limit)),
  eventsSince: (at) => using(() => safetyEventsSince(db, at)),
  eventsSinceReset: () => using(() => safetyEventsSinceReset(db)),
  day: (date) => using(() => safetyDay(db, date)),
  saveDay: (day) => using(() => saveSafetyDay(db, day)),
  firstOwnFill: () => using(() => firstOwnFill(db)),
});

/** Newest first. */
export function safetyEvents(db: ReadableDb, limit: number): readonly SafetyEvent[] {
  const sql = 'SELECT * FROM safety_events ORDER BY id DESC LIMIT ?';
  return db
    .prepare<[number], EventRow>(sql)
    .all(Math.max(0, Math.trunc(limit)))
    .map(toEvent);
}

/** Newest first. */
export function safetyEventsSince(db: ReadableDb, at: EpochMs): readonly SafetyEvent[] {
  const sql = 'SELECT * FROM safety_events WHERE at_ms >= ? ORDER BY id DESC';
  return db.prepare<[number], EventRow>(sql).all(ms(at)).map(toEvent);
}

/** Newest first. */
export function safetyEventsSinceReset(db: ReadableDb): readonly SafetyEvent[] {
  const sql = `SELECT * FROM safety_events
    WHERE id > (SELECT coalesce(max(id), 0) FROM safety_events WHERE kind = 'reset') ORDER BY id DESC`;
  return db.prepare<[], EventRow>(sql).all().map(toEvent);
}

export function safetyDay(db: ReadableDb, date: number): SafetyDay | null {
  const row = db.prepare<[number], DayRow>('SELECT * FROM safety_days WHERE date = ?').get(date);
  return row === undefined ? null : toDay(row);
}

/** Null = no order of this desk has ever filled here. */
export function firstOwnFill(db: ReadableDb): EpochMs | null {
  const sql = 'SELECT min(at_ms) AS at_ms FROM fills WHERE order_id IS NOT NULL';
  const at = db.prepare<[], { at_ms: number | null }>(sql).get()?.at_ms ?? null;
  return at === null ? null : epochMs(at);
}

/** Only ever added to; the audit journal has it too. */
export function recordSafetyEvent(db: WritableDb, event: Omit<SafetyEvent, 'id'>): SafetyEvent {
  for (const [name, value] of Object.entries(event.numbers)) real(value, name);
  const insert = db.prepare(
    `INSERT INTO safety_events (at_ms, kind, who, what, reason, numbers_json, trip, state)
     VALUES (@at, @kind, @who, @what, @reason, @numbers, @trip, @state)`,
  );
  const write = db.transaction((): SafetyEvent => {
    const numbers = toJson(event.numbers, 'the numbers of a safety event');
    const { lastInsertRowid } = insert.run({ ...event, at: ms(event.at), numbers });
    append(db, { at: event.at, kind: 'state', who: event.who, orderId: null, body: { safety: event } });
    return { ...event, id: Number(lastInsertRowid) };
  });
  return write.immediate();
}

export function saveSafetyDay(db: WritableDb, day: SafetyDay): void {
  db.prepare(
    `INSERT INTO safety_days (date, start_ms, start_nav_money, start_cash_money, flow_money, peak_money)
     VALUES (@date, @startAt, @startNav, @startCash, @flow, @peak)
     ON CONFLICT (date) DO UPDATE SET flow_money = excluded.flow_money, peak_money = excluded.peak_money`,
  ).run({
    date: day.date,
    startAt: ms(day.startAt),
    startNav: real(day.startNav, 'the NAV at the start of a day'),
    startCash: real(day.startCash, 'the cash at the start of a day'),
    flow: real(day.flow, 'the cash flow of a day'),
    peak: real(day.peak, 'the peak of a day'),
  });
}
