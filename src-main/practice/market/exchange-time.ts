/** Wall clock of the exchange (New York) from and to milliseconds since 1970, by the rules in force since 2007. */
import { dayOf, formatDay, nthWeekday, parseDay, type Day } from './trading-days.ts';

export const TIME_ZONE = 'US/Eastern';

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** The instant of a minute of a day of the exchange. */
export function epochAt(day: Day, minute: number): number {
  return day * MS_PER_DAY + (minute - offsetMinutes(day)) * MS_PER_MINUTE;
}

export interface ExchangeTime {
  readonly day: Day;
  /** Milliseconds after the day's midnight. */
  readonly ms: number;
}

export function exchangeTimeOf(epochMs: number): ExchangeTime {
  const summer = localOf(epochMs, -240);
  return offsetMinutes(summer.day) === -240 ? summer : localOf(epochMs, -300);
}

/** YYYYMMDD HH:MM:SS, without the zone. */
export function formatInstant(epochMs: number): string {
  const { day, ms } = exchangeTimeOf(epochMs);
  return `${formatDay(day)} ${formatClock(ms)}`;
}

/** YYYYMMDD HH:MM:SS US/Eastern, as TWS stamps executions and bars. */
export function formatStamp(epochMs: number): string {
  return `${formatInstant(epochMs)} ${TIME_ZONE}`;
}

/** HH:MM of the exchange. */
export function formatHourMinute(epochMs: number): string {
  return formatClock(exchangeTimeOf(epochMs).ms).slice(0, 5);
}

/**
 * Reads `YYYYMMDD HH:MM:SS [zone]`, `YYYYMMDD-HH:MM:SS` (UTC, by the API's own convention) and `YYYYMMDD`.
 * A named zone other than UTC is taken as the exchange's own. null: not a time.
 */
export function parseStamp(text: string): number | null {
  const match = /^(\d{8})(?:([ -]+)(\d{2}):(\d{2})(?::(\d{2}))?)?(?:\s+(\S+))?$/.exec(text.trim());
  const day = match === null ? null : parseDay(match[1] ?? '');
  if (match === null || day === null) return null;
  const minute = Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
  const seconds = Number(match[5] ?? 0) * 1000;
  const isUtc = match[6] === undefined ? match[2]?.includes('-') === true : /^(UTC|GMT)$/i.test(match[6]);
  return (isUtc ? day * MS_PER_DAY + minute * MS_PER_MINUTE : epochAt(day, minute)) + seconds;
}

function localOf(epochMs: number, offset: number): ExchangeTime {
  const local = epochMs + offset * MS_PER_MINUTE;
  const day = Math.floor(local / MS_PER_DAY);
  return { day, ms: local - day * MS_PER_DAY };
}

/** -240 in summer, else -300. The switch falls on a Sunday before dawn, so the day alone decides. */
function offsetMinutes(day: Day): number {
  const year = new Date(day * MS_PER_DAY).getUTCFullYear();
  const { from, to } = summerOf(year);
  return day >= from && day < to ? -240 : -300;
}

const summers = new Map<number, { from: Day; to: Day }>();

function summerOf(year: number): { from: Day; to: Day } {
  let summer = summers.get(year);
  if (summer === undefined) {
    summer = { from: nthWeekday(year, 3, 0, 2), to: nthWeekday(year, 11, 0, 1) };
    summers.set(year, summer);
  }
  return summer;
}

function formatClock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** The first day for which the market keeps two years of bars behind it. */
export const FIRST_DAY: Day = dayOf(2023, 2, 1);
