/** The practice market seen from outside: quotes and traded ranges of any name at any instant, a pure function of time. */
import { at, makeDailyPaths } from './daily-path.ts';
import { exchangeTimeOf } from './exchange-time.ts';
import { IntradayPaths, STEP_MS, STEPS_PER_MINUTE, TICKS_PER_DOLLAR } from './intraday-path.ts';
import { hash, uniform } from './random.ts';
import {
  closeMinute,
  OPEN_MINUTE,
  sessionIndexAtOrBefore,
  sessionMinutes,
  SESSIONS,
  type Day,
} from './trading-days.ts';
import { nameAt } from './universe.ts';
import { Volumes } from './volume.ts';

const MS_PER_MINUTE = 60_000;
/** A new spread and new sizes are drawn every this many steps. */
const BOOK_STEPS = 5;

/** Prices in whole cents (ticks), sizes in shares. */
export interface Quote {
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
  readonly last: number;
  readonly lastSize: number;
  /** Of the session so far; null before the first trade of the day. */
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly volume: number;
  /** The previous session's close. */
  readonly close: number;
  /** Changes whenever a new book is drawn: what one order took out of a book is gone until then. */
  readonly book: number;
}

export interface Moment {
  /** Place in SESSIONS of the newest session that has begun its day. */
  readonly session: number;
  readonly day: Day;
  readonly phase: 'before' | 'open' | 'after';
  /** Steps of 250 ms since the open; 0 before it, the session's last after it. */
  readonly step: number;
}

/** Open, high, low, close in ticks and the volume in shares of a stretch of a session. */
export interface Traded {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export function momentOf(epochMs: number): Moment {
  const { day, ms } = exchangeTimeOf(epochMs);
  const session = sessionIndexAtOrBefore(day);
  const sessionDay = SESSIONS[session] ?? day;
  const lastStep = sessionMinutes(sessionDay) * STEPS_PER_MINUTE - 1;
  if (sessionDay !== day || ms >= closeMinute(day) * MS_PER_MINUTE) {
    return { session, day: sessionDay, phase: 'after', step: lastStep };
  }
  const sinceOpen = ms - OPEN_MINUTE * MS_PER_MINUTE;
  if (sinceOpen < 0) return { session, day, phase: 'before', step: 0 };
  return { session, day, phase: 'open', step: Math.floor(sinceOpen / STEP_MS) };
}

/** Ticks to dollars. */
export function dollars(ticks: number): number {
  return ticks / TICKS_PER_DOLLAR;
}

export class Market {
  readonly seed: number;
  readonly #paths: IntradayPaths;
  readonly #volumes: Volumes;

  constructor(seed: number) {
    this.seed = seed;
    const daily = makeDailyPaths(seed);
    this.#paths = new IntradayPaths(daily);
    this.#volumes = new Volumes(daily);
  }

  /** The official close of a session, ticks. */
  closeOf(name: number, session: number): number {
    const part = this.#paths.daily.names[name];
    if (part === undefined) throw new RangeError(`no name number ${name}`);
    return Math.round(TICKS_PER_DOLLAR * Math.exp(at(part.close, session)));
  }

  daily(name: number, session: number): Traded {
    const part = this.#paths.daily.names[name];
    if (part === undefined) throw new RangeError(`no name number ${name}`);
    const range = this.#paths.range(name, session);
    return {
      open: Math.round(TICKS_PER_DOLLAR * Math.exp(at(part.open, session))),
      high: Math.round(range.high),
      low: Math.round(range.low),
      close: this.closeOf(name, session),
      volume: this.#volumes.ofSession(name, session),
    };
  }

  /** Whether a price change can be seen at this step at all; a name's last price, ticks. */
  lastAt(name: number, session: number, step: number): number {
    const minute = Math.floor(step / STEPS_PER_MINUTE);
    return Math.round(this.#paths.priceAt(name, session, minute, step % STEPS_PER_MINUTE));
  }

  /** Shares traded in the session before this step begins. */
  volumeAt(name: number, session: number, step: number): number {
    const cumulative = this.#volumes.cumulative(name, session);
    const minute = Math.floor(step / STEPS_PER_MINUTE);
    const from = at(cumulative, Math.min(minute, cumulative.length - 1));
    const part = (step % STEPS_PER_MINUTE) / STEPS_PER_MINUTE;
    return part === 0 ? from : Math.round(from + (at(cumulative, minute + 1) - from) * part);
  }

  /** What traded in steps from ≤ step < to of one session; from < to. */
  traded(name: number, session: number, from: number, to: number): Traded {
    const path = this.#paths.path(name, session);
    let high = 0;
    let low = Number.POSITIVE_INFINITY;
    const see = (h: number, l: number) => {
      if (h > high) high = h;
      if (l < low) low = l;
    };
    for (let step = from; step < to;) {
      const minute = Math.floor(step / STEPS_PER_MINUTE);
      const isWhole = step % STEPS_PER_MINUTE === 0 && step + STEPS_PER_MINUTE <= to;
      if (isWhole) see(Math.round(at(path.high, minute)), Math.round(at(path.low, minute)));
      else {
        const price = this.lastAt(name, session, step);
        see(price, price);
      }
      step += isWhole ? STEPS_PER_MINUTE : 1;
    }
    return {
      open: this.lastAt(name, session, from),
      high,
      low,
      close: this.lastAt(name, session, to - 1),
      volume: this.volumeAt(name, session, to) - this.volumeAt(name, session, from),
    };
  }

  quote(name: number, epochMs: number): Quote {
    const moment = momentOf(epochMs);
    const { session, step, phase } = moment;
    const close = this.closeOf(name, session - 1);
    if (phase === 'before') {
      const book = this.#book(name, session, -1, close, 4);
      return { ...book, last: close, open: null, high: null, low: null, volume: 0, close };
    }
    const isOver = phase === 'after';
    const day = this.#soFar(name, session, step + 1);
    const book = this.#book(name, session, Math.floor(step / BOOK_STEPS), day.close, isOver ? 3 : 1);
    return {
      ...book,
      last: day.close,
      open: day.open,
      high: day.high,
      low: day.low,
      volume: day.volume,
      close,
    };
  }

  readonly #days = new Map<number, { session: number; step: number; traded: Traded }>();

  /** The session's trading before a step, carried on from the last whole minute asked for. */
  #soFar(name: number, session: number, to: number): Traded {
    const whole = Math.floor(to / STEPS_PER_MINUTE) * STEPS_PER_MINUTE;
    let known = this.#days.get(name);
    if (known === undefined || known.session !== session || known.step !== whole) {
      known = { session, step: whole, traded: this.traded(name, session, 0, Math.max(whole, 1)) };
      this.#days.set(name, known);
    }
    if (to <= Math.max(whole, 1)) return known.traded;
    const rest = this.traded(name, session, whole, to);
    if (whole === 0) return rest;
    return {
      open: known.traded.open,
      high: Math.max(known.traded.high, rest.high),
      low: Math.min(known.traded.low, rest.low),
      close: rest.close,
      volume: known.traded.volume + rest.volume,
    };
  }

  /** Bid and ask around the last price, never inside out: bid ≤ last ≤ ask. */
  #book(name: number, session: number, slot: number, last: number, width: number) {
    const { conId, spread, dailyVolume, price } = nameAt(name);
    const { seed } = this;
    const key = hash(seed, conId, session, 50_000 + slot);
    const early = slot >= 0 && slot < (15 * STEPS_PER_MINUTE) / BOOK_STEPS ? 1.6 : 1;
    const usual = last * spread * early * width + 1.2 * uniform(key, 1, 0) - 0.6;
    const ticks = Math.max(1, Math.round(usual));
    const below = ticks <= 2 ? key % (ticks + 1) : Math.floor(ticks / 2) + (key % 2);
    const lot = roundLot(price);
    const depth = Math.min(60, Math.max(1, Math.sqrt(dailyVolume) / (price * (lot / 9))));
    const size = (salt: number) => lot * Math.max(1, Math.round(depth * (0.4 + 1.8 * uniform(key, salt, 0))));
    return {
      bid: last - below,
      ask: last - below + ticks,
      bidSize: size(2),
      askSize: size(3),
      lastSize: Math.max(1, Math.round((size(4) * uniform(key, 5, 0)) / 2)),
      book: slot,
    };
  }
}

/** The round lots of the US exchanges since November 2025, by price. */
function roundLot(price: number): number {
  if (price > 1000) return 10;
  return price > 250 ? 40 : 100;
}
