import { EventName, MarketDataType, SecType } from '@stoqey/ib';
import type { BrokerEvent } from '#app/ports.ts';
import { emptyQuote, type Instrument } from '#shared/domain/market.ts';
import type { ConId, Ticker } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import { meaningOf } from './codes.ts';
import type { Connection } from './connection.ts';
import { Lines } from './lines.ts';
import { newStream, shownBy, type QuoteStream } from './quote-stream.ts';
import type { Requests } from './requests.ts';
import {
  type Draft,
  shortableSharesTick,
  shortableTicks,
  sizeTickOf,
  takeGeneric,
  takeKind,
  takePrice,
  takeSize,
} from './ticks.ts';

const noPermission: readonly number[] = [354, 10168, 10186];
/** The stream stands still until it is asked for again. */
const stopped: readonly number[] = [10197, 10225];
const linesUsedUp = 101;
/** How often turns are looked at. */
const lookMs = 1_000;
/** Lines that the practice TWS has; it shares them with nobody. */
const practiceLines = 200;
/** After a refusal, until more lines are tried. */
const raiseMs = 300_000;

/** Quotes of the names on the list, the last value of each at most once a batch, over no more lines than the login has. */
export class MarketData {
  readonly #link: Connection;
  readonly #requests: Requests;
  readonly #emit: (event: BrokerEvent) => void;
  readonly #byConId = new Map<ConId, QuoteStream>();
  readonly #byRequest = new Map<number, QuoteStream>();
  readonly #dirty = new Set<QuoteStream>();
  readonly #retry = new Set<QuoteStream>();
  /** Refused for good in this connection. */
  readonly #dead = new Set<ConId>();
  readonly #lines: Lines;
  #pinned: readonly Ticker[] = [];
  #type: MarketDataType | null = null;
  #batchSet = false;
  #stopTurns: (() => void) | null = null;
  #raising = false;
  /** The trader has heard that lines are short. */
  #toldShort = false;

  constructor(link: Connection, requests: Requests, emit: (event: BrokerEvent) => void) {
    this.#link = link;
    this.#requests = requests;
    this.#emit = emit;
    const { marketDataLines, rotationMs } = link.deps.settings;
    const isPractice = link.target.kind === 'practice';
    this.#lines = new Lines(
      isPractice ? Math.max(marketDataLines, practiceLines) : marketDataLines,
      rotationMs,
    );
    link.takeTicks({
      price: (id, tick, value, size) => this.#price(id, tick, value, size),
      size: (id, tick, value) =>
        this.#change(id, (draft, at) => takeSize(draft, tick, value, at), tick !== shortableSharesTick),
      generic: (id, tick, value) =>
        this.#change(id, (draft, at) => takeGeneric(draft, tick, value, at), false),
    });
    link.api.on(
      EventName.marketDataType,
      link.guard('quotes', (id: number, type: number) => this.#kind(id, type)),
    );
  }

  lines(): { readonly linesOpen: number; readonly lineLimit: number } {
    return { linesOpen: this.#lines.linesOpen, lineLimit: this.#lines.limit };
  }

  subscribe(instruments: readonly Instrument[]): void {
    const wanted = new Map(instruments.map((each) => [each.conId, each]));
    for (const [id, stream] of this.#byConId) if (!wanted.has(id)) this.#drop(stream);
    for (const [id, instrument] of wanted) {
      if (this.#byConId.has(id)) continue;
      const stream = newStream(instrument, this.#link.now());
      this.#byConId.set(id, stream);
      this.#markDirty(stream);
    }
    this.#dead.clear();
    this.#balance();
  }

  /** These have a line whatever others wait, the most important first. */
  pin(tickers: readonly Ticker[]): void {
    this.#pinned = tickers;
    this.#balance();
  }

  /** After the TWS lost its data requests: all of them again, starting from nothing known. */
  resubscribe(): void {
    this.#type = null;
    for (const [conId, stream] of this.#byConId) {
      if (this.#lines.has(conId)) this.#ask(stream, false);
      else this.#empty(stream);
    }
  }

  /** Nothing that is shown is live until a tick shows that it flows. */
  standStill(): void {
    for (const stream of this.#byConId.values()) {
      stream.standing = true;
      this.#markDirty(stream);
    }
  }

  /** Ticks should flow again; a stream that stays silent is asked for anew, because some stay dead. */
  verify(): void {
    const silent = [...this.#byRequest.values()].filter(({ standing }) => standing);
    if (silent.length === 0) return;
    this.#link.deps.clock.after(this.#link.deps.timeouts.tickCheckMs, () => {
      for (const stream of silent)
        if (stream.standing && this.#byRequest.get(stream.id) === stream) this.#askAnew(stream);
    });
  }

  /** How an error was dealt with; `quiet` = it belonged to a quote stream and the trader need not hear of it. */
  error(id: number, code: number): 'not-mine' | 'tell' | 'quiet' {
    const stream = this.#byRequest.get(id);
    if (stream === undefined) return 'not-mine';
    if (code === linesUsedUp) return this.#refused(stream);
    if (noPermission.includes(code) && !stream.delayed) this.#ask(stream, true);
    else if (stopped.includes(code)) this.#pause(stream);
    else if (meaningOf(code).level === 'error') this.#kill(stream);
    return 'tell';
  }

  /** Opens and closes what the plan of the lines says, and goes on doing so while they are shared. */
  #balance(): void {
    const names = [...this.#byConId].filter(([id]) => !this.#dead.has(id));
    const idOf = new Map(names.map(([id, { instrument }]) => [instrument.ticker, id]));
    this.#lines.replace(names.map(([id]) => id));
    this.#lines.pin(this.#pinned.flatMap((ticker) => idOf.get(ticker) ?? []));
    this.#turn();
    if (!this.#lines.isShared) return;
    const { clock, settings } = this.#link.deps;
    this.#stopTurns ??= clock.every(Math.min(lookMs, settings.rotationMs), () => this.#turn());
  }

  #turn(): void {
    if (this.#link.state === 'closed' || !this.#lines.isShared) {
      this.#stopTurns?.();
      this.#stopTurns = null;
    }
    if (this.#link.state === 'closed') return;
    const { close, open } = this.#lines.next(this.#link.deps.clock.elapsed());
    for (const conId of close) {
      const stream = this.#byConId.get(conId);
      if (stream === undefined) continue;
      this.#hangUp(stream);
      stream.standing = true;
      this.#markDirty(stream);
    }
    for (const conId of open) {
      const stream = this.#byConId.get(conId);
      if (stream !== undefined) this.#ask(stream, false, stream.standing);
    }
  }

  #drop(stream: QuoteStream): void {
    this.#byConId.delete(stream.instrument.conId);
    this.#dirty.delete(stream);
    this.#hangUp(stream);
  }

  #hangUp(stream: QuoteStream): void {
    const { id } = stream;
    this.#retry.delete(stream);
    stream.id = 0;
    if (this.#byRequest.delete(id)) this.#link.send('data', () => this.#link.api.cancelMktData(id));
  }

  /** `keep` = what is shown stays, until the first price comes. */
  #ask(stream: QuoteStream, delayed: boolean, keep = false): void {
    const { conId, ticker: symbol, currency } = stream.instrument;
    this.#byRequest.delete(stream.id);
    const id = this.#requests.nextId();
    stream.id = id;
    stream.delayed = delayed;
    this.#byRequest.set(id, stream);
    this.#empty(stream, delayed ? 'delayed' : 'live');
    stream.waiting = keep;
    this.#setType(delayed ? MarketDataType.DELAYED : MarketDataType.REALTIME);
    this.#link.send('data', () => {
      if (this.#byRequest.get(id) !== stream) return;
      this.#lines.left(conId, this.#link.deps.clock.elapsed());
      const contract = { conId, symbol, secType: SecType.STK, exchange: 'SMART', currency };
      this.#link.api.reqMktData(id, contract, shortableTicks, false, false);
    });
  }

  #askAnew(stream: QuoteStream): void {
    const { id } = stream;
    this.#link.send('data', () => this.#link.api.cancelMktData(id));
    this.#ask(stream, false, stream.standing);
  }

  /** Holds for the requests that follow it. Requests leave in the order in which they were made. */
  #setType(type: MarketDataType): void {
    if (this.#type === type) return;
    this.#type = type;
    this.#link.send('data', () => this.#link.api.reqMarketDataType(type));
  }

  /** No price of a dead stream may look current. */
  #empty(stream: QuoteStream, kind = stream.draft.kind): void {
    stream.draft = { ...emptyQuote(stream.instrument.ticker, kind, this.#link.now()) };
    stream.waiting = false;
    this.#markDirty(stream);
  }

  #kill(stream: QuoteStream): void {
    this.#empty(stream);
    this.#byRequest.delete(stream.id);
    this.#dead.add(stream.instrument.conId);
    this.#balance();
  }

  #refused(stream: QuoteStream): 'tell' | 'quiet' {
    const { deps } = this.#link;
    this.#byRequest.delete(stream.id);
    stream.id = 0;
    this.#lines.refused(stream.instrument.conId);
    this.#balance();
    if (!this.#raising) {
      this.#raising = true;
      deps.clock.after(raiseMs, () => {
        this.#raising = false;
        this.#lines.raise();
        this.#balance();
      });
    }
    if (this.#toldShort) return 'quiet';
    this.#toldShort = true;
    return 'tell';
  }

  #pause(stream: QuoteStream): void {
    this.#empty(stream);
    if (this.#retry.size === 0) {
      this.#link.deps.clock.after(this.#link.deps.timeouts.resubscribeMs, () => {
        const streams = [...this.#retry];
        this.#retry.clear();
        for (const each of streams) this.#askAnew(each);
      });
    }
    this.#retry.add(stream);
  }

  #price(id: number, tick: number, value: number, size: number): void {
    const sizeTick = sizeTickOf(tick);
    this.#change(id, (draft, at) => {
      if (sizeTick !== null) takeSize(draft, sizeTick, size, at);
      return takePrice(draft, tick, value, at);
    });
  }

  /** `flows` = it shows that prices flow; what is told of borrowing and halts does not. */
  #change(id: number, take: (draft: Draft, at: EpochMs) => boolean, flows = true): void {
    const stream = this.#byRequest.get(id);
    if (stream === undefined || !take(stream.draft, this.#link.now())) return;
    if (flows) stream.standing = false;
    this.#markDirty(stream);
  }

  #kind(id: number, type: number): void {
    const stream = this.#byRequest.get(id);
    if (stream === undefined) return;
    takeKind(stream.draft, type);
    this.#markDirty(stream);
  }

  #markDirty(stream: QuoteStream): void {
    this.#dirty.add(stream);
    if (this.#batchSet) return;
    this.#batchSet = true;
    this.#link.deps.clock.after(this.#link.deps.timeouts.batchMs, () => {
      this.#batchSet = false;
      const streams = [...this.#dirty];
      this.#dirty.clear();
      if (this.#link.state === 'closed') return;
      for (const stream of streams) {
        const quote = shownBy(stream);
        if (quote !== null) this.#emit({ kind: 'quote', quote });
      }
    });
  }
}
