import { zoneOffsetMs } from '#shared/calendar.ts';
import { epochMs, type EpochMs } from '#shared/units.ts';

// Times as IBKR writes them: local to a named zone, in legacy names such as US/Eastern, MET or Japan.

const windowsZones: Readonly<Record<string, string>> = {
  'Eastern Standard Time': 'US/Eastern',
  'Central Standard Time': 'US/Central',
  'Mountain Standard Time': 'US/Mountain',
  'Pacific Standard Time': 'US/Pacific',
  EST5EDT: 'US/Eastern',
  EST: 'US/Eastern',
};

const known = new Map<string, boolean>();

/** A name that Intl takes for the broker's zone name; null = nobody knows it. */
export function knownZone(name: string): string | null {
  const plain = name.replace(/\s*\(.*\)\s*$/, '').trim();
  const zone = windowsZones[plain] ?? plain;
  return zone !== '' && isKnown(zone) ? zone : null;
}

/** `zone` must be known. A time that a clock change skips reads as an hour later; one that it repeats, as the first. */
export function epochInZone(date: string, hms: string, zone: string): EpochMs {
  const wall = Date.UTC(
    Number(date.slice(0, 4)),
    Number(date.slice(4, 6)) - 1,
    Number(date.slice(6, 8)),
    Number(hms.slice(0, 2)),
    Number(hms.slice(2, 4)),
    Number(hms.slice(4, 6)),
  );
  const first = wall - zoneOffsetMs(epochMs(wall), zone);
  return epochMs(wall - zoneOffsetMs(epochMs(first), zone));
}

/** `YYYYMMDD HH:MM:SS zone`, or `YYYYMMDD-HH:MM:SS` in UTC; without a zone it is this machine's time, where the TWS usually runs. */
export function parseTime(text: string): EpochMs | null {
  const parts = /^(\d{8})([ -]+)(\d\d):(\d\d):(\d\d)(?: (.+))?$/.exec(text.trim());
  if (parts === null) return null;
  const [, date = '', gap = '', h = '', m = '', s = '', name] = parts;
  const zone = name === undefined ? (gap === '-' ? 'UTC' : localZone()) : knownZone(name);
  if (zone === null) return null;
  const at = epochInZone(date, h + m + s, zone);
  return Number.isFinite(at) ? at : null;
}

/** `YYYYMMDD` → midnight UTC. */
export function parseDate(text: string): EpochMs | null {
  if (!/^\d{8}$/.test(text)) return null;
  const at = Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6, 8)));
  return Number.isFinite(at) ? epochMs(at) : null;
}

function localZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function isKnown(zone: string): boolean {
  const before = known.get(zone);
  if (before !== undefined) return before;
  const now = isZone(zone);
  known.set(zone, now);
  return now;
}

function isZone(zone: string): boolean {
  try {
    zoneOffsetMs(epochMs(0), zone);
    return true;
  } catch {
    return false;
  }
}
