import { sessionAt, wallClock } from '#shared/calendar.ts';
import type { TripId } from '#shared/domain/safety.ts';
import type { Ticker } from '#shared/ids.ts';
import { type EpochMs, toPercent } from '#shared/units.ts';
import type { Desk } from '../desk.ts';
import type { BrokerEvent, BrokerSession } from '../ports.ts';
import { ClockWatch } from './clock-watch.ts';
import { DayResult } from './day-result.ts';
import type { SafetySettings } from './settings.ts';
import type { Measured } from './trips.ts';
import { Meter, Window } from './windows.ts';

/** More than any limit of the settings. */
const mostCounted = 5_000;
/** So long after a connection stands, its clock is still being measured. */
const clockSettlesMs = 60_000;

/** Listens to what the broker says and does not decide anything: what each trip is measured by. */
export class Measures {
  readonly result: DayResult;
  readonly #desk: Desk;
  readonly #clock = new ClockWatch();
  readonly #rejects = new Window(mostCounted);
  readonly #sent = new Window(mostCounted);
  readonly #messages = new Meter();
  readonly #liveAt = new Map<Ticker, number>();
  /** Names that were not heard of yet count from here on. */
  #since = 0;
  #reconciledAt = 0;
  #session: BrokerSession | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.result = new DayResult(() => desk.intake.reconciler?.books.settlement.differences().length === 0);
  }

  heard(session: BrokerSession, event: BrokerEvent): void {
    const elapsed = this.#desk.parts.clock.elapsed();
    if (event.kind === 'quote') {
      if (event.quote.kind === 'live' && event.quote.bid !== null && event.quote.ask !== null)
        this.#liveAt.set(event.quote.ticker, elapsed);
      return;
    }
    this.#messages.add(elapsed);
    if (event.kind === 'order') {
      const { says } = event.report.status;
      if (says === 'rejected' || says === 'odd') this.#rejects.add(elapsed);
    } else if (event.kind === 'account') this.result.values(event.values, session.now());
  }

  /** Of each connection the first time: comparing again says nothing about its quotes and its clock. */
  reconciled(): void {
    const { session } = this.#desk.link;
    if (session === this.#session) return;
    this.#session = session;
    this.#since = this.#desk.parts.clock.elapsed();
    this.#reconciledAt = this.#since;
    this.#liveAt.clear();
  }

  sent(orders: number): void {
    for (let n = 0; n < orders; n++) this.#sent.add(this.#desk.parts.clock.elapsed());
  }

  /** Once a second. */
  look(): void {
    const { clock } = this.#desk.parts;
    const { session } = this.#desk.link;
    const elapsed = clock.elapsed();
    // A practice market may run faster than time does.
    const watched = session?.state === 'reconciled' && this.#desk.kind !== 'practice';
    const settled = elapsed - this.#reconciledAt > clockSettlesMs;
    const offset = session !== null && watched && settled ? session.now() - clock.now() : null;
    this.#clock.look(clock.now(), elapsed, offset);
  }

  /** Nobody is connected: what the clock does meanwhile harms nothing, and the next book is compared anyway. */
  idle(): void {
    this.#clock.clear();
  }

  /** What has been counted was seen by whoever reset; what still holds is measured anew. */
  reset(): void {
    this.#clock.clear();
    this.#rejects.clear();
    this.#sent.clear();
    this.#messages.clear();
    this.#since = this.#desk.parts.clock.elapsed();
    this.#liveAt.clear();
  }

  read(settings: SafetySettings): Readonly<Record<TripId, Measured>> {
    const elapsed = this.#desk.parts.clock.elapsed();
    const rejectsMs = settings.rejects?.overMs ?? 0;
    const rejects = this.#rejects.count(elapsed, rejectsMs);
    const sent = this.#sent.count(elapsed, settings.orders?.overMs ?? 0);
    const messages = this.#messages.count(elapsed, settings.messages?.overMs ?? 0);
    const { jumpMs, sleepMs } = this.#clock;
    const slept = settings.sleep !== null && sleepMs > settings.sleep.limit;
    return {
      'day-loss': this.#dayLoss(),
      drawdown: this.#drawdown(),
      'data-loss': this.#dataLoss(settings.dataLoss?.overMs ?? 0),
      rejects: {
        value: rejects,
        words: `${rejects} orders rejected, or answered with a code that nobody knows, in ${seconds(rejectsMs)}`,
      },
      clock: {
        value: slept ? 0 : Math.round(jumpMs),
        words: `largest jump of the desk's clock, or of the TWS's against it: ${(jumpMs / 1000).toFixed(1)} s`,
      },
      sleep: {
        // Whole seconds, so that an ordinary second does not look like news.
        value: Math.floor(sleepMs / 1000) * 1000,
        words: `longest time in which the desk did not run: ${Math.floor(sleepMs / 1000)} s (the machine slept, or stood still)`,
      },
      orders: { value: sent, words: `${sent} orders sent in the last minute` },
      messages: { value: messages, words: `${messages} messages from the TWS, quotes apart, in ten seconds` },
    };
  }

  #dayLoss(): Measured {
    const { day, loss } = this.result;
    if (day === null || loss === null) return unknown('the account has not told its values today');
    return {
      value: loss,
      words: `result ${amount(day.result)} (${share(day.result / day.startNav)}) since ${clockTime(day.startAt)} New York, from a net liquidation of ${amount(day.startNav)}${flowWords(day.flow)}`,
    };
  }

  #drawdown(): Measured {
    const { day, drawdown } = this.result;
    if (day === null || drawdown === null) return unknown('the account has not told its values today');
    return {
      value: drawdown,
      words: `result ${amount(day.result)}, after a peak of ${amount(day.peak)} since ${clockTime(day.startAt)} New York`,
    };
  }

  #dataLoss(overMs: number): Measured {
    const { session } = this.#desk.link;
    // A TWS that has lost IBKR is blind as well: its silence counts, and its cancels go.
    if (session === null || session !== this.#session) return unknown('the desk is not connected');
    const now = session.now();
    const openFor = this.#namesThatMatter(now);
    const names = [...openFor.keys()];
    if (names.length === 0) return unknown('nothing is held or working, or the market is closed');
    const elapsed = this.#desk.parts.clock.elapsed();
    // Before the bell a quiet name may not move for hours: its silence counts from the bell on.
    const lost = names.filter(
      (name) =>
        elapsed - Math.max(this.#liveAt.get(name) ?? 0, this.#since) > overMs &&
        (openFor.get(name) ?? 0) > overMs,
    );
    const some = lost.length === 0 ? '' : `: ${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ' …' : ''}`;
    return {
      value: lost.length / names.length,
      words: `${lost.length} of ${names.length} held or working names had no live quote for ${seconds(overMs)}${some}`,
    };
  }

  /** Held or working in a session, each with how long its session has been open, in ms. */
  #namesThatMatter(now: EpochMs): ReadonlyMap<Ticker, number> {
    const { positions, ledger, market } = this.#desk;
    const working = (ledger?.open() ?? []).map(({ intent }) => intent.ticker);
    const names = new Map<Ticker, number>();
    for (const name of new Set([...positions.keys(), ...working])) {
      const session = sessionAt(market.instruments.get(name)?.sessions ?? [], now);
      if (session !== null) names.set(name, now - session.open);
    }
    return names;
  }
}

const unknown = (words: string): Measured => ({ value: null, words });
const amount = (n: number): string => n.toFixed(0);
const share = (part: number): string => `${toPercent(part).toFixed(2)}%`;
const seconds = (ms: number): string => (ms < 120_000 ? `${ms / 1000} s` : `${ms / 60_000} min`);
const flowWords = (flow: number): string =>
  flow === 0 ? '' : `; ${amount(flow)} of cash that came or went by itself is left out`;

function clockTime(at: EpochMs): string {
  const { hour, minute } = wallClock(at);
  return `${hour}:${String(minute).padStart(2, '0')}`;
}
