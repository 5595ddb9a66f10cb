import type { EngineSettings } from '#engine/settings.ts';
import { sessionAt, wallClock } from '#shared/calendar.ts';
import type { Bar, Instrument, Quote } from '#shared/domain/market.ts';
import { dateOfStamp, type DateKey } from '#shared/calendar.ts';
import type { Ticker } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import type { BrokerSession, InstrumentLookup } from './ports.ts';

/** Two years of sessions: 12-1 momentum needs 253, the risk model up to 500. */
const historyDays = 504;

/** What the desk knows of the market: contracts, newest quotes, daily bars' progress. */
export class Market {
  readonly instruments = new Map<Ticker, Instrument>();
  readonly quotes = new Map<Ticker, Quote>();
  readonly unknown = new Map<Ticker, string>();
  /** Newest quote of all, on the TWS's clock. */
  dataAt: EpochMs | null = null;
  /** Exchange date for which the history was asked last; null = never. */
  loadedFor: DateKey | null = null;

  quote(quote: Quote): void {
    this.quotes.set(quote.ticker, quote);
    if (this.dataAt === null || quote.at > this.dataAt) this.dataAt = quote.at;
  }

  forgetQuotes(): void {
    this.quotes.clear();
    this.dataAt = null;
  }

  /** Rejects with a BrokerError. */
  async lookUp(session: BrokerSession, tickers: readonly Ticker[]): Promise<InstrumentLookup> {
    this.loadedFor = wallClock(session.now()).date;
    return session.instruments(tickers);
  }

  /** Streams these names from now on, and no others. */
  subscribe(session: BrokerSession, { found, unknown }: InstrumentLookup): void {
    this.instruments.clear();
    this.unknown.clear();
    for (const instrument of found) this.instruments.set(instrument.ticker, instrument);
    for (const { ticker, why } of unknown) this.unknown.set(ticker, why);
    session.subscribe(found);
  }

  /**
   * Loads the daily bars of all known names; each is told as it comes. Returns what failed, in words, by ticker.
   */
  async loadHistory(
    session: BrokerSession,
    onBars: (instrument: Instrument, bars: readonly Bar[]) => void,
  ): Promise<ReadonlyMap<Ticker, string>> {
    const failed = new Map<Ticker, string>();
    await Promise.all(
      [...this.instruments.values()].map(async (instrument) => {
        try {
          const bars = await session.history(instrument, '1 day', historyDays);
          onBars(instrument, completed(bars, instrument, session.now()));
        } catch (error) {
          failed.set(instrument.ticker, error instanceof Error ? error.message : String(error));
        }
      }),
    );
    return failed;
  }
}

/** Without the bar of a session that is not over. */
export function completed(
  bars: readonly Bar[],
  { sessions, timeZone }: Instrument,
  now: EpochMs,
): readonly Bar[] {
  const today = wallClock(now, timeZone).date;
  const running =
    sessionAt(sessions, now) !== null ||
    sessions.some(({ open }) => open > now && wallClock(open, timeZone).date === today);
  return running
    ? bars.filter(({ at }) => dateOfStamp(at) < today)
    : bars.filter(({ at }) => dateOfStamp(at) <= today);
}

/** Universe, benchmark, hedge and everything held, each once, universe first. */
export function namesToWatch(settings: EngineSettings, held: Iterable<Ticker>): readonly Ticker[] {
  const hedge = settings.hedge === null ? [] : [settings.hedge.ticker];
  return [...new Set([...settings.universe, settings.benchmark, ...hedge, ...held])];
}
