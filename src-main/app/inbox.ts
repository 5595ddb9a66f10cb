import type { EngineEvent } from '#engine/input.ts';
import { type Bar, emptyQuote, type Instrument, type Quote } from '#shared/domain/market.ts';
import type { DayFacts } from '#shared/domain/limit.ts';
import type { Order } from '#shared/domain/order.ts';
import type { AccountValues, Position } from '#shared/domain/portfolio.ts';
import type { Ticker, WorkId } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';

type Preview = Extract<EngineEvent, { kind: 'preview' }>;
type Unshown = Extract<EngineEvent, { kind: 'unshown' }>['names'];
type OwnCosts = Extract<EngineEvent, { kind: 'own-costs' }>['names'];
type Foreign = Extract<EngineEvent, { kind: 'foreign' }>['names'];
type Frozen = Extract<EngineEvent, { kind: 'frozen' }>['names'];

/**
 * Buffer between the broker and the interval. Everything in it replaces what it said before, so it is bounded by the universe and can drop
 * nothing that matters: fills and order reports do not wait here, they are recorded the moment they arrive.
 */
export class Inbox {
  readonly #quotes = new Map<Ticker, Quote>();
  readonly #history = new Map<Ticker, readonly Bar[]>();
  #instruments: readonly Instrument[] | null = null;
  #positions: readonly Position[] | null = null;
  #account: AccountValues | null = null;
  #orders: readonly Order[] | null = null;
  #frozen: Frozen | null = null;
  #foreign: Foreign | null = null;
  #day: DayFacts | null = null;
  #ownCosts: OwnCosts | null = null;
  #unshown: Unshown | null = null;
  readonly #intraday = new Map<Ticker, readonly Bar[]>();
  #children: readonly Order[] | null = null;
  readonly #previews = new Map<WorkId, Preview>();

  quote(quote: Quote): void {
    this.#quotes.set(quote.ticker, quote);
  }
  history(ticker: Ticker, bars: readonly Bar[]): void {
    this.#history.set(ticker, bars);
  }
  instruments(instruments: readonly Instrument[]): void {
    this.#instruments = instruments;
  }
  positions(positions: readonly Position[]): void {
    this.#positions = positions;
  }
  account(values: AccountValues): void {
    this.#account = values;
  }
  orders(orders: readonly Order[]): void {
    this.#orders = orders;
  }
  /** Ended orders of what is being worked. */
  children(orders: readonly Order[]): void {
    this.#children = orders;
  }
  preview(answer: Preview): void {
    this.#previews.set(answer.workId, answer);
  }
  /** Bars of the running session, from the last one that was told on. */
  intraday(ticker: Ticker, bars: readonly Bar[]): void {
    const from = bars[0]?.at ?? Infinity;
    const before = (this.#intraday.get(ticker) ?? []).filter(({ at }) => at < from);
    this.#intraday.set(ticker, [...before, ...bars]);
  }
  unshown(names: Unshown): void {
    this.#unshown = names;
  }
  ownCosts(names: OwnCosts): void {
    this.#ownCosts = names;
  }
  frozen(names: Frozen): void {
    this.#frozen = names;
  }
  foreign(names: Foreign): void {
    this.#foreign = names;
  }
  day(facts: DayFacts): void {
    this.#day = facts;
  }

  /** What has gathered since the last `clear`, in a fixed order. Clear only after the interval was journalled, so that a failure loses nothing. */
  batch(): readonly EngineEvent[] {
    const events: EngineEvent[] = [];
    if (this.#instruments) events.push({ kind: 'instruments', instruments: this.#instruments });
    for (const [ticker, bars] of this.#history) events.push({ kind: 'history', ticker, bars });
    if (this.#quotes.size > 0) events.push({ kind: 'quotes', quotes: [...this.#quotes.values()] });
    if (this.#account) events.push({ kind: 'account', values: this.#account });
    if (this.#positions) events.push({ kind: 'positions', positions: this.#positions });
    if (this.#orders) events.push({ kind: 'orders', orders: this.#orders });
    if (this.#children) events.push({ kind: 'children', orders: this.#children });
    events.push(...this.#previews.values());
    for (const [ticker, bars] of this.#intraday) events.push({ kind: 'intraday', ticker, bars });
    if (this.#unshown) events.push({ kind: 'unshown', names: this.#unshown });
    if (this.#ownCosts) events.push({ kind: 'own-costs', names: this.#ownCosts });
    if (this.#frozen) events.push({ kind: 'frozen', names: this.#frozen });
    if (this.#foreign) events.push({ kind: 'foreign', names: this.#foreign });
    if (this.#day) events.push({ kind: 'day', facts: this.#day });
    return events;
  }

  /** Prices of a connection that is gone say nothing about the next one: each name is without a price until a new one comes. */
  forgetQuotes(known: Iterable<Quote>, at: EpochMs): void {
    for (const { ticker, kind } of known) this.#quotes.set(ticker, emptyQuote(ticker, kind, at));
  }

  /** Nothing arrives between `batch` and `clear`: both are called in one synchronous interval. */
  clear(): void {
    this.#quotes.clear();
    this.#history.clear();
    this.#instruments = null;
    this.#positions = null;
    this.#account = null;
    this.#orders = null;
    this.#frozen = null;
    this.#foreign = null;
    this.#day = null;
    this.#ownCosts = null;
    this.#unshown = null;
    this.#intraday.clear();
    this.#children = null;
    this.#previews.clear();
  }
}
