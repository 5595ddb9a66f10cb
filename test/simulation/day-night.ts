import { epochAt } from '#practice/market/exchange-time.ts';
import { closeMinute, OPEN_MINUTE, sessionIndex, SESSIONS, type Day } from '#practice/market/trading-days.ts';
import { Draws } from './draws.ts';
import { minuteMs, mishapsOf, type Scheduled } from './mishaps.ts';

// Days that go on over the night into the next session. By then the TWS no longer reports what was executed the day before.

/** One session with what goes wrong in it. Milliseconds since 1970. */
export interface Stretch {
  readonly begin: number;
  readonly close: number;
  /** From here on nothing goes wrong any more and the trader leaves things alone. */
  readonly quietFrom: number;
  readonly end: number;
  readonly mishaps: readonly Scheduled[];
}

export interface Night {
  /** The desk: runs all night, sleeps with its machine, or is closed or killed in the evening and started in the morning. */
  readonly desk: 'up' | 'asleep' | 'stopped' | 'killed';
  /** When the TWS is stopped and how long it is away; null = it runs on. */
  readonly restart: { readonly at: number; readonly downMs: number } | null;
  readonly next: Stretch;
}

/** Before the open. */
export const firstMinute = OPEN_MINUTE - 5;
/** When a TWS restarts by itself: in the middle of the window that the desk keeps free for it. */
const restartMinute = 23 * 60 + 55;

/** Every eighth day. Drawn apart, so that it moves nothing else of any day. */
const hasNight = (seed: number): boolean => seed % 8 === 6;

export function nightOf(seed: number, session: Day): Night | null {
  const tomorrow = SESSIONS[(sessionIndex(session) ?? 0) + 1] ?? session;
  if (!hasNight(seed)) return null;
  const draws = new Draws(seed * 4001 + 17);
  const desk = draws.pick(['up', 'asleep', 'stopped', 'killed'] as const);
  const begin = epochAt(tomorrow, firstMinute);
  const close = epochAt(tomorrow, closeMinute(tomorrow));
  const quietFrom = close - Math.round(draws.between(30, 60)) * minuteMs;
  const restart = { at: epochAt(session, restartMinute), downMs: draws.pick([20_000, 300_000, 1_200_000]) };
  const mishaps = mishapsOf(draws, begin, quietFrom);
  return {
    // Nobody stays up over a weekend: it would take as long as three days of market.
    desk: desk === 'up' && tomorrow !== session + 1 ? 'asleep' : desk,
    restart: draws.happens(0.8) ? restart : null,
    next: { begin, close, quietFrom, end: close + 6 * minuteMs, mishaps },
  };
}
