import type { Session } from '#shared/domain/market.ts';
import type { EpochMs } from '#shared/units.ts';
import { epochInZone } from './zone-time.ts';

/**
 * `20260727:0930-20260727:1600;20260728:CLOSED` → sessions, oldest first. Half days show their early close; days with a break give several
 * sessions. Also reads the older `20260727:0930-1200,1300-1600`. `zone` must be known. Unreadable parts are left out.
 */
export function parseHours(text: string, zone: string): readonly Session[] {
  return text
    .split(';')
    .flatMap((day) => (day.includes('CLOSED') ? [] : sessionsOf(day.trim(), zone)))
    .sort((a, b) => a.open - b.open);
}

function sessionsOf(day: string, zone: string): readonly Session[] {
  const date = /^(\d{8}):/.exec(day)?.[1];
  if (date === undefined) return [];
  return day.split(',').flatMap((span) => {
    const [from = '', to = ''] = span.split('-');
    const open = pointOf(from, date, zone);
    const close = pointOf(to, date, zone);
    return open !== null && close !== null && close > open ? [{ open, close }] : [];
  });
}

/** `YYYYMMDD:HHMM`, or `HHMM` of the given day. */
function pointOf(text: string, day: string, zone: string): EpochMs | null {
  const parts = /^(?:(\d{8}):)?(\d{4})$/.exec(text.trim());
  if (parts === null) return null;
  const at = epochInZone(parts[1] ?? day, `${parts[2] ?? ''}00`, zone);
  return Number.isFinite(at) ? at : null;
}
