import type { EpochMs } from '#shared/units.ts';

/** ISO 8601 with the zone's offset at that moment, e.g. `2026-08-03T09:30:00.250-04:00`. Throws a RangeError for an unknown zone. */
export function exchangeTime(at: EpochMs, timeZone: string): string {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  const time = `${part('hour')}:${part('minute')}:${part('second')}.${part('fractionalSecond')}`;
  // "GMT-04:00"; plain "GMT" at zero.
  const offset = part('timeZoneName').slice('GMT'.length);
  return `${date}T${time}${offset === '' ? '+00:00' : offset}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs far more than using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'longOffset',
  });
  formats.set(timeZone, made);
  return made;
}
