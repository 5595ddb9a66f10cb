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

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** A name that Intl takes for the broker's zone name; null = nobody knows it. */
export function knownZone(name: string): string | null {
  const plain = name.replace(/\s*\(.*\)\s*$/, '').trim();
  const zone = windowsZones[plain] ?? plain;
  return zone !== '' && formatOf(zone) !== null ? zone : null;
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
  const first = wall - offsetAt(wall, zone);
  return epochMs(wall - offsetAt(first, zone));
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

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = makeFormat(zone);
  formats.set(zone, made);
  return made;
}

function makeFormat(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return null;
  }
}

/** Local wall time minus UTC, in ms. */
function offsetAt(at: number, zone: string): number {
  const format = formatOf(zone);
  if (format === null) return Number.NaN;
  const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const get = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? Number.NaN;
  const wall = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
  return wall - Math.floor(at / 1_000) * 1_000;
}
