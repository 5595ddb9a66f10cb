/** The sessions of the practice market, as numbered days: arithmetic on them is cheap, and arrays can be indexed by session. */
import { closesEarly, isTradingDay } from '#shared/calendar.ts';

/** Days since 1970-01-01, by the exchange's clock. */
export type Day = number;

/** Minutes after midnight, exchange time. */
export const OPEN_MINUTE = 570;
export const CLOSE_MINUTE = 960;
export const EARLY_CLOSE_MINUTE = 780;

const MS_PER_DAY = 86_400_000;
const FIRST_YEAR = 2021;
const LAST_YEAR = 2030;

export function dayOf(year: number, month: number, date: number): Day {
  return Math.round(Date.UTC(year, month - 1, date) / MS_PER_DAY);
}

/** 0 Sunday … 6 Saturday. */
export function weekdayOf(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** YYYYMMDD */
export function formatDay(day: Day): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10).replaceAll('-', '');
}

/** null when the text is no real date written YYYYMMDD. */
export function parseDay(text: string): Day | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (match === null) return null;
  const day = dayOf(Number(match[1]), Number(match[2]), Number(match[3]));
  return formatDay(day) === text ? day : null;
}

/** Every session from the first of FIRST_YEAR to the last of LAST_YEAR, oldest first. */
export const SESSIONS: readonly Day[] = listSessions();
const EARLY_CLOSES: ReadonlySet<Day> = new Set(SESSIONS.filter((day) => closesEarly(Number(formatDay(day)))));
const INDEX_OF_SESSION: ReadonlyMap<Day, number> = new Map(SESSIONS.map((day, index) => [day, index]));

/** The session's place in SESSIONS; null when the exchange is closed on that day. */
export function sessionIndex(day: Day): number | null {
  return INDEX_OF_SESSION.get(day) ?? null;
}

/** The place of the newest session at or before the day; -1 when it lies before all of them. */
export function sessionIndexAtOrBefore(day: Day): number {
  for (let d = day; d > day - 10; d -= 1) {
    const index = INDEX_OF_SESSION.get(d);
    if (index !== undefined) return index;
  }
  return day < dayOf(FIRST_YEAR, 1, 1) ? -1 : SESSIONS.length - 1;
}

export function closeMinute(day: Day): number {
  return EARLY_CLOSES.has(day) ? EARLY_CLOSE_MINUTE : CLOSE_MINUTE;
}

/** Regular minutes in the session: 390, or 210 on a half day. */
export function sessionMinutes(day: Day): number {
  return closeMinute(day) - OPEN_MINUTE;
}

function listSessions(): Day[] {
  const days: Day[] = [];
  for (let day = dayOf(FIRST_YEAR, 1, 1); day <= dayOf(LAST_YEAR, 12, 31); day += 1) {
    if (isTradingDay(Number(formatDay(day)))) days.push(day);
  }
  return days;
}

export function nthWeekday(year: number, month: number, weekday: number, nth: number): Day {
  const first = dayOf(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1);
}
