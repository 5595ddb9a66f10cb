import { epochMs, type EpochMs } from './units.ts';
import type { Session } from './domain/market.ts';

// The US stock exchanges' regular sessions, by rule. The contract's own liquid hours win wherever the broker gives them; this is for
// counting trading time over months and for a practice market. Source: the published holiday rules of the NYSE.

export const exchangeZone = 'America/New_York';
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A calendar date as YYYYMMDD, so that dates compare as numbers. */
export type DateKey = number;

const keyOf = (year: number, month: number, day: number): DateKey => year * 10 ** 4 + month * 10 ** 2 + day;
const utcOf = (key: DateKey): number =>
  Date.UTC(Math.floor(key / 10 ** 4), (Math.floor(key / 10 ** 2) % 10 ** 2) - 1, key % 10 ** 2);
const keyOfUtc = (ms: number): DateKey => {
  const d = new Date(ms);
  return keyOf(d.getUTCFullYear(), d.getUTCMonth() + 1, d.getUTCDate());
};
const weekday = (key: DateKey): number => new Date(utcOf(key)).getUTCDay();

export const addDays = (key: DateKey, days: number): DateKey => keyOfUtc(utcOf(key) + days * dayMs);
/** Midnight UTC of a date: the stamp of a daily bar. */
export const dateStamp = (key: DateKey): EpochMs => epochMs(utcOf(key));
export const dateOfStamp = (at: EpochMs): DateKey => keyOfUtc(at);

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}

const quarterMs = 15 * minuteMs;
/** Local time minus UTC by zone and quarter of an hour: clocks are put forward or back between two of them only. */
const offsets = new Map<string, Map<number, number>>();
const mostQuarters = 1000;

/** What a wall clock in that zone shows. Throws RangeError for a zone that the platform does not know. */
export function wallClock(at: EpochMs, timeZone: string = exchangeZone) {
  const second = Math.floor(at / 1000) * 1000;
  const quarter = Math.floor(at / quarterMs);
  const known = offsets.get(timeZone)?.get(quarter);
  if (known !== undefined) return clockAt(second + known);
  const shown = formattedClock(at, timeZone);
  const own = offsets.get(timeZone) ?? new Map<number, number>();
  if (own.size >= mostQuarters) own.clear();
  own.set(
    quarter,
    utcOf(shown.date) + ((shown.hour * 60 + shown.minute) * 60 + shown.second) * 1000 - second,
  );
  offsets.set(timeZone, own);
  return shown;
}

/** Of local milliseconds, as if they were UTC. */
function clockAt(local: number) {
  const inDay = local - Math.floor(local / dayMs) * dayMs;
  return {
    date: keyOfUtc(local),
    hour: Math.floor(inDay / (60 * minuteMs)),
    minute: Math.floor(inDay / minuteMs) % 60,
    second: Math.floor(inDay / 1000) % 60,
  };
}

function formattedClock(at: EpochMs, timeZone: string) {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = part;
  return { date: keyOf(year, month, day), hour, minute, second };
}

/** Local time minus UTC at that moment, in ms. */
export function zoneOffsetMs(at: EpochMs, timeZone: string = exchangeZone): number {
  const { date, hour, minute, second } = wallClock(at, timeZone);
  return utcOf(date) + ((hour * 60 + minute) * 60 + second) * 1000 - Math.floor(at / 1000) * 1000;
}

/** The moment at which a clock in that zone shows that date and minute of the day; of two such moments the earlier. */
export function instantOf(date: DateKey, minuteOfDay: number, timeZone: string = exchangeZone): EpochMs {
  const local = utcOf(date) + minuteOfDay * minuteMs;
  const first = local - zoneOffsetMs(epochMs(local - 12 * 60 * minuteMs), timeZone);
  const offset = zoneOffsetMs(epochMs(first), timeZone);
  return epochMs(local - offset);
}

const nthWeekday = (year: number, month: number, day: number, nth: number): DateKey => {
  const first = keyOf(year, month, 1);
  return addDays(first, ((day - weekday(first) + 7) % 7) + (nth - 1) * 7);
};
const lastMonday = (year: number, month: number): DateKey => {
  const last = addDays(month === 12 ? keyOf(year + 1, 1, 1) : keyOf(year, month + 1, 1), -1);
  return addDays(last, -((weekday(last) + 6) % 7));
};

/** Easter Sunday by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, 1991). */
function easter(year: number): DateKey {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return keyOf(year, Math.floor(n / 31), (n % 31) + 1);
}

/** Saturdays are kept on Friday, Sundays on Monday. */
const observed = (key: DateKey): DateKey =>
  addDays(key, weekday(key) === 6 ? -1 : weekday(key) === 0 ? 1 : 0);

const unscheduledClosures: readonly DateKey[] = [20121029, 20121030, 20181205, 20250109];

const holidaysByYear = new Map<number, ReadonlySet<DateKey>>();
function holidaysOf(year: number): ReadonlySet<DateKey> {
  const known = holidaysByYear.get(year);
  if (known) return known;
  const newYear = keyOf(year, 1, 1);
  const made = new Set([
    // A New Year's Day on a Saturday is not made up for: the Friday before is the last session of the year.
    ...(weekday(newYear) === 6 ? [] : [observed(newYear)]),
    nthWeekday(year, 1, 1, 3),
    nthWeekday(year, 2, 1, 3),
    addDays(easter(year), -2),
    lastMonday(year, 5),
    ...(year >= 2022 ? [observed(keyOf(year, 6, 19))] : []),
    observed(keyOf(year, 7, 4)),
    nthWeekday(year, 9, 1, 1),
    nthWeekday(year, 11, 4, 4),
    observed(keyOf(year, 12, 25)),
    ...unscheduledClosures,
  ]);
  holidaysByYear.set(year, made);
  return made;
}

export function isTradingDay(key: DateKey): boolean {
  const day = weekday(key);
  return day !== 0 && day !== 6 && !holidaysOf(Math.floor(key / 10 ** 4)).has(key);
}

/** 13:00 closes: the day after Thanksgiving, 24 December, and 3 July before a weekday 4 July. */
export function closesEarly(key: DateKey): boolean {
  if (!isTradingDay(key)) return false;
  const year = Math.floor(key / 10 ** 4);
  if (key === addDays(nthWeekday(year, 11, 4, 4), 1) || key === keyOf(year, 12, 24)) return true;
  const fourth = weekday(keyOf(year, 7, 4));
  return key === keyOf(year, 7, 3) && fourth !== 0 && fourth !== 6;
}

const openMinute = 9 * 60 + 30;
const closeMinute = 16 * 60;
const earlyCloseMinute = 13 * 60;

const sessionsByDate = new Map<DateKey, Session | null>();

/** The regular session of a date; null when the exchange is closed. */
export function sessionOf(key: DateKey): Session | null {
  const known = sessionsByDate.get(key);
  if (known !== undefined) return known;
  const made = isTradingDay(key)
    ? {
        open: instantOf(key, openMinute),
        close: instantOf(key, closesEarly(key) ? earlyCloseMinute : closeMinute),
      }
    : null;
  sessionsByDate.set(key, made);
  return made;
}

/** The session in force at a moment; null outside regular hours. */
export function sessionAt(sessions: readonly Session[], at: EpochMs): Session | null {
  return sessions.find(({ open, close }) => at >= open && at < close) ?? null;
}

/** The first session that opens after a moment; null where none is known. */
export function nextSession(sessions: readonly Session[], at: EpochMs): Session | null {
  return sessions.find(({ open }) => open > at) ?? null;
}

/** Minutes of regular sessions between two moments; 0 when `to` is not after `from`. */
export function tradingMinutesBetween(from: EpochMs, to: EpochMs): number {
  let total = 0;
  const last = wallClock(to).date;
  for (let key = wallClock(from).date; key <= last; key = addDays(key, 1)) {
    const session = sessionOf(key);
    if (!session) continue;
    const overlap = Math.min(to, session.close) - Math.max(from, session.open);
    if (overlap > 0) total += overlap / minuteMs;
  }
  return total;
}
