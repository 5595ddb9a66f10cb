import type { RestartRule } from '#app/ports-connection.ts';
import { addDays, dateStamp, instantOf, wallClock, type DateKey } from '#shared/calendar.ts';
import { epochMs, type EpochMs } from '#shared/units.ts';

// When a TWS goes away by itself. Rules are by date, oldest first.

interface RestartWindow {
  /** `before`: inside the margin, when orders might be lost; `during`: the TWS may be gone. */
  readonly phase: 'before' | 'during';
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly rule: RestartRule;
}

const dayMs = 86_400_000;
/** A login that ended on Saturday night is missed by Monday's open at the latest; after that something else is wrong. */
const loginWordsMs = 2 * dayMs;

/** The restart that a moment belongs to; null = none is near. */
export function windowAt(rules: readonly RestartRule[], at: EpochMs): RestartWindow | null {
  for (const { rule, start, end } of windowsAround(rules, at)) {
    if (at >= start && at < end) return { phase: 'during', start, end, rule };
    if (at >= start - rule.marginMs && at < start) return { phase: 'before', start, end, rule };
  }
  return null;
}

/** Start of the next nightly restart after a moment; null = no rule knows one. */
export function nextRestart(rules: readonly RestartRule[], at: EpochMs): EpochMs | null {
  return windowsAround(rules, at).find(({ start }) => start > at)?.start ?? null;
}

/** The weekly moment after which a full login is needed, if it was not long ago; else null. */
export function loginNeededSince(rules: readonly RestartRule[], at: EpochMs): EpochMs | null {
  const recent = loginsAround(rules, at).find(({ moment }) => at >= moment && at - moment < loginWordsMs);
  return recent?.moment ?? null;
}

/** Why no order may go because of a restart; null = they may. */
export function whyNoOrders(rules: readonly RestartRule[], at: EpochMs): string | null {
  const window = windowAt(rules, at);
  if (window === null) return whyNoOrdersBeforeLogin(rules, at);
  const { start, end, rule } = window;
  return `TWS restarts every night around ${clock(start, rule)}, and orders of the last moments may be lost: none is sent until ${clock(end, rule)} (${rule.timeZone}). What works at IBKR goes on working.`;
}

/** Once the login has ended there is nothing to send to, and a TWS that is back has been logged in to again. */
function whyNoOrdersBeforeLogin(rules: readonly RestartRule[], at: EpochMs): string | null {
  const ahead = loginsAround(rules, at).find(
    ({ moment, rule }) => at >= moment - rule.marginMs && at < moment,
  );
  if (ahead === undefined) return null;
  const { moment, rule } = ahead;
  return `IBKR ends every login of the week at ${clock(moment, rule)} (${rule.timeZone}), and orders of the last moments may be lost: none is sent before you have logged in again. What works at IBKR goes on working.`;
}

/** What a connection that is gone or cut off at this moment most likely means; null = nothing that a calendar knows. */
export function wordsWhileDown(rules: readonly RestartRule[], at: EpochMs): string | null {
  const window = windowAt(rules, at);
  const { timeZone } = window?.rule ?? {};
  if (window !== null)
    return `TWS restarts every night around ${clock(window.start, window.rule)} (${timeZone}); the desk reconnects by itself.`;
  if (loginNeededSince(rules, at) === null) return null;
  return 'IBKR ends every login on Saturday night: log in to TWS again with both factors; the desk reconnects by itself.';
}

function loginsAround(rules: readonly RestartRule[], at: EpochMs) {
  return datesAround(rules, at).flatMap(({ rule, date }) => {
    const { weeklyLogin, timeZone } = rule;
    if (weeklyLogin === null || weekdayOf(date) !== weeklyLogin.weekday) return [];
    return [{ rule, moment: instantOf(date, weeklyLogin.minute, timeZone) }];
  });
}

function windowsAround(rules: readonly RestartRule[], at: EpochMs) {
  return datesAround(rules, at).flatMap(({ rule, date }) => {
    const { nightly, timeZone } = rule;
    if (nightly === null) return [];
    const start = instantOf(date, nightly.startMinute, timeZone);
    const endDate = nightly.endMinute > nightly.startMinute ? date : addDays(date, 1);
    return [{ rule, start, end: instantOf(endDate, nightly.endMinute, timeZone) }];
  });
}

/** Yesterday to the day after tomorrow, each with the rule in force on it; dates before the first rule have none. */
function datesAround(rules: readonly RestartRule[], at: EpochMs) {
  return [-2, -1, 0, 1, 2].flatMap((days) => {
    const rule = rules.findLast(({ from, timeZone }) => from <= addDays(wallClock(at, timeZone).date, days));
    return rule === undefined ? [] : [{ rule, date: addDays(wallClock(at, rule.timeZone).date, days) }];
  });
}

const weekdayOf = (date: DateKey): number => new Date(dateStamp(date)).getUTCDay();

function clock(at: EpochMs, { timeZone }: RestartRule): string {
  const { hour, minute } = wallClock(epochMs(at), timeZone);
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
