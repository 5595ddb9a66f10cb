import { zoneOffsetMs } from '#shared/calendar.ts';
import type { EpochMs } from '#shared/units.ts';

const minuteMs = 60_000;

/** ISO 8601 with the zone's offset at that moment, e.g. `2026-08-03T09:30:00.250-04:00`. Throws a RangeError for an unknown zone. */
export function exchangeTime(at: EpochMs, timeZone: string): string {
  const offset = zoneOffsetMs(at, timeZone);
  const local = new Date(at + offset).toISOString().slice(0, -1);
  return `${local}${offset < 0 ? '-' : '+'}${hoursAndMinutes(Math.abs(offset) / minuteMs)}`;
}

function hoursAndMinutes(minutes: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
