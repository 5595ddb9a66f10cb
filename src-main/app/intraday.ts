import type { EngineSettings } from '#engine/settings.ts';
import { builtInModels } from '#engine/signals/models/built-in.ts';
import { sessionAt } from '#shared/calendar.ts';
import type { Bar, Instrument } from '#shared/domain/market.ts';
import type { Ticker } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import type { Desk } from './desk.ts';
import type { BrokerSession } from './ports.ts';

/** Each name's turn comes again after this, or later where there are more names than requests: */
const roundMs = 300_000;
/** at most one a second, so that history leaves the sending budget to what cannot wait. */
const leastGapMs = 1_000;

/** Today's five-minute bars of the universe, name after name and round after round, while a model of the strategy looks at them. */
export class Intraday {
  readonly #desk: Desk;
  /** Start of the last bar that the engine was told, by name: it may have been unfinished, so it comes again. */
  readonly #told = new Map<Ticker, EpochMs>();
  #stopTimer: () => void = () => {};
  /** Rises with each start and stop, so that an answer of an earlier round is recognised and dropped. */
  #run = 0;
  #failures = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  start(session: BrokerSession): void {
    this.stop();
    this.#told.clear();
    this.#failures = 0;
    const { settings, market } = this.#desk;
    if (settings === null || !looksAtBars(settings)) return;
    const names = settings.universe.flatMap((ticker) => market.instruments.get(ticker) ?? []);
    if (names.length > 0) void this.#turn(session, names, 0, this.#run);
  }

  stop(): void {
    this.#run += 1;
    this.#stopTimer();
  }

  async #turn(
    session: BrokerSession,
    names: readonly Instrument[],
    index: number,
    run: number,
  ): Promise<void> {
    const name = names[index % names.length];
    if (name !== undefined) await this.#load(session, name, run);
    if (run !== this.#run) return;
    const gapMs = Math.max(leastGapMs, roundMs / names.length);
    this.#stopTimer = this.#desk.parts.clock.after(
      gapMs,
      () => void this.#turn(session, names, (index + 1) % names.length, run),
    );
  }

  async #load(session: BrokerSession, name: Instrument, run: number): Promise<void> {
    const running = sessionAt(name.sessions, session.now());
    if (running === null || session.state !== 'reconciled') return;
    try {
      const bars = await session.history(name, '5 mins', 1);
      if (run === this.#run) this.#tell(name.ticker, bars, running.open);
    } catch (error) {
      if (run === this.#run) this.#failed(name.ticker, error);
    }
  }

  #tell(ticker: Ticker, bars: readonly Bar[], open: EpochMs): void {
    const known = this.#told.get(ticker) ?? open;
    const fresh = bars.filter(({ at }) => at >= open && at >= known);
    const last = fresh.at(-1);
    if (last === undefined) return;
    this.#told.set(ticker, last.at);
    this.#desk.inbox.intraday(ticker, fresh);
  }

  /** Models go without a name's bars; that is worth one word, not one a minute. */
  #failed(ticker: Ticker, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.#failures += 1;
    this.#desk.parts.log.warn('no intraday bars', { ticker, why });
    if (this.#failures === 1)
      this.#desk.notices.add('warning', `No intraday bars of ${ticker}: ${why}`, this.#desk.now());
  }
}

const looksAtBars = ({ signals }: EngineSettings): boolean =>
  builtInModels.some(({ id, needs }) => needs === 'intraday bars' && signals.models.includes(id));
