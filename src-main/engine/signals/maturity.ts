import { addDays, dateStamp, sessionOf, tradingMinutesBetween, wallClock } from '#shared/calendar.ts';
import type { Bar, Session } from '#shared/domain/market.ts';
import { epochMs } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { at, f64 } from '../math/linear.ts';
import type { WaitingCrossSection } from './zoo-memory.ts';

/** What tells the prices of a moment. Arrays are by name of the universe. */
export interface PriceSources {
  readonly at: EpochMs;
  readonly tickers: readonly string[];
  /** Milliseconds between two computations: a price is of a moment if it is no further from it than this. */
  readonly everyMs: number;
  /** Quoted now; NaN = not quoted, whatever else is known of the name. */
  readonly quoted: Float64Array;
  /** Bars of the running session, oldest first; null = none are loaded. */
  readonly intraday: readonly (readonly Bar[])[] | null;
  /** Completed sessions, oldest first. */
  readonly dailyBars: readonly (readonly Bar[])[];
}

/**
 * young: its time has not come. wait: bars that cover it may still come. lost: no price of that moment will be known. Else the
 * prices at the end of its horizon, by name of the cross-section; NaN = unknown.
 */
export type Maturity = 'young' | 'wait' | 'lost' | Float64Array;

/** Between two intervals, where nobody says. */
export const usualIntervalMs = 300_000;
const minuteMs = 60_000;
/** A timer rings a little late. */
const lateness = 1.1;
/** Trading minutes, two sessions, after which no bar is expected any more. */
const barsComeWithin = 780;
/** Share of the names without which a cross-section says nothing of them. */
export const fewest = 0.5;

/** The prices at the very end of a cross-section's horizon: of the quotes if it is now, of the bars that begin or end then if nothing was computed at that time. */
export function maturityOf(section: WaitingCrossSection, sources: PriceSources): Maturity {
  const due = dueOf(section);
  if (due === null || sources.at < due) return 'young';
  const index = new Map(sources.tickers.map((ticker, i) => [ticker, i]));
  const pricesBy = (price: (i: number) => number): Float64Array | null => {
    const prices = Float64Array.from(section.tickers, (ticker) => {
      const i = index.get(ticker);
      return i === undefined ? Number.NaN : price(i);
    });
    const known = prices.reduce((count, x) => (x > 0 ? count + 1 : count), 0);
    return known > 0 && known >= fewest * prices.length ? prices : null;
  };
  if (sources.at - due <= lateness * sources.everyMs)
    return pricesBy((i) => f64(sources.quoted, i)) ?? 'wait';
  const prices = pricesBy((i) => barPrice(i, due, sources));
  return prices ?? (mayStillCome(due, sources) ? 'wait' : 'lost');
}

/** When the trading minutes of its horizon are over; a horizon that ends with a session ends at its close. null = beyond any calendar. */
export function dueOf({ at: start, horizonMin }: WaitingCrossSection): EpochMs | null {
  let left = horizonMin * minuteMs;
  let date = wallClock(start).date;
  const mostDays = 14 + 2 * Math.ceil(horizonMin / 195);
  for (let day = 0; day < mostDays; day++, date = addDays(date, 1)) {
    const session = sessionOf(date);
    if (session === null || session.close <= start) continue;
    const from = Math.max(start, session.open);
    if (from + left <= session.close) return epochMs(from + left);
    left -= session.close - from;
  }
  return null;
}

/** NaN = no bar of the name begins or ends within an interval of that moment. */
function barPrice(i: number, due: EpochMs, { intraday, dailyBars, everyMs }: PriceSources): number {
  const today = intraday?.[i] ?? [];
  let nearest: Bar | null = null;
  for (const bar of today)
    if (nearest === null || Math.abs(bar.at - due) < Math.abs(nearest.at - due)) nearest = bar;
  if (nearest !== null && Math.abs(nearest.at - due) <= everyMs) return nearest.open;
  const { session, stamp } = sessionOfMoment(due);
  const day = session === null ? undefined : dailyBars[i]?.findLast((bar) => bar.at <= stamp);
  if (session === null || day?.at !== stamp) return Number.NaN;
  if (session.close - due <= everyMs) return day.close;
  return due - session.open <= everyMs ? day.open : Number.NaN;
}

/** Bars of the session of that moment, while it runs or before its daily bars are loaded. */
function mayStillCome(due: EpochMs, { at: now, dailyBars }: PriceSources): boolean {
  if (tradingMinutesBetween(due, now) >= barsComeWithin) return false;
  const { session, stamp } = sessionOfMoment(due);
  const newest = dailyBars.reduce((last, bars) => Math.max(last, bars.at(-1)?.at ?? 0), 0);
  return session !== null && (now < session.close || newest < stamp);
}

function sessionOfMoment(moment: EpochMs): { readonly session: Session | null; readonly stamp: EpochMs } {
  const { date } = wallClock(moment);
  return { session: sessionOf(date), stamp: dateStamp(date) };
}

/** Returns since the cross-section was made; NaN = unknown. */
export const returnsOf = (section: WaitingCrossSection, prices: Float64Array): Float64Array =>
  prices.map((price, k) => (price > 0 ? price / at(section.prices, k) - 1 : Number.NaN));

/** Forecasts that teach nothing, in words; null = none. */
export function missedWords(missed: readonly WaitingCrossSection[]): string | null {
  const [oldest] = missed;
  if (oldest === undefined) return null;
  const { date, hour, minute } = wallClock(oldest.at);
  const day = String(date).replace(/(....)(..)(..)/, '$1-$2-$3');
  const time = `${hour}:${String(minute).padStart(2, '0')}`;
  const which = missed.length === 1 ? 'A forecast' : `${missed.length} forecasts, the oldest`;
  return `${which} of ${day} ${time} over ${oldest.horizonMin} trading minutes cannot be measured and ${missed.length === 1 ? 'teaches' : 'teach'} the models nothing: the desk was off at the end of it, and no bar has the prices of that moment.`;
}
