/** Market time: starts inside a session, runs at the wall's pace, and skips what lies between two sessions. */
import { epochAt } from './exchange-time.ts';
import { momentOf } from './market.ts';
import { closeMinute, OPEN_MINUTE, SESSIONS, type Day } from './trading-days.ts';

/** After the close the day stays open this long, for closing reports; then the next morning comes. */
const AFTER_CLOSE_MINUTES = 10;
const BEFORE_OPEN_MINUTES = 5;

export class MarketClock {
  readonly #wallMs: () => number;
  readonly #speed: number;
  #base: number;
  #wallBase: number;

  /** wallMs is any steadily rising clock in milliseconds; speed is market seconds per wall second. */
  constructor(start: number, speed: number, wallMs: () => number) {
    this.#wallMs = wallMs;
    this.#speed = speed;
    this.#base = start;
    this.#wallBase = wallMs();
  }

  /** Milliseconds since 1970 in market time; never goes back. */
  now(): number {
    const time = this.#base + (this.#wallMs() - this.#wallBase) * this.#speed;
    const morning = nextMorning(time);
    if (morning === null) return Math.floor(time);
    this.#base = morning;
    this.#wallBase = this.#wallMs();
    return morning;
  }
}

/** 09:25 of the next session when the time lies more than ten minutes behind a close; else null. */
function nextMorning(time: number): number | null {
  const moment = momentOf(time);
  if (moment.phase !== 'after') return null;
  if (time < epochAt(moment.day, closeMinute(moment.day) + AFTER_CLOSE_MINUTES)) return null;
  const next = SESSIONS[moment.session + 1];
  if (next === undefined) return null;
  return Math.max(time, epochAt(next, OPEN_MINUTE - BEFORE_OPEN_MINUTES));
}

/** The instant of the day's close. */
export function closeOfDay(day: Day): number {
  return epochAt(day, closeMinute(day));
}

export function openOfDay(day: Day): number {
  return epochAt(day, OPEN_MINUTE);
}
