import { type EpochMs, epochMs } from '#shared/units.ts';

// Wall clocks of an exchange, for things that know no time zones: date fields and the chart.

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
    });
  formats.set(zone, format);
  return format;
}

/** The zone's wall clock at that moment, written as if it were UTC, in ms. */
export function wallClock(at: EpochMs, zone: string): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map((part) => [part.type, Number(part.value)]),
  );
  const get = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  const utc = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
  return utc + (at - Math.floor(at / 1000) * 1000);
}

/** The zone's calendar date at that moment, `2026-03-02`. */
export const dateIn = (at: EpochMs, zone: string): string =>
  new Date(wallClock(at, zone)).toISOString().slice(0, 10);

/** Midnight in the zone at the start of a date such as `2026-03-02`, plus whole days; null = not a date. */
export function startOfDate(text: string, zone: string, plusDays = 0): EpochMs | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const day = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return null;
  day.setUTCDate(day.getUTCDate() + plusDays);
  const wanted = day.getTime();
  // Two rounds: the first guess may lie on the other side of a clock change.
  let guess = wanted;
  for (let round = 0; round < 2; round += 1) guess = wanted - (wallClock(epochMs(guess), zone) - guess);
  return epochMs(guess);
}
