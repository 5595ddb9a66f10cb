import type { EpochMs, Fraction, Money, Price, Shares } from '#shared/units.ts';
import { toBps, toPercent } from '#shared/units.ts';

// The only file that prints units. null = not known, printed as a dash, never as zero.

export const unknown = '–';
export const exchangeZone = 'America/New_York';
const minus = '\u2212';

interface Digits {
  readonly least: number;
  readonly most: number;
  readonly signed?: boolean;
}

const formats = new Map<string, Intl.NumberFormat>();

function print(value: number, { least, most, signed = false }: Digits): string {
  const key = `${least} ${most} ${signed}`;
  const format =
    formats.get(key) ??
    new Intl.NumberFormat('en-US', {
      minimumFractionDigits: least,
      maximumFractionDigits: most,
      signDisplay: signed ? 'exceptZero' : 'negative',
    });
  formats.set(key, format);
  return format.format(value).replace('-', minus);
}

const known = <N extends number>(value: N | null, show: (value: N) => string): string =>
  value === null || !Number.isFinite(value) ? unknown : show(value);

/** Two decimals, more only where the price has them (sub-penny fills). */
export const formatPrice = (price: Price | null): string =>
  known(price, (n) => print(n, { least: 2, most: 4 }));

export const formatMoney = (amount: Money | null): string =>
  known(amount, (n) => print(n, { least: 2, most: 2 }));

/** For large totals, where cents are noise. */
export const formatWholeMoney = (amount: Money | null): string =>
  known(amount, (n) => print(n, { least: 0, most: 0 }));

export const formatSignedMoney = (amount: Money | null): string =>
  known(amount, (n) => print(n, { least: 2, most: 2, signed: true }));

export const formatShares = (size: Shares | null): string =>
  known(size, (n) => print(n, { least: 0, most: 0 }));

/** A weight, for a column whose head says %. */
export const formatWeight = (weight: Fraction | null): string =>
  known(weight, (f) => print(toPercent(f), { least: 2, most: 2 }));

export const formatPercent = (part: Fraction | null): string =>
  known(part, (f) => `${print(toPercent(f), { least: 2, most: 2 })}%`);

/** Drift and costs, for a column whose head says bps. */
export const formatBps = (part: Fraction | null): string =>
  known(part, (f) => print(toBps(f), { least: 1, most: 1 }));

export const formatSignedBps = (part: Fraction | null): string =>
  known(part, (f) => print(toBps(f), { least: 1, most: 1, signed: true }));

export const formatScore = (z: number | null): string =>
  known(z, (n) => print(n, { least: 2, most: 2, signed: true }));

export const formatUtility = (utility: number | null): string =>
  known(utility, (n) => print(n, { least: 3, most: 3 }));

/** A value of the engines' objective, or the price of a limit. */
export const formatValue = (value: number | null): string =>
  known(value, (n) => print(n, { least: 4, most: 4 }));

/** A limit, in its own unit. */
export const formatLimit = (value: number | null, unit: 'weight' | 'beta'): string =>
  known(value, (n) =>
    unit === 'beta' ? print(n, { least: 3, most: 3 }) : `${print(toPercent(n), { least: 2, most: 2 })}%`,
  );

export const formatCount = (n: number | null): string =>
  known(n, (value) => print(value, { least: 0, most: 0 }));

/** Ids are not quantities: no separators; 0 = the broker has not given one. */
export const formatId = (id: number | null): string => (id === null || id === 0 ? unknown : String(id));

const triggerDigits = { z: 2, bps: 1, min: 0 } as const;

/** A distance to a trigger, in the trigger's own unit. */
export const formatMargin = (distance: number | null, unit: 'z' | 'bps' | 'min' | null): string =>
  known(distance, (n) =>
    unit === null
      ? unknown
      : `${print(n, { least: triggerDigits[unit], most: triggerDigits[unit] })} ${unit}`,
  );

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: exchangeZone,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const date = new Intl.DateTimeFormat('en-CA', {
  timeZone: exchangeZone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const zone = new Intl.DateTimeFormat('en-US', { timeZone: exchangeZone, timeZoneName: 'short' });

/** Time of day at the exchange, `10:31:22`. */
export const formatTime = (at: EpochMs | null): string => known(at, (ms) => clock.format(ms));

/** Date at the exchange, `2026-03-02`. */
export const formatDate = (at: EpochMs | null): string => known(at, (ms) => date.format(ms));

/** Date and time at the exchange. */
export const formatStamp = (at: EpochMs | null): string =>
  known(at, (ms) => `${date.format(ms)} ${clock.format(ms)}`);

/** Time of day at the exchange with milliseconds, for orders and fills. */
export const formatFineTime = (at: EpochMs | null): string =>
  known(at, (ms) => `${clock.format(ms)}.${String(ms - Math.floor(ms / 1000) * 1000).padStart(3, '0')}`);

/** `EST` or `EDT`, whichever holds at that time. */
export const formatZone = (at: EpochMs | null): string =>
  known(at, (ms) => zone.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? 'ET');

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** How long ago or how old, `0.4 s`, `12 s`, `3 min`, `2 h`. Negative ages (clocks that disagree) count as none. */
export function formatAge(ms: number | null): string {
  return known(ms, (n) => {
    const age = Math.max(0, n);
    if (age < 10 * secondMs) return `${print(age / secondMs, { least: 1, most: 1 })} s`;
    if (age < 2 * minuteMs) return `${Math.floor(age / secondMs)} s`;
    if (age < 2 * hourMs) return `${Math.floor(age / minuteMs)} min`;
    return `${Math.floor(age / hourMs)} h`;
  });
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** Time left, `0:42`; nothing is left at `0:00`. */
export function formatCountdown(ms: number | null): string {
  return known(ms, (n) => {
    const seconds = Math.ceil(Math.max(0, n) / secondMs);
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    return hours > 0
      ? `${hours}:${twoDigits(minutes)}:${twoDigits(seconds % 60)}`
      : `${minutes}:${twoDigits(seconds % 60)}`;
  });
}

/** A trip's measure or limit, in its own unit. */
export function formatTripValue(value: number | null, unit: 'fraction' | 'ms' | 'count'): string {
  return known(value, (n) => {
    if (unit === 'fraction') return `${print(toPercent(n), { least: 2, most: 2 })}%`;
    return unit === 'ms'
      ? `${print(n / secondMs, { least: 1, most: 1 })} s`
      : print(n, { least: 0, most: 0 });
  });
}
