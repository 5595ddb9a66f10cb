/** Historical bars of any size out of the one price path, ending where the live quotes are. */
import { epochAt, exchangeTimeOf, formatStamp, parseStamp } from './exchange-time.ts';
import { STEP_MS } from './intraday-path.ts';
import { dollars, momentOf, type Market, type Traded } from './market.ts';
import { formatDay, OPEN_MINUTE, sessionIndexAtOrBefore, sessionMinutes, SESSIONS } from './trading-days.ts';
import type { WireBar } from '../protocol/market-answers.ts';
import type { HistoryQuery } from '../protocol/requests.ts';

const STEPS_PER_SECOND = 1000 / STEP_MS;
const SECONDS_PER_DAY = 86_400;
/** Shares of a usual trade, for the count of trades in a bar. */
const USUAL_TRADE = 110;

/** null: no such size. Seconds for intraday sizes; whole days, weeks and months by name. */
export type BarSize = number | 'day' | 'week' | 'month';

export interface Stretch {
  readonly bars: readonly WireBar[];
  /** First and last moment asked for, as TWS repeats them. */
  readonly start: string;
  readonly end: string;
}

/** The bars, or in words what is wrong with the request. */
export function historyOf(
  market: Market,
  name: number,
  query: HistoryQuery,
  now: number,
): Stretch | { readonly fault: string } {
  const size = parseBarSize(query.barSize);
  if (size === null) return { fault: `Invalid bar size: ${query.barSize}` };
  const asked = query.end === '' ? now : parseStamp(query.end);
  if (asked === null) return { fault: `Invalid end time: ${query.end}` };
  if (!['TRADES', 'ADJUSTED_LAST', 'MIDPOINT', 'BID', 'ASK'].includes(query.whatToShow)) {
    return { fault: `Invalid data type: ${query.whatToShow}` };
  }
  const end = Math.min(asked, now);
  const start = startOf(query.duration, end);
  if (start === null) return { fault: `Invalid duration: ${query.duration}` };
  const spans = typeof size === 'number' ? intradaySpans(size, start, end) : dailySpans(size, start, end);
  const half = query.whatToShow === 'BID' ? -1 : query.whatToShow === 'ASK' ? 1 : 0;
  const isTrades = query.whatToShow === 'TRADES' || query.whatToShow === 'ADJUSTED_LAST';
  const bars = spans.map((span) =>
    wireBar(dateOf(span, size, query.formatDate), tradedIn(market, name, span), isTrades, half),
  );
  return { bars, start: formatStamp(start), end: formatStamp(end) };
}

/** Sessions from ≤ s ≤ to, and within the last one the steps from ≤ step < until. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly fromStep: number;
  readonly untilStep: number;
}

function dailySpans(size: 'day' | 'week' | 'month', start: number, end: number): Span[] {
  const last = momentOf(end);
  const spans: Span[] = [];
  for (let s = firstSessionFrom(start); s <= last.session; s += 1) {
    if (s === last.session && last.phase === 'before') break;
    const untilStep = s === last.session ? last.step + 1 : stepsOf(s);
    const previous = spans.at(-1);
    if (previous !== undefined && size !== 'day' && periodOf(s, size) === periodOf(previous.to, size)) {
      spans[spans.length - 1] = { ...previous, to: s, untilStep };
    } else {
      spans.push({ from: s, to: s, fromStep: 0, untilStep });
    }
  }
  return spans;
}

/** Cut at whole multiples of the size since midnight, as TWS does: an hour's first bar lasts from 09:30 to 10:00. */
function intradaySpans(seconds: number, start: number, end: number): Span[] {
  const last = momentOf(end);
  const spans: Span[] = [];
  for (let s = firstSessionFrom(start); s <= last.session; s += 1) {
    if (s === last.session && last.phase === 'before') break;
    const open = epochAt(SESSIONS[s] ?? 0, OPEN_MINUTE);
    const until = s === last.session ? last.step + 1 : stepsOf(s);
    const size = seconds * STEPS_PER_SECOND;
    const offset = (OPEN_MINUTE * 60 * STEPS_PER_SECOND) % size;
    for (let from = 0; from < until;) {
      const to = Math.min(until, from + size - ((from + offset) % size));
      if (open + from * STEP_MS >= start) spans.push({ from: s, to: s, fromStep: from, untilStep: to });
      from = to;
    }
  }
  return spans;
}

function tradedIn(market: Market, name: number, span: Span): Traded {
  const parts: Traded[] = [];
  for (let s = span.from; s <= span.to; s += 1) {
    const until = s === span.to ? span.untilStep : stepsOf(s);
    const isWhole = span.fromStep === 0 && until === stepsOf(s);
    parts.push(isWhole ? market.daily(name, s) : market.traded(name, s, span.fromStep, until));
  }
  return parts.reduce((a, b) => ({
    open: a.open,
    high: Math.max(a.high, b.high),
    low: Math.min(a.low, b.low),
    close: b.close,
    volume: a.volume + b.volume,
  }));
}

function wireBar(date: string, t: Traded, isTrades: boolean, half: number): WireBar {
  const average = dollars((t.open + t.high + t.low + t.close) / 4);
  return {
    date,
    open: dollars(t.open + half),
    high: dollars(t.high + half),
    low: dollars(t.low + half),
    close: dollars(t.close + half),
    volume: isTrades ? t.volume : -1,
    average: isTrades ? Number(average.toFixed(3)) : -1,
    count: isTrades ? Math.max(1, Math.round(t.volume / USUAL_TRADE)) : -1,
  };
}

/** Days, weeks and months carry the date of their last session. */
function dateOf(span: Span, size: BarSize, formatDate: number): string {
  const day = SESSIONS[span.to] ?? 0;
  if (typeof size !== 'number') return formatDay(day);
  const at = epochAt(day, OPEN_MINUTE) + span.fromStep * STEP_MS;
  return formatDate === 2 ? String(at / 1000) : formatStamp(at);
}

export function parseBarSize(text: string): BarSize | null {
  const match = /^(\d+)\s*(secs?|mins?|hours?|days?|D|W|M|weeks?|months?)$/i.exec(text.trim());
  if (match === null) return null;
  const count = Number(match[1]);
  const unit = (match[2] ?? '').toLowerCase();
  if (unit.startsWith('sec')) return [1, 5, 10, 15, 30].includes(count) ? count : null;
  if (unit.startsWith('min')) return [1, 2, 3, 5, 10, 15, 20, 30].includes(count) ? count * 60 : null;
  if (unit.startsWith('h')) return [1, 2, 3, 4, 8].includes(count) ? count * 3600 : null;
  if (count !== 1) return null;
  if (unit.startsWith('d')) return 'day';
  return unit.startsWith('w') ? 'week' : 'month';
}

/** `N S|D|W|M|Y` back from the end; days are sessions, the others calendar time. null: cannot be read. */
function startOf(duration: string, end: number): number | null {
  const match = /^(\d+)\s*([SDWMY])$/.exec(duration.trim());
  if (match === null) return null;
  const count = Number(match[1]);
  if (match[2] === 'S') return end - count * 1000;
  const last = momentOf(end);
  if (match[2] === 'D') {
    // A session that has not opened yet is not one of the days asked for.
    const back = last.phase === 'before' ? count : count - 1;
    return epochAt(SESSIONS[Math.max(0, last.session - back)] ?? 0, 0);
  }
  const day = exchangeTimeOf(end).day;
  const days = match[2] === 'W' ? 7 * count : daysBack(day, match[2] === 'M' ? count : 12 * count);
  return epochAt(Math.max(day - days, SESSIONS[0] ?? 0), 0);
}

function daysBack(day: number, months: number): number {
  const date = new Date(day * SECONDS_PER_DAY * 1000);
  const then = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, date.getUTCDate());
  return day - Math.floor(then / (SECONDS_PER_DAY * 1000));
}

function firstSessionFrom(start: number): number {
  const { day } = exchangeTimeOf(start);
  const session = sessionIndexAtOrBefore(day);
  return SESSIONS[session] === day ? session : session + 1;
}

function stepsOf(session: number): number {
  return sessionMinutes(SESSIONS[session] ?? 0) * 60 * STEPS_PER_SECOND;
}

/** Weeks from Monday on; months of the calendar. */
function periodOf(session: number, size: 'week' | 'month'): number {
  const day = SESSIONS[session] ?? 0;
  return size === 'week' ? Math.floor((day + 3) / 7) : Number(formatDay(day).slice(0, 6));
}
