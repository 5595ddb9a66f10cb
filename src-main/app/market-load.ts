import type { EngineSettings } from '#engine/settings.ts';
import type { Desk } from './desk.ts';
import { namesToWatch } from './market.ts';
import type { BrokerSession } from './ports.ts';

/** A market that could not be loaded is asked for again after this. */
const patienceMs = 60_000;

/** Contracts, quotes and daily bars of every name that matters, loaded after connecting, on a new day, and for another strategy. */
export class MarketLoad {
  readonly #desk: Desk;
  readonly #contractsKnown: () => void;
  /** Rises with each load: an earlier one that is still under way has nothing more to say. */
  #load = 0;
  #loadedFor: EngineSettings | null = null;

  constructor(desk: Desk, contractsKnown: () => void) {
    this.#desk = desk;
    this.#contractsKnown = contractsKnown;
  }

  /** The strategy whose names were loaded last. */
  get loadedFor(): EngineSettings | null {
    return this.#loadedFor;
  }

  /** Rejects with a BrokerError. */
  async load(session: BrokerSession): Promise<void> {
    const settings = this.#desk.settings;
    if (settings === null) return;
    this.#load += 1;
    const load = this.#load;
    const isOver = (): boolean => this.#desk.link.session !== session || load !== this.#load;
    this.#loadedFor = settings;
    const loaded = await this.#desk.market.lookUp(
      session,
      namesToWatch(settings, this.#desk.positions.keys()),
    );
    if (isOver()) return;
    this.#desk.market.subscribe(session, loaded);
    this.#contractsKnown();
    this.#desk.inbox.instruments(loaded.found);
    for (const { ticker, why } of loaded.unknown)
      this.#desk.notices.add('warning', `${ticker} is left out: ${why}`, session.now());
    this.#desk.interval.loading(loaded.found.length);
    const failed = await this.#desk.market.loadHistory(session, (instrument, bars) => {
      if (isOver()) return;
      this.#desk.inbox.history(instrument.ticker, bars);
      if (this.#desk.store?.readOnly === null)
        this.#desk.guarded(() => this.#desk.store?.saveBars(instrument.conId, '1 day', bars));
      this.#desk.interval.loadedOne();
    });
    if (isOver()) return;
    for (const [ticker, why] of failed)
      this.#desk.notices.add('warning', `No daily bars for ${ticker}: ${why}`, session.now());
    this.#desk.intraday.start(session);
    this.#desk.interval.begin();
  }

  reload(): void {
    const session = this.#desk.link.session;
    if (session !== null) void this.load(session).catch((error: unknown) => this.#failed(session, error));
  }

  stop(): void {
    this.#load += 1;
  }

  #failed(session: BrokerSession, error: unknown): void {
    if (this.#desk.link.session !== session) return;
    const load = this.#load;
    this.#desk.parts.clock.after(patienceMs, () => {
      if (this.#desk.link.session === session && load === this.#load) this.reload();
    });
    this.#desk.notices.add(
      'error',
      `The market could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
      this.#desk.now(),
    );
    this.#desk.tell('status');
  }
}
