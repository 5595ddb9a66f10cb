import { z } from 'zod';
import type { ConnectionSettings, RestartRule } from './ports-connection.ts';

// Section `connection` of desk.json. IBKR's hours and limits are dated settings, not constants: they change, and differ by region.

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time like 23:45')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
const Zone = z.string().refine(isZone, 'a time zone like America/New_York');
const DateText = z.iso.date().transform((text) => Number(text.replaceAll('-', '')));

const Restart = z
  .strictObject({
    from: DateText,
    zone: Zone.default('America/New_York'),
    nightly: z.strictObject({ start: TimeOfDay, end: TimeOfDay }).nullable(),
    marginMinutes: z.number().min(0).max(120).default(5),
    weeklyLogin: z.strictObject({ day: z.enum(weekdays), time: TimeOfDay }).nullable(),
  })
  .transform(({ from, zone, nightly, marginMinutes, weeklyLogin }): RestartRule => ({
    from,
    timeZone: zone,
    nightly: nightly === null ? null : { startMinute: nightly.start, endMinute: nightly.end },
    marginMs: marginMinutes * 60_000,
    weeklyLogin:
      weeklyLogin === null ? null : { weekday: weekdays.indexOf(weeklyLogin.day), minute: weeklyLogin.time },
  }));

/** US accounts: the server reset around midnight, when a TWS also restarts by itself, and the login that ends on the Saturday night. */
const usualRestart = {
  from: '2020-01-01',
  zone: 'America/New_York',
  nightly: { start: '23:45', end: '00:45' },
  marginMinutes: 5,
  weeklyLogin: { day: 'Sunday' as const, time: '01:00' },
};

export const ConnectionSection = z
  .strictObject({
    restarts: z
      .array(Restart)
      .prefault([usualRestart])
      .transform((rules) => rules.toSorted((a, b) => a.from - b.from)),
    marketDataLines: z.int().min(1).default(100),
    rotationSeconds: z.number().min(1).max(600).default(8),
  })
  .prefault({})
  .transform(({ restarts, marketDataLines, rotationSeconds }): ConnectionSettings => ({
    restarts,
    marketDataLines,
    rotationMs: rotationSeconds * 1_000,
  }));

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
