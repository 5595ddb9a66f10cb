import { instantOf, zoneOffsetMs } from '#shared/calendar.ts';
import type { EpochMs } from '#shared/units.ts';

// Wall clocks of an exchange, for things that know no time zones: date fields and the chart.

/** The zone's wall clock at that moment, written as if it were UTC, in ms. */
export const wallClock = (at: EpochMs, zone: string): number => at + zoneOffsetMs(at, zone);

/** The zone's calendar date at that moment, `2026-03-02`. */
export const dateIn = (at: EpochMs, zone: string): string =>
  new Date(wallClock(at, zone)).toISOString().slice(0, 10);

/** Midnight in the zone at the start of a date such as `2026-03-02`, plus whole days; null = not a date. */
export function startOfDate(text: string, zone: string, plusDays = 0): EpochMs | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const day = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return null;
  day.setUTCDate(day.getUTCDate() + plusDays);
  return instantOf(Number(day.toISOString().slice(0, 10).replaceAll('-', '')), 0, zone);
}
